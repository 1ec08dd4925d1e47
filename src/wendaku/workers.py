"""Runs tasks in forked processes, which share the parent's memory as it is."""

import contextlib
import functools
import gc
import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from wendaku.errors import WendakuError

T = TypeVar("T")
R = TypeVar("R")

MIN_PART = 200
"""Fewer items than this cost more to fork for (some 15 ms) than they save."""

PARTS_A_JOB = 16
"""Parts take unequal time; the smaller they are, the shorter the last one keeps the others waiting."""


def count_jobs(wanted: int | None) -> int:
    """How many processes to use: as many as wanted, or as processors that this process may run on."""
    if wanted:
        return wanted
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_parts(
    function: Callable[[Sequence[T]], R], items: Sequence[T], jobs: int, least: int = MIN_PART
) -> list[R]:
    """The function's results for consecutive parts of `items`, in their order, however many parts there are.

    No part is smaller than `least` items, unless all of them are one. Raises what `run_tasks` raises.
    """
    count = count_parts(len(items), jobs, least)
    bounds = [len(items) * number // count for number in range(count + 1)]
    parts = [items[start:end] for start, end in itertools.pairwise(bounds)]
    return run_tasks([functools.partial(function, part) for part in parts], jobs)


def count_parts(items: int, jobs: int, least: int) -> int:
    """Into how many parts so many items are cut: one for one job, and none smaller than `least` unless there is only one."""
    return max(1, min(jobs * PARTS_A_JOB if jobs > 1 else 1, items // least))


def run_tasks(tasks: Sequence[Callable[[], R]], jobs: int) -> list[R]:
    """The tasks' results, in their order. Whichever process is free takes the next task, this one among them.

    With one job, one task or no `fork` all run here. Raises what a task raises, and WendakuError where a process died, as it
    does when memory runs out.
    """
    with tasks_beside(tasks, min(jobs, len(tasks))) as join_in:
        return join_in()


@contextlib.contextmanager
def tasks_beside(tasks: Sequence[Callable[[], R]], jobs: int) -> Iterator[Callable[[], list[R]]]:
    """What `run_tasks` does, begun by the other processes alone: this one joins in where it calls what it is given. Whoever leaves
    without calling that stops the others after the tasks that they are at."""
    if jobs <= 1 or not _can_fork():
        yield lambda: [task() for task in tasks]
        return
    tickets = _Tickets(len(tasks))
    # Frozen objects are left alone by the children's collector, so that their memory stays shared.
    gc.freeze()
    running = [_Worker(tasks, tickets) for _ in range(jobs - 1)]
    gc.unfreeze()

    def join_in() -> list[R]:
        results = {number: tasks[number]() for number in tickets}
        for worker in running:
            results |= worker.results()
        return [results[number] for number in range(len(tasks))]

    try:
        yield join_in
    finally:
        tickets.void()
        for worker in running:
            worker.dismiss()


def start_task(task: Callable[[], R], jobs: int) -> Callable[[], R]:
    """Run a task beside this process where there may be two; returns what waits for its result, or raises what it raises."""
    if jobs <= 1 or not _can_fork():
        return task
    worker = _Worker([task], _Tickets(1))

    def wait() -> R:
        try:
            result: R = worker.results()[0]
            return result
        finally:
            worker.dismiss()

    return wait


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


class _Tickets:
    """Numbers that several processes draw from, each once: a pipe holds them, and a read of four bytes is never torn."""

    def __init__(self, count: int) -> None:
        self._reading, writing = os.pipe()
        # A pipe takes 64 kB, thousands of tickets more than there ever are tasks.
        os.write(writing, b"".join(number.to_bytes(4) for number in range(count)))
        os.close(writing)

    def __iter__(self) -> Iterator[int]:
        while ticket := os.read(self._reading, 4):
            yield int.from_bytes(ticket)

    def void(self) -> None:
        """Nobody shall draw any more."""
        for _ in self:
            pass
        os.close(self._reading)


class _Worker:
    """A forked process that draws tickets until none is left."""

    def __init__(self, tasks: Sequence[Callable[[], Any]], tickets: _Tickets) -> None:
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(tasks, tickets, sender), daemon=True)
        self._process.start()
        sender.close()

    def results(self) -> dict[int, Any]:
        """What it made, by ticket; raises what a task raised, and WendakuError where the process died."""
        results: dict[int, Any]
        try:
            results, error = self._receiver.recv()
        except EOFError:
            raise WendakuError("a worker process died, perhaps for want of memory; try --jobs 1") from None
        if error is not None:
            raise error
        return results

    def dismiss(self) -> None:
        """Listen no longer, and wait until the process has ended."""
        self._receiver.close()
        self._process.join()


def _work(tasks: Sequence[Callable[[], Any]], tickets: _Tickets, sender: Connection) -> None:
    try:
        sender.send(({number: tasks[number]() for number in tickets}, None))
    except BrokenPipeError:
        pass  # the parent has failed in a task of its own and no longer listens
    except Exception as error:  # whatever it is, the parent raises it
        sender.send(({}, error))
