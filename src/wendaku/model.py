"""The data that every room shares: entries, topics, pages, lines and problems. Imports nothing of ours."""

import datetime as dt
from typing import Annotated, Literal

import msgspec

EVERYWHERE = "全国"
"""The region of a rule that holds in the whole country; a missing region means that the page did not say."""

OTHER_TOPIC = "other"
"""Reserved topic id for what fits no topic of topics.yaml."""

ShortText = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Question = Annotated[
    str, msgspec.Meta(min_length=1, max_length=300, description="The question, without numbering or 问：")
]
TopicId = Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9-]*$", max_length=60)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16,64}$")]

ReviewStatus = Literal["draft", "reviewed", "quarantined"]
Severity = Literal["error", "warning"]
Label = Literal["title", "question", "answer", "disclaimer", "meta", "detail", "noise"]


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where an entry was read: the page, the lines of it, and digests that tell edits from reloads."""

    page: ShortText | None = None
    """Path of the scraped page, with `/`; ends in the page's file name."""
    question: Question | None = None
    """The page's own wording, where an entry has several sources."""
    title: ShortText | None = None
    publisher: ShortText | None = None
    published: dt.date | None = None
    lines: tuple[int, int] | None = None
    """First and last line of the answer, numbered from 1 as `wendaku explain` numbers them."""
    digest: Digest | None = None
    """SHA-256 of the page's bytes, the first 16 hex digits or more."""
    written: Digest | None = None
    """SHA-256 of the entry as load wrote it: an entry that differs from it was edited by a person."""


class Reference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A rule that an answer rests on."""

    title: ShortText
    number: ShortText | None = None
    """Document number, such as 国办发〔2021〕14号."""
    url: Annotated[str, msgspec.Meta(pattern="^https?://", max_length=2000)] | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who looked at an entry, when, and until when that is good."""

    status: ReviewStatus = "draft"
    by: ShortText | None = None
    date: dt.date | None = None
    due: dt.date | None = None
    reason: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


class EntryFields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an entry's YAML file says; the JSON Schema is generated from this class."""

    question: Question
    aliases: tuple[Question, ...] = ()
    """Other wordings of the question; they count in search."""
    topic: TopicId
    region: ShortText | None = None
    """全国, a province or a city in its short form; None where the page does not say."""
    summary: Annotated[str, msgspec.Meta(min_length=1, max_length=600)] | None = None
    answer: Annotated[str, msgspec.Meta(min_length=1, max_length=200_000)]
    """Markdown: CommonMark and tables, no raw HTML."""
    tags: tuple[ShortText, ...] = ()
    source: Source | None = None
    sources: tuple[Source, ...] = ()
    """Instead of `source` where several pages say the same."""
    references: tuple[Reference, ...] = ()
    review: Review = Review()


class Entry(EntryFields, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An entry with the two things that its place on disk tells."""

    id: str
    """The file's stem: unique over the whole base, never changed once written."""
    file: str
    """Path of the YAML file as messages show it, with `/`."""

    @property
    def all_sources(self) -> tuple[Source, ...]:
        """`source` and `sources` as one tuple, in the file's order."""
        return ((self.source,) if self.source else ()) + self.sources

    @property
    def published(self) -> dt.date | None:
        """The newest date among the sources, None where no page has one."""
        return max((source.published for source in self.all_sources if source.published), default=None)

    @property
    def is_public(self) -> bool:
        """Whether the entry is published; only quarantined entries are withheld."""
        return self.review.status != "quarantined"


class Topic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A topic of topics.yaml."""

    id: TopicId
    title: ShortText
    order: int = 0
    introduction: str = ""
    words: dict[ShortText, float] = {}
    """Words that point to the topic, with their weight."""


class Line(msgspec.Struct, frozen=True):
    """One visible line of a page and what the loader made of it."""

    number: int
    """From 1; blank lines have no number."""
    text: str
    label: Label
    reason: str
    """The named signal that decided the label."""
    entry: int | None = None
    """Which question of the page (from 0) a question, answer or detail line belongs to."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something wrong with the content, worded for the person who will mend it."""

    severity: Severity
    code: str
    """Stable short name of the check, such as `unknown-topic`."""
    file: str
    line: int | None = None
    """From 1, where a place in the file is known."""
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}" + (f"; {self.remedy}" if self.remedy else "")


class OutputFile(msgspec.Struct, frozen=True):
    """A file of the built site."""

    path: str
    """Relative to the site's root, with `/`."""
    data: bytes
