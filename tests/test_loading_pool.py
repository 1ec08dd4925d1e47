"""Pages that hang, crash or exhaust memory are reported, and every other page is read all the same."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from wendaku.config import Config
from wendaku.loading.pages import PageFile
from wendaku.loading.pool import Step, read_in_processes, read_task
from wendaku.loading.report import PageReport
from wendaku.loading.step import Encoded, PageBrief, PageResult

CONFIG = Config()


def read_quickly(shown: str) -> Encoded:
    """What a page gives whose reading takes no time, so that limits can be short."""
    result = PageResult(PageReport(page=shown))
    return Encoded(msgspec.msgpack.encode(PageBrief("0" * 32)), msgspec.msgpack.encode(result))


def hang_on_marked(path: str, shown: str, config: Config) -> Encoded:
    if "marked" in shown:
        signal.pause()
    return read_quickly(shown)


def die_on_marked(path: str, shown: str, config: Config) -> Encoded:
    if "marked" in shown:
        os._exit(1)
    return read_quickly(shown)


def exhaust_memory_on_marked(path: str, shown: str, config: Config) -> Encoded:
    if "marked" in shown:
        return read_task("x" * (1 << 36), shown, config)
    return read_quickly(shown)


def die_at_once(path: str, shown: str, config: Config) -> Encoded:
    os.kill(os.getpid(), signal.SIGKILL)
    return read_quickly(shown)


def make_pages(folder: Path, count: int, marked: set[int]) -> list[PageFile]:
    pages = []
    for number in range(count):
        path = folder / f"{number}.txt"
        path.write_text(f"第{number}个问题怎么办\n按照规定办理即可,请到窗口咨询。\n", encoding="utf-8")
        pages.append(
            PageFile(str(path), f"pages/{number}-marked.txt" if number in marked else f"pages/{number}.txt")
        )
    return pages


def read_all(
    pages: list[PageFile], step: Step, seconds: float = 60.0, jobs: int = 2
) -> dict[int, str | None]:
    """Why each page failed, None where it did not; every page must come exactly once."""
    failures: dict[int, str | None] = {}
    for number, encoded in read_in_processes(pages, CONFIG, jobs, seconds, step):
        assert number not in failures
        report = msgspec.msgpack.decode(encoded.result, type=PageResult).report
        assert report.page == pages[number].shown
        failures[number] = report.skipped if report.failed else None
    return failures


@pytest.mark.parametrize(
    ("step", "seconds", "reason"),
    [
        (hang_on_marked, 2.0, "took longer than 2 s"),
        (die_on_marked, 60.0, "ended the process"),
    ],
)
def test_only_the_page_that_hangs_or_kills_its_process_fails(
    tmp_path: Path, step: Callable[[str, str, Config], Encoded], seconds: float, reason: str
) -> None:
    marked = {0, 17}
    failures = read_all(make_pages(tmp_path, 40, marked), step, seconds)
    assert set(failures) == set(range(40))
    assert {number for number, failure in failures.items() if failure} == marked
    assert all(reason in str(failures[number]) for number in marked)


def test_a_page_that_asks_for_too_much_memory_fails_alone(tmp_path: Path) -> None:
    failures = read_all(make_pages(tmp_path, 6, {2}), exhaust_memory_on_marked)
    assert {number for number, failure in failures.items() if failure} == {2}


def test_pages_fail_one_by_one_where_all_of_them_kill_their_process(tmp_path: Path) -> None:
    failures = read_all(make_pages(tmp_path, 5, set()), die_at_once)
    assert all(failures.values())


def test_no_pages_need_no_process() -> None:
    assert read_all([], die_at_once) == {}
