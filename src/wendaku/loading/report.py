"""What a load did, page by page: for the person who must find the ten pages out of a thousand worth a look."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec

from wendaku.loading.spool import Spool
from wendaku.model import Label, Problem

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")

Action = Literal["new", "updated", "unchanged", "kept", "merged", "held"]
"""`kept`: a person's entry that was left as it is, though its page says something else now. `merged`: the page
became a further source of an entry. `held`: nothing was written for the draft; its note says why."""

KEPT_LABELS = frozenset({"title", "question", "answer"})


class DroppedLine(msgspec.Struct, frozen=True):
    """A line that is in no entry, with the signal that decided so."""

    number: int
    text: str
    label: Label
    reason: str


class EntryReport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one draft of a page."""

    id: str
    file: str
    action: Action
    question: str
    topic: str
    topic_score: float
    runner_up: str | None = None
    runner_up_score: float = 0.0
    region: str | None = None
    published: str | None = None
    status: str = "draft"
    reason: str = ""
    """Why the entry is quarantined, with the line that caused it."""
    note: str = ""
    """What a person should know about the action."""
    merged_lines: tuple[str, ...] = ()
    """Lines of a merged page that the entry holds in other words only."""


class PageReport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one page."""

    page: str
    digest: str = ""
    kind: str = ""
    encoding: str = ""
    title: str | None = None
    lines: int = 0
    labels: dict[str, int] = {}
    """Lines by label; they add up to `lines`."""
    reasons: dict[str, int] = {}
    """Dropped lines by `label: reason`."""
    dropped: tuple[DroppedLine, ...] = ()
    doubts: tuple[str, ...] = ()
    skipped: str | None = None
    """Why the page gives no entry."""
    failed: bool = False
    """Whether the page could not be read at all: too large, too slow, a crash, an unreadable file."""
    entries: tuple[EntryReport, ...] = ()

    @property
    def kept(self) -> int:
        """Lines that are in an entry."""
        return sum(count for label, count in self.labels.items() if label in KEPT_LABELS)

    @property
    def urgency(self) -> int:
        """How much a person should look at the page; 0 where nothing calls for it.

        The order: what nobody could read, what a person's entry missed, what is withheld, what was held back,
        then doubts and pages without entries, then mergers.
        """
        actions = Counter(entry.action for entry in self.entries)
        withheld = sum(entry.status == "quarantined" for entry in self.entries)
        unsure = sum(entry.topic == "other" for entry in self.entries)
        weights = (
            (1000, int(self.failed)),
            (500, actions["kept"]),
            (300, withheld),
            (200, actions["held"]),
            (50, len(self.doubts)),
            (40, int(self.skipped is not None)),
            (20, unsure),
            (5, actions["merged"]),
        )
        return sum(weight * count for weight, count in weights)


class LoadCounts(msgspec.Struct, kw_only=True):
    """Sums over all pages of a load."""

    pages: int = 0
    failed: int = 0
    skipped: int = 0
    lines: int = 0
    kept_lines: int = 0
    labels: dict[str, int] = {}
    actions: dict[str, int] = {}
    """Drafts by what became of them."""
    quarantined: int = 0
    doubts: int = 0

    def add(self, page: PageReport) -> None:
        """Count one page in."""
        self.pages += 1
        self.failed += page.failed
        self.skipped += page.skipped is not None
        self.lines += page.lines
        self.kept_lines += page.kept
        self.doubts += len(page.doubts)
        for label, count in page.labels.items():
            self.labels[label] = self.labels.get(label, 0) + count
        for entry in page.entries:
            self.actions[entry.action] = self.actions.get(entry.action, 0) + 1
            self.quarantined += entry.status == "quarantined"


class LoadReport:
    """The report of a load. Page reports stand in a temporary file, so that a large load fits into memory."""

    def __init__(self, dry_run: bool) -> None:
        self.dry_run = dry_run
        self.counts = LoadCounts()
        self.problems: list[Problem] = []
        """What is wrong with entry files, folders and links, as `check` words it."""
        self._spool = Spool()
        self._order: list[tuple[int, int]] = []

    def add(self, page: PageReport) -> None:
        """Take a page's report in."""
        self.counts.add(page)
        self._order.append((-page.urgency, self._spool.append(msgspec.msgpack.encode(page))))

    def pages(self) -> Iterator[PageReport]:
        """Every page's report, those that call for a look first, otherwise in the order of their paths."""
        for _, place in sorted(self._order):
            yield msgspec.msgpack.decode(self._spool.read(place), type=PageReport)

    def to_json(self) -> Iterator[str]:
        """The report as the pieces of one JSON document."""
        head = {
            "dry_run": self.dry_run,
            "counts": self.counts,
            "problems": self.problems,
        }
        yield msgspec.json.encode(head).decode()[:-1] + ',"pages":['
        for number, page in enumerate(self.pages()):
            yield ("," if number else "") + msgspec.json.encode(_with_sums(page)).decode()
        yield "]}\n"

    def to_text(self, details: int = 10) -> Iterator[str]:
        """The report as lines to read: the first `details` pages that call for a look at length, the rest in short.

        Control and direction characters, with which a page could rewrite what a terminal shows, are replaced.
        """
        yield from (_CONTROL.sub("\N{REPLACEMENT CHARACTER}", line) for line in self._lines(details))

    def _lines(self, details: int) -> Iterator[str]:
        looks = sum(urgency < 0 for urgency, _ in self._order)
        if looks:
            yield f"{looks} of {self.counts.pages} pages are worth a look" + (
                f", the first {details} at length:" if looks > details else ":"
            )
        for number, page in enumerate(self.pages()):
            at_length = number < min(details, looks)
            if number == looks and looks:
                yield "The others:"
            yield from _describe(page, at_length)
        for problem in self.problems:
            yield f"{problem.severity}: {problem}"
        yield from _sum_up(self.counts, self.dry_run)


