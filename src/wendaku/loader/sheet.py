"""The page on the desk: its units, the spans of its elements, and what passes leave for one another."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from wendaku.config import Config
from wendaku.loader.folding import fold, word_set
from wendaku.loader.reading import PageKind
from wendaku.loader.units import Unit
from wendaku.loader.visible import Block
from wendaku.loader.wording import is_sentence

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


_QUESTION_BOXES = word_set("qa faq faqs question questions accordion collapse qaitem qalist wenda issue")
"""Words in the classes of boxes that hold a question and its answer."""


@dataclass(eq=False, slots=True)
class Span:
    """The units of an element: a range, since elements are read in order."""

    first: int
    last: int
    letters: int = 0
    linked: int = 0
    sentences: int = 0
    """Letters of its unlinked running text."""


@dataclass(eq=False, slots=True)
class Question:
    """A question that the page answers."""

    text: str
    unit: Unit | None
    """Where it stands; None where the title asks."""
    answer: list[Unit] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Article:
    """A part of the page with its own title, date and publisher."""

    units: list[Unit]
    title: Unit | None = None
    title_text: str = ""
    """The title without the site's name behind it."""
    is_letter: bool = False
    contents: frozenset[str] = frozenset()
    """Keys of the headings that a table of contents lists, see `answers.heading_key`."""
    accepted: Unit | None = None
    """The unit behind which the accepted answer of a forum page begins."""
    questions: list[Question] = field(default_factory=list)

    def free(self) -> list[Unit]:
        """The units that no signal has decided yet."""
        return [unit for unit in self.units if unit.label is None]


@dataclass(eq=False, slots=True)
class Sheet:
    """Everything that the passes share while one page is read."""

    kind: PageKind
    units: list[Unit]
    config: Config
    head_title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    linked_data: list[str] = field(default_factory=list)
    asked_in_data: dict[str, str] = field(default_factory=dict)
    """Skeleton of a JSON-LD question to the skeleton of its answer."""
    articles: list[Article] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    skipped: str | None = None
    spans: dict[Block, Span] = field(default_factory=dict)

    def measure(self) -> None:
        """Computes the span of every element."""
        spans: dict[Block, Span] = {}
        for index, unit in enumerate(self.units):
            linked = unit.line.linked
            running = (
                len(unit.text) - linked if is_sentence(unit.folded) and linked * 2 < len(unit.text) else 0
            )
            for block in unit.line.block.ancestors():
                span = spans.get(block)
                if span is None:
                    span = spans[block] = Span(index, index)
                span.last = index
                span.letters += len(unit.text)
                span.linked += linked
                span.sentences += running
        self.spans = spans

    def sentences(self) -> int:
        """Letters of running text on the whole page."""
        return max((span.sentences for span in self.spans.values()), default=0)

    def box_heads(self) -> dict[int, str]:
        """Index of each unit that heads a box for one question (class `faq-item`, `qa`, `accordion`), to the box's class.

        Boxes of one class stand several times on a page, each with text below its head.
        """
        heads: defaultdict[str, set[int]] = defaultdict(set)
        telling: defaultdict[str, set[int]] = defaultdict(set)
        for block, span in self.blocks():
            if block.words & _QUESTION_BOXES and block.first_class and span.last > span.first:
                head = self.units[span.first]
                if len(head.text) <= 80 and (heading_level(head) or not is_sentence(head.folded)):
                    heads[block.first_class].add(span.first)
                    if span.sentences:
                        telling[block.first_class].add(span.first)
        # Where two boxes hold text, a third may hold a table only.
        return {index: name for name in heads if len(telling[name]) >= 2 for index in heads[name]}

    def is_answered_below(self, unit: Unit) -> bool:
        """Whether a line asks and running text follows: 转发给家人能用吗？ is a question, though 转发给家人 invites."""
        following = self.units[unit.index + 1] if unit.index + 1 < len(self.units) else None
        return unit.asks and following is not None and is_sentence(following.folded)

    def units_of(self, block: Block) -> list[Unit]:
        """The units inside an element."""
        span = self.spans[block]
        return self.units[span.first : span.last + 1]

    def blocks(self) -> Iterator[tuple[Block, Span]]:
        """Every element that holds text, with its span."""
        return iter(self.spans.items())


def heading_level(unit: Unit) -> int:
    """1 to 6 for a unit in an HTML heading, 0 for any other."""
    block = unit.line.block.within(*HEADINGS)
    return int(block.tag[1]) if block else 0


def head_title_parts(head_title: str) -> list[str]:
    """The parts of a page's title element, the page's own title first, site names after it."""
    parts, current = [], ""
    for character, folded in zip(head_title, fold(head_title), strict=True):
        if folded in "-_|–—·":
            parts.append(current.strip())
            current = ""
        else:
            current += character
    return [part for part in [*parts, current.strip()] if part]
