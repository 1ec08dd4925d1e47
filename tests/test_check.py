"""Checks: what is found, with which severity, and on which day."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from wendaku.check import STALE_AFTER_YEARS, check_content, check_entries
from wendaku.config import Config
from wendaku.model import Entry, Problem, Review, Source

TODAY = dt.date(2026, 11, 22)
NOWHERE = Path("no-such-content-folder")


def an_entry(id: str = "where", **changes: object) -> Entry:
    entry = Entry(
        id=id,
        file=f"entries/balance-lookup/{id}.yaml",
        question="医保余额在哪里看",
        topic="balance-lookup",
        summary="在手机上看。",
        answer="打开应用。",
        source=Source(publisher="测试"),
    )
    return msgspec.structs.replace(entry, **changes)


def codes(*entries: Entry, today: dt.date = TODAY, folder: Path = NOWHERE) -> list[str]:
    return [problem.code for problem in check_entries(entries, Config(), folder, today)]


def test_an_entry_with_everything_in_place_has_no_problem() -> None:
    assert codes(an_entry()) == []


def test_all_problems_of_all_entries_are_found_at_once_sorted_by_file() -> None:
    entries = (an_entry("b", summary=None, source=None), an_entry("a", summary=None, question="另一个问题"))
    problems = check_entries(entries, Config(), NOWHERE, TODAY)
    assert [(problem.file[-6:], problem.code) for problem in problems] == [
        ("a.yaml", "no-summary"),
        ("b.yaml", "no-source"),
        ("b.yaml", "no-summary"),
    ]


def test_what_is_only_a_warning_by_contract_is_one() -> None:
    entries = (an_entry("a", summary=None, source=None), an_entry("b"))
    found = check_entries(entries, Config(), NOWHERE, TODAY)
    assert {problem.severity for problem in found} == {"warning"}


@pytest.mark.parametrize(
    "wording", ["医保余额在哪里看？", "医保余额在哪里看 ", "医保余額在哪里看".replace("額", "额")]
)
def test_questions_that_differ_in_punctuation_alone_ask_the_same(wording: str) -> None:
    assert codes(an_entry("a"), an_entry("b", question=wording)) == ["duplicate-question"]


def test_an_alias_that_is_another_entrys_question_asks_the_same() -> None:
    other = an_entry("b", question="余额怎么看", aliases=("医保余额在哪里看",))
    assert codes(an_entry("a"), other) == ["duplicate-question"]


def test_the_same_question_for_two_places_is_no_duplicate() -> None:
    assert codes(an_entry("a", region="厦门"), an_entry("b", region="福州")) == []


def test_a_quarantined_entry_duplicates_nothing() -> None:
    assert codes(an_entry("a"), an_entry("b", review=Review(status="quarantined"))) == []


def test_a_review_is_due_on_the_day_after_its_date_and_not_before() -> None:
    entry = an_entry(review=Review(status="reviewed", by="甲", date=dt.date(2026, 1, 5), due=TODAY))
    assert codes(entry, today=TODAY) == []
    assert codes(entry, today=TODAY + dt.timedelta(days=1)) == ["review-due"]


def test_a_page_published_long_ago_is_stale_until_somebody_reviewed_it() -> None:
    long_ago = TODAY.replace(year=TODAY.year - STALE_AFTER_YEARS) - dt.timedelta(days=1)
    source = Source(publisher="测试", published=long_ago)
    review = Review(status="reviewed", by="甲", date=dt.date(2026, 1, 5))
    assert codes(an_entry(source=source)) == ["stale"]
    assert codes(an_entry(source=source, review=review)) == []


def test_an_entry_without_any_date_is_not_called_stale() -> None:
    assert codes(an_entry()) == []


def test_staleness_can_be_asked_for_on_the_29th_of_february() -> None:
    assert codes(an_entry(), today=dt.date(2028, 2, 29)) == []


def test_a_date_in_the_future_is_reported() -> None:
    assert codes(an_entry(source=Source(published=dt.date(2027, 1, 1)))) == ["future-date"]


@pytest.mark.parametrize(
    "target",
    [
        "https://www.nhsa.gov.cn/",
        "http://example.org/a?b=c",
        "tel:12393",
        "mailto:a@example.org",
        "entry:where",
    ],
)
def test_links_that_the_site_shows_as_links_are_no_problem(target: str) -> None:
    assert codes(an_entry(answer=f"见[这里]({target})。")) == []


@pytest.mark.parametrize(
    "markdown",
    [
        "[这里](javascript:alert(1))",
        "[这里](data:text/html,x)",
        "[这里](//evil.example)",
        "[这里](page.html)",
        "[这里][1]\n\n[1]: file:///etc/passwd",
        "<ftp://example.org/a>",
        "[这里](entry:nowhere)",
    ],
)
def test_links_that_the_site_shows_as_text_are_reported(markdown: str) -> None:
    assert codes(an_entry(answer=markdown)) == ["link"]


def test_a_link_to_a_quarantined_entry_is_reported() -> None:
    withheld = an_entry("b", question="另一个问题", review=Review(status="quarantined"))
    found = check_entries((an_entry("a", answer="见[这里](entry:b)"), withheld), Config(), NOWHERE, TODAY)
    assert [problem.message for problem in found] == ["the link to entry:b names a quarantined entry"]


def test_quarantined_entries_are_noted_and_are_no_problem(tmp_path: Path) -> None:
    entry = tmp_path / "entries" / "other" / "withheld.yaml"
    entry.parent.mkdir(parents=True)
    entry.write_text(
        "question: 甲\ntopic: other\nsummary: 乙\nanswer: 丙\nsource: {publisher: 丁}\n"
        "review: {status: quarantined, reason: 第 3 行是广告}\n",
        encoding="utf-8",
    )
    report = check_content(tmp_path, TODAY)
    assert report.problems == []
    assert report.notes == [f"{entry.as_posix()}: quarantined and not published (第 3 行是广告)"]
    assert report.is_good(strict=True)


def test_a_configuration_that_cannot_be_read_is_all_that_is_reported(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("topics: 3\n", encoding="utf-8")
    report = check_content(tmp_path, TODAY)
    assert [problem.file for problem in report.problems] == [(tmp_path / "topics.yaml").as_posix()]
    assert not report.is_good(strict=False)


def test_errors_come_before_warnings_of_the_same_line() -> None:
    from wendaku.check import sort_problems

    problems = [
        Problem(severity="warning", code="w", file="a", line=1, message="a"),
        Problem(severity="error", code="e", file="a", line=1, message="b"),
    ]
    assert [problem.code for problem in sort_problems(problems)] == ["e", "w"]
