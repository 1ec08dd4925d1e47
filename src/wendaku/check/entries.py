"""Checks of single entries and of entries beside each other."""

import datetime as dt
import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from wendaku import markdown, store, words
from wendaku.check.content import Content, entry_warning, line_of_text
from wendaku.loader.folding import fold
from wendaku.loader.lures import find_lure
from wendaku.model import Entry, Problem

STALE_AFTER_YEARS = 3
"""An answer that nobody looked at for longer is worth a look: the national rules on personal accounts changed in 2021
(国办发〔2021〕14号), 2022 (医保发〔2022〕22号) and 2024 (国办发〔2024〕38号), never more than two years apart."""


def find_duplicate_questions(content: Content) -> Iterator[Problem]:
    """Public entries that ask the same for the same region, in their question or an alias."""
    holders: dict[tuple[str, str | None], list[Entry]] = defaultdict(list)
    for entry in content.public:
        for wording in {_bare(question) for question in (entry.question, *entry.aliases)}:
            holders[wording, entry.region].append(entry)
    reported = set()
    for same in holders.values():
        for first, second in itertools.pairwise(same):
            if (first.id, second.id) not in reported:
                reported.add((first.id, second.id))
                message = f'asks the same as {first.file}: "{first.question}"'
                remedy = "merge the two, or word what sets them apart"
                yield entry_warning(second, "duplicate-question", message, remedy, "question")


def find_missing_summaries(content: Content) -> Iterator[Problem]:
    """Entries without the sentence that lists and results show."""
    for entry in content.entries:
        if entry.summary is None:
            yield entry_warning(
                entry, "no-summary", "has no summary", "answer in one or two sentences: `summary: …`"
            )


def find_missing_sources(content: Content) -> Iterator[Problem]:
    """Entries that do not say where they come from."""
    for entry in content.entries:
        if not entry.all_sources:
            yield entry_warning(
                entry, "no-source", "has no source", "name the page or publisher: `source: {…}`"
            )


def find_stale_dates(content: Content) -> Iterator[Problem]:
    """Entries whose review is due, and those that nobody looked at for STALE_AFTER_YEARS; dates in the future."""
    limit = _years_before(content.today, STALE_AFTER_YEARS)
    for entry in content.public:
        review, seen = entry.review, max(filter(None, (entry.review.date, entry.published)), default=None)
        if review.due is not None and review.due < content.today:
            message = f"was due for review on {review.due}"
            yield entry_warning(
                entry, "review-due", message, "review it and set the next `due`", "review.due"
            )
        elif review.due is None and seen is not None and seen < limit:
            message = f"was last published or reviewed on {seen}, over {STALE_AFTER_YEARS} years ago"
            yield entry_warning(
                entry, "stale", message, "review it and set `review: {date: …, due: …}`", "review"
            )
        if seen is not None and seen > content.today:
            yield entry_warning(
                entry, "future-date", f"is dated {seen}, in the future", "correct the date", "review.date"
            )


def find_lures(content: Content) -> Iterator[Problem]:
    """Lines of entries to be published that solicit: offers to cash out, private contacts, adverts.

    What the loader read it quarantines itself; this finds what was written or pasted by hand. An entry that a
    person has reviewed is that person's to answer for.
    """
    for entry in content.public:
        if entry.review.status == "reviewed":
            continue
        for text in (entry.question, entry.summary or "", *markdown.to_text(entry.answer).split("\n")):
            kind = find_lure(fold(text), content.config)
            if kind is not None:
                message = f'{kind}: "{text[:60]}"'
                yield Problem(
                    severity="warning", code="lure", file=entry.file, line=line_of_text(entry, text),
                    message=message, remedy="remove it, or set `review.status: quarantined`",
                )  # fmt: skip


def find_pending_changes(content: Content) -> Iterator[Problem]:
    """Pages that changed under an entry that a person had edited, and that nobody has compared yet."""
    yield from store.pending_changes(content.folder, content.entries)


def _bare(question: str) -> str:
    """The question as it is compared: letters and digits alone, so that 吗？ and 吗 ask the same."""
    return "".join(char for char in words.normalize(question) if unicodedata.category(char)[0] in "LN")


def _years_before(day: dt.date, years: int) -> dt.date:
    # 29 February has no anniversary in most years.
    return day.replace(year=day.year - years, day=min(day.day, 28))
