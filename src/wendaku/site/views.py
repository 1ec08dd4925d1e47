"""What each template may see: frozen data that the build digests to decide whether a page must be rendered again.

Addresses are relative to the site's root, without a leading slash; a template puts `root` before them.
"""

import datetime as dt

import msgspec

from wendaku.model import ReviewStatus


class View(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of everything that a page's template may see as `page`.

    Views refer to each other without cycles, so the garbage collector need not walk the many that a plan holds.
    """


class Link(View, frozen=True, gc=False):
    """A page of the site and what a link to it says."""

    title: str
    address: str


class QuestionLine(View, frozen=True, gc=False):
    """An entry as short lists show it; an edit of its answer leaves the pages with such lists alone."""

    question: str
    address: str
    region: str | None = None


class EntryLine(View, frozen=True, gc=False):
    """An entry as lists with summaries show it."""

    question: str
    address: str
    summary: str = ""
    region: str | None = None
    reviewed: bool = False


class TopicCard(View, frozen=True, gc=False):
    """A topic as the home page shows it."""

    title: str
    address: str
    introduction: str
    """Plain text, a sentence or two."""
    count: int


class RegionChoice(View, frozen=True, gc=False):
    """One choice of a topic's region filter."""

    title: str
    address: str
    count: int
    chosen: bool = False


class Paging(View, frozen=True, gc=False):
    """Where a list's page stands among the list's pages."""

    number: int
    """From 1."""
    count: int
    previous: str | None = None
    following: str | None = None
    links: tuple[Link, ...] = ()
    """The first, the last and the pages around this one; the title is the page's number."""


class SourceView(View, frozen=True, gc=False):
    """A scraped page that an entry rests on."""

    title: str
    publisher: str | None = None
    published: dt.date | None = None
    question: str | None = None


class ReferenceView(View, frozen=True, gc=False):
    """A rule that an entry rests on."""

    title: str
    number: str | None = None
    url: str | None = None


class ReviewView(View, frozen=True, gc=False):
    """The review state that a reader sees; quarantined entries have no page."""

    status: ReviewStatus
    by: str | None = None
    date: dt.date | None = None
    due: dt.date | None = None


class HomePage(View, frozen=True, gc=False):
    """index.html"""

    cards: tuple[TopicCard, ...]
    featured: tuple[EntryLine, ...]
    latest: tuple[EntryLine, ...]
    """Shown where nothing is featured."""
    count: int
    has_feed: bool


class TopicPage(View, frozen=True, gc=False):
    """One page of a topic's questions, of all regions or of one."""

    title: str
    address: str
    """The topic's first page."""
    introduction: str
    """Markdown; only on the first page."""
    region: str | None
    """The region that the list is limited to."""
    elsewhere: tuple[RegionChoice, ...]
    """Wider regions whose rules hold in `region` too."""
    regions: tuple[RegionChoice, ...]
    entries: tuple[EntryLine, ...]
    count: int
    """Entries on all pages of the list together."""
    paging: Paging


class EntryPage(View, frozen=True, gc=False):
    """One entry's page."""

    id: str
    question: str
    aliases: tuple[str, ...]
    topic: Link
    region: str | None
    summary: str
    """Empty where the entry has none."""
    answer: str
    """Markdown."""
    links: dict[str, str]
    """Ids of the entries that the answer links to, with their pages' addresses."""
    tags: tuple[str, ...]
    published: dt.date | None
    sources: tuple[SourceView, ...]
    references: tuple[ReferenceView, ...]
    review: ReviewView
    related: tuple[QuestionLine, ...]
    correction: str
    """Where to report a mistake in this entry; empty where the site has no such address."""


class TopicQuestions(View, frozen=True, gc=False):
    """A topic's share of a page of all questions."""

    topic: Link
    entries: tuple[QuestionLine, ...]


class QuestionsPage(View, frozen=True, gc=False):
    """One page of the list of all questions."""

    groups: tuple[TopicQuestions, ...]
    count: int
    paging: Paging


class RegionGroup(View, frozen=True, gc=False):
    """A province and those of its places that entries name."""

    province: str
    places: tuple[str, ...]


class SearchPage(View, frozen=True, gc=False):
    """The results page, which a script fills."""

    topics: tuple[tuple[str, str], ...]
    """Id and title of the topics that have entries."""
    regions: tuple[RegionGroup, ...]
    featured: tuple[QuestionLine, ...]
    """For who finds nothing."""


class AboutPage(View, frozen=True, gc=False):
    """What the site is, where its entries come from and how they are reviewed."""

    count: int
    reviewed: int
    publishers: tuple[str, ...]
    """Whoever published the pages that entries were read from, the most frequent first."""
    references: tuple[ReferenceView, ...]
    """The rules that entries rest on, the most frequent first."""


class PlainPage(View, frozen=True, gc=False):
    """A page that depends on the configuration alone."""


class SitemapPage(View, frozen=True, gc=False):
    """Addresses with the date of their last change, where one is known."""

    pages: tuple[tuple[str, dt.date | None], ...]


class SitemapIndexPage(View, frozen=True, gc=False):
    """The parts of a sitemap too long for one file."""

    parts: tuple[str, ...]


class FeedItem(View, frozen=True, gc=False):
    """An entry in the feed."""

    question: str
    address: str
    summary: str
    updated: dt.date
    topic: str


class FeedPage(View, frozen=True, gc=False):
    """The newest entries, as Atom."""

    updated: dt.date
    items: tuple[FeedItem, ...]