def _with_sums(page: PageReport) -> dict[str, object]:
    plain = msgspec.to_builtins(page)
    dropped = page.lines - page.kept
    return {"page": page.page, "kept": page.kept, "dropped_count": dropped, "urgency": page.urgency, **plain}


def _describe(page: PageReport, at_length: bool) -> Iterator[str]:
    reasons = sorted(page.reasons.items(), key=lambda item: (-item[1], item[0]))
    why = ", ".join(f"{count} {reason}" for reason, count in reasons)
    yield (
        f"{page.page}: {page.kept} lines kept, {page.lines - page.kept} dropped"
        + (f" ({why})" if why else "")
        + (f"; no entry: {page.skipped}" if page.skipped else "")
    )
    for entry in page.entries:
        if at_length or entry.action != "unchanged":
            yield from _describe_entry(entry, at_length)
    if at_length:
        yield from (f"  ? {doubt}" for doubt in page.doubts)


def _describe_entry(entry: EntryReport, at_length: bool) -> Iterator[str]:
    runner_up = f", then {entry.runner_up} {entry.runner_up_score:g}" if entry.runner_up else ""
    topic = f"{entry.topic} {entry.topic_score:g}{runner_up}"
    yield f"  {entry.action} {entry.id}: {entry.question} [{topic}]" + (
        f" {entry.region}" if entry.region else ""
    )
    if entry.status == "quarantined":
        yield f"    quarantined: {entry.reason}"
    if entry.note:
        yield f"    {entry.note}"
    if at_length:
        for line in entry.merged_lines:
            yield f"    merged away: {line}"


def _sum_up(counts: LoadCounts, dry_run: bool) -> Iterator[str]:
    actions = ", ".join(f"{count} {action}" for action, count in sorted(counts.actions.items())) or "none"
    yield f"{counts.pages} pages, {counts.skipped} without an entry, {counts.failed} could not be read"
    yield f"{counts.lines} lines, {counts.kept_lines} kept; entries: {actions}; {counts.quarantined} quarantined"
    if dry_run:
        yield "Nothing was written (--dry-run)."
