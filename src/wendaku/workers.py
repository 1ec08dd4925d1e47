"""Runs one function over the parts of a sequence in forked processes, which share the parent's memory as it is."""

import gc
import itertools
import multiprocessing
import os
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import TypeVar

from wendaku.errors import WendakuError

T = TypeVar("T")
R = TypeVar("R")

MIN_PART = 200
"""Fewer items than this a process cost more to fork for (some 15 ms) than they save."""


def count_jobs(wanted: int | None) -> int:
    """How many processes to use: as many as wanted, or as processors that this process may run on."""
    if wanted:
        return wanted
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_parts(
    function: Callable[[Sequence[T]], R], items: Sequence[T], jobs: int, least: int = MIN_PART
) -> list[R]:
    """The function's results for consecutive parts of `items`, in their order, however many jobs there are.

    With one job, fewer than `least` items a job or no `fork` it runs here. Raises what the function raises, and WendakuError
    where a process died, as it does when memory runs out.
    """
    jobs = min(jobs, len(items) // least)
    if jobs <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        return [function(items)]
    bounds = [len(items) * number // jobs for number in range(jobs + 1)]
    parts = [items[start:end] for start, end in itertools.pairwise(bounds)]
    context = multiprocessing.get_context("fork")
    # Frozen objects are left alone by the children's collector, so that their memory stays shared.
    gc.freeze()
    try:
        running = []
        for part in parts[1:]:
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_run, args=(function, part, sender), daemon=True)
            process.start()
            sender.close()
            running.append((process, receiver))
        try:
            results = [function(parts[0])]
            results += [_receive(receiver) for _, receiver in running]
        finally:
            for process, receiver in running:
                receiver.close()
                process.join()
    finally:
        gc.unfreeze()
    return results


def _run(function: Callable[[Sequence[T]], R], part: Sequence[T], sender: Connection) -> None:
    try:
        sender.send((function(part), None))
    except BrokenPipeError:
        pass  # the parent has failed in its own part and no longer listens
    except Exception as error:  # whatever it is, the parent raises it
        sender.send((None, error))


def _receive(receiver: Connection) -> R:  # type: ignore[type-var]
    try:
        result, error = receiver.recv()
    except EOFError:
        raise WendakuError("a worker process died, perhaps for want of memory; try --jobs 1") from None
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]
