"""Work is spread over processes without changing what comes out."""

import multiprocessing
import os
from collections.abc import Sequence

import pytest

from wendaku.errors import ContentError, WendakuError
from wendaku.workers import MIN_PART, map_parts

ITEMS = range(MIN_PART * 3 + 7)


def test_results_stand_in_the_items_order_for_any_number_of_jobs() -> None:
    for jobs in (1, 2, 3, 50):
        parts = map_parts(lambda part: [number * 2 for number in part], ITEMS, jobs)
        assert [number for part in parts for number in part] == [number * 2 for number in ITEMS]


def test_parts_run_in_processes_of_their_own_and_few_items_do_not() -> None:
    meeting = multiprocessing.get_context("fork").Barrier(3)

    def meet_others(part: Sequence[int]) -> int:
        meeting.wait(20)
        return os.getpid()

    def where(part: Sequence[int]) -> int:
        return os.getpid()

    assert len(set(map_parts(meet_others, ITEMS[: MIN_PART * 3], 3))) == 3
    assert map_parts(where, ITEMS[:10], 3) == [os.getpid()]


def test_an_error_in_any_part_is_raised_here() -> None:
    def fail_on(wanted: int) -> None:
        def fail(part: Sequence[int]) -> None:
            if wanted in part:
                raise ContentError(f"item {wanted}")

        with pytest.raises(ContentError, match=f"item {wanted}"):
            map_parts(fail, ITEMS, 3)

    for wanted in (0, len(ITEMS) - 1):
        fail_on(wanted)


def test_a_process_that_dies_is_reported() -> None:
    parent = os.getpid()
    reading, writing = os.pipe()

    def die(part: Sequence[int]) -> None:
        if os.getpid() != parent:
            os.write(writing, b"!")
            os._exit(9)
        os.read(reading, 1)  # so that the other process has taken a part before this one takes the next

    with pytest.raises(WendakuError, match="worker process died"):
        map_parts(die, ITEMS[: MIN_PART * 2], 2)
    os.close(reading)
    os.close(writing)
