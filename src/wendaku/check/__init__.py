"""Checks of the content: independent validators, each content → problems, that the caller adds up."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from wendaku import store
from wendaku.check.content import Content, Validator
from wendaku.check.entries import (
    STALE_AFTER_YEARS,
    find_duplicate_questions,
    find_lures,
    find_missing_sources,
    find_missing_summaries,
    find_pending_changes,
    find_stale_dates,
)
from wendaku.check.links import check_featured, check_links
from wendaku.check.overrides import check_overrides
from wendaku.check.search_tests import run_search_tests
from wendaku.config import Config, read_config
from wendaku.model import Entry, Problem

__all__ = [
    "STALE_AFTER_YEARS",
    "VALIDATORS",
    "CheckReport",
    "check_content",
    "check_entries",
    "sort_problems",
]

VALIDATORS: tuple[Validator, ...] = (
    find_duplicate_questions,
    find_missing_summaries,
    find_missing_sources,
    find_stale_dates,
    find_lures,
    find_pending_changes,
    check_links,
    check_featured,
    check_overrides,
    run_search_tests,
)


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a check of a content folder found."""

    entries: int
    """How many entries could be read."""
    problems: list[Problem]
    """Sorted by file and line."""
    notes: list[str]
    """What a person should know and decide, without anything being wrong."""

    @property
    def errors(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many of the problems are warnings."""
        return len(self.problems) - self.errors

    def is_good(self, *, strict: bool) -> bool:
        """Whether a site may be built of it: without errors, where strict also without warnings."""
        return not (self.problems if strict else self.errors)


def check_content(folder: Path, today: dt.date | None = None) -> CheckReport:
    """Everything that is wrong with a content folder, from its configuration to its search tests."""
    config, problems = read_config(folder)
    if config is None:
        return CheckReport(entries=0, problems=problems, notes=[])
    loaded = store.read_entries(folder / "entries", config)
    problems = [*loaded.problems, *check_entries(loaded.entries, config, folder, today)]
    notes = list_quarantined(loaded.entries)
    return CheckReport(entries=len(loaded.entries), problems=sort_problems(problems), notes=notes)


def check_entries(
    entries: Sequence[Entry], config: Config, folder: Path, today: dt.date | None = None
) -> list[Problem]:
    """Every problem of entries that could be read, sorted by file and line.

    `folder` is the content folder; `today` (default: the day of the call) is what review dates are compared with.
    Whether a file can be read at all, its schema, topic and id are the store's to check.
    """
    content = Content(entries, config, folder, today or dt.date.today())
    return sort_problems(problem for validate in VALIDATORS for problem in validate(content))


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in the order in which a person mends them: by file, then line, errors first."""
    return sorted(
        problems, key=lambda problem: (problem.file, problem.line or 0, problem.severity, problem.message)
    )


def list_quarantined(entries: Sequence[Entry]) -> list[str]:
    """One sentence for each entry that is withheld, with the reason: to be decided by a person, not a problem."""
    return [
        f"{entry.file}: quarantined and not published"
        + (f" ({entry.review.reason})" if entry.review.reason else "")
        for entry in entries
        if not entry.is_public
    ]
