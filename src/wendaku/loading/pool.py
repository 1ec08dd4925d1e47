"""Runs the per-page step in processes that may hang or die without taking the load with them.

`concurrent.futures` cannot end a single worker that hangs, and a worker that dies breaks its whole pool; here each
worker has its own pipe, and the page in its hands is known at any time.
"""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wendaku.config import Config
from wendaku.errors import WendakuError
from wendaku.loader.decode import MAX_BYTES
from wendaku.loading.pages import PageFile
from wendaku.loading.step import Encoded, failed_page, read_one

if TYPE_CHECKING:  # Windows has no fork server
    from multiprocessing.context import ForkServerContext, SpawnContext

PAGE_SECONDS = 30.0
"""A page takes 5 ms; one that takes this long will not end."""

START_SECONDS = 120.0
"""Importing the loader takes 0.5 s; on a machine that is out of memory or processors it takes longer."""

MAX_CHUNK = 16
"""Pages handed over at once: enough to hide the way there and back, few enough to spread the last ones."""

MEMORY_BYTES = 4 * 2**30
"""Address space of a worker where the system can limit it: a page of 4 MB needs some 300 MB at most."""

Task = tuple[int, str, str]  # number, path, shown name


class UnreadablePageError(Exception):
    """A page file cannot be read or should not be; the message says why."""


def read_file(path: str) -> bytes:
    """A page file's bytes; raises UnreadablePageError, for a large file without reading all of it."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadablePageError(f"cannot be read ({error.strerror})") from None
    if len(data) > MAX_BYTES:
        raise UnreadablePageError(f"is larger than {MAX_BYTES:,} bytes")
    return data


def read_task(path: str, shown: str, config: Config) -> Encoded:
    """What a page file gives; a failure of any kind is part of the result."""
    try:
        return read_one(read_file(path), shown, config)
    except UnreadablePageError as error:
        return failed_page(shown, str(error))
    except Exception as error:  # whatever a hostile page brings about is reported and stops no other page
        return failed_page(shown, describe_failure(error))


def describe_failure(error: BaseException) -> str:
    """Why the loader failed on a page, in at most 300 characters."""
    return f"the loader failed on it ({type(error).__name__}: {error})"[:300]


Step = Callable[[str, str, Config], Encoded]


class _Worker(NamedTuple):
    process: multiprocessing.process.BaseProcess
    connection: Connection
    pending: deque[Task]


def read_in_processes(
    pages: Sequence[PageFile], config: Config, jobs: int, page_seconds: float, step: Step = read_task
) -> Iterator[tuple[int, Encoded]]:
    """Each page's number with what it gave, in the order in which they end.

    A page that takes longer than `page_seconds` or ends its process is a failed page, and the next goes on in a
    new process. Raises WendakuError where processes cannot be started.
    """
    waiting = deque((number, page.path, page.shown) for number, page in enumerate(pages))
    jobs = max(1, min(jobs, len(waiting)))
    chunk = max(1, min(MAX_CHUNK, len(waiting) // (4 * jobs)))
    workers: dict[Connection, _Worker] = {}
    deadlines: dict[Connection, float] = {}
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                worker = _start(config, step)
                workers[worker.connection] = worker
                deadlines[worker.connection] = time.monotonic() + START_SECONDS
            patience = max(0.0, min(deadlines.values()) - time.monotonic())
            for connection in wait(list(workers), patience):
                assert isinstance(connection, Connection)
                worker = workers[connection]
                deadlines[connection] = time.monotonic() + page_seconds
                try:
                    message = connection.recv()
                except (EOFError, OSError):
                    yield from _bury(workers.pop(connection), waiting, "ended the process that read it")
                    continue
                if message is not None:
                    number, *encoded = message
                    worker.pending.popleft()
                    yield number, Encoded(*encoded)
                if not worker.pending and not _hand_over(worker, waiting, chunk):
                    _end(workers.pop(connection))
            for connection in [each for each in workers if deadlines[each] < time.monotonic()]:
                reason = f"took longer than {page_seconds:g} s"
                yield from _bury(workers.pop(connection), waiting, reason)
    finally:
        for worker in workers.values():
            _end(worker)


def _context() -> "ForkServerContext | SpawnContext":
    """Processes that are not forked from this one: it may have threads (progress bars), whose locks would be copied.

    A fork server imports the loader once, so that a worker in place of one that hung starts at once.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["wendaku.loading.step"])
    return context


def _start(config: Config, step: Step) -> _Worker:
    context = _context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, config, step), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours, deque())


def _hand_over(worker: _Worker, waiting: deque[Task], chunk: int) -> bool:
    """Give a worker its next pages; False where there are none."""
    tasks = [waiting.popleft() for _ in range(min(chunk, len(waiting)))]
    if tasks:
        worker.pending.extend(tasks)
        worker.connection.send(tasks)
    return bool(tasks)


def _bury(worker: _Worker, waiting: deque[Task], reason: str) -> Iterator[tuple[int, Encoded]]:
    """End a worker that hangs or is dead: the page in its hands failed, the others wait for another worker."""
    _end(worker)
    if not worker.pending:
        raise WendakuError(f"a process for reading pages did not start; it {reason}")
    number, _, shown = worker.pending.popleft()
    waiting.extendleft(reversed(worker.pending))
    yield number, failed_page(shown, reason)


def _end(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.kill()
    worker.process.join()


def _work(connection: Connection, config: Config, step: Step) -> None:
    """What a worker process does: read pages as they are handed over, until nobody listens."""
    _limit_memory()
    connection.send(None)  # ready; from here on the time of a page counts
    try:
        while True:
            for number, path, shown in connection.recv():
                connection.send((number, *step(path, shown, config)))
    except (EOFError, OSError):
        pass


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY or soft > MEMORY_BYTES:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, hard))
