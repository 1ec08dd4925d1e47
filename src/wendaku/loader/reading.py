"""What the loader says about one page: every line's label, the entries drafted from it, what a person should see."""

from typing import Literal

import msgspec

from wendaku.model import EntryFields, Line

PageKind = Literal["text", "html"]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as the page gives it, before the store names it, with the figures behind its topic."""

    fields: EntryFields
    """Source holds `page` (the name given), title, publisher, published, lines and digest; `written` is the store's."""
    topic_score: float
    """Weight of the topic's words in the entry, per `wendaku.loader.topic`; 0 where no word was found."""
    runner_up: str | None = None
    """The topic that came second, None where no other topic has a word in the entry."""
    runner_up_score: float = 0.0


class PageReading(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that reading one page gave. Plain data: it can be pickled and written as JSON."""

    page: str
    """The name under which the page was given."""
    kind: PageKind
    digest: str
    """SHA-256 of the page's bytes, in hex."""
    encoding: str
    """The encoding that the bytes were read with, such as `utf-8` or `gb18030`; `unknown` where none fits."""
    title: str | None = None
    lines: tuple[Line, ...] = ()
    """Every visible line once, in order, numbered from 1."""
    drafts: tuple[Draft, ...] = ()
    """In the page's order; `Line.entry` is an index into them."""
    doubts: tuple[str, ...] = ()
    """What a person should look at, each in one sentence."""
    skipped: str | None = None
    """Why the page gives no entry; None where it gives one."""
