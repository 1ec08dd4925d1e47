"""Units: the paragraphs that labelling works on. Each holds whole lines, and each line is in exactly one."""

import re
from dataclasses import dataclass

from wendaku.loader.numbering import Numbering, parse_numbering
from wendaku.loader.visible import VisibleLine
from wendaku.loader.wording import ask_mark, is_question, reply_mark
from wendaku.model import Label

ASK_ICONS = frozenset(("q", "问", "问题", "提问", "咨询", "留言", "来信"))
REPLY_ICONS = frozenset(("a", "答", "回答", "答案", "回复", "答复", "解答"))
_ICONS = ASK_ICONS | REPLY_ICONS

_ENDS = re.compile(r"[。?!;:]$|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[)\]]?$")
"""How a line ends that is not cut apart: like a sentence, or with the date behind a title in a list."""


@dataclass(eq=False, slots=True)
class Unit:
    """A paragraph of the page: one line, or several that a fixed width had cut apart."""

    index: int
    """Its place among the page's units."""
    first: int
    """Index of its first line."""
    last: int
    """Index of its last line."""
    text: str
    folded: str
    line: VisibleLine
    """Its first line, for the surroundings."""
    number: Numbering | None = None
    label: Label | None = None
    reason: str = ""
    entry: int | None = None
    split: int = 0
    """Where the answer begins in a unit that holds question and answer both."""
    begun: int = 0
    """Where the question begins in a row of a text's table."""
    asked: int = 0
    """Where the question ends in such a unit."""
    asks: bool = False
    key: str = ""
    """`title` or `meta` where the unit before is a key of its own, as in a letter set as a table."""
    lure: str | None = None
    """What kind of lure it is, see `lures.find_lure`."""
    lead: int = 0
    """How many characters of an answer are a mark such as 答： that the entry leaves out."""

    def claim(self, label: Label, reason: str) -> None:
        """Gives the unit its label unless an earlier signal has."""
        if self.label is None:
            self.label, self.reason = label, reason

    @property
    def spaced(self) -> str:
        """The folded text with a space wherever an inline element begins or ends: 最佳答案 王医生 2025-01-12."""
        return " ".join(self.line.parts) if self.line.parts else self.folded

    @property
    def icon(self) -> str:
        """The folded letter or word that an element of its own sets before the text, such as Q or 答; else empty."""
        return self.line.parts[0] if self.line.parts and self.line.parts[0] in _ICONS else ""

    @property
    def free(self) -> bool:
        """Whether no signal has decided yet."""
        return self.label is None

    @property
    def core(self) -> str:
        """The folded text behind the numbering."""
        return self.folded[self.number.end :] if self.number else self.folded


def gather_units(lines: list[VisibleLine], is_text: bool) -> list[Unit]:
    """The lines as units; lines of a text dump that a fixed width cut apart are joined."""
    groups = _join_wrapped(lines) if is_text else [[index] for index in range(len(lines))]
    return [_unit(lines, group, index) for index, group in enumerate(groups)]


def _unit(lines: list[VisibleLine], group: list[int], index: int) -> Unit:
    first = lines[group[0]]
    text, folded = first.text, first.folded
    for line in (lines[number] for number in group[1:]):
        glue = " " if _needs_space(text, line.text) else ""
        text, folded = text + glue + line.text, folded + glue + line.folded
    number = parse_numbering(folded)
    unit = Unit(index, group[0], group[-1], text, folded, first, number)
    unit.asks = is_question(unit.core)
    return unit


def _needs_space(before: str, after: str) -> bool:
    return before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalnum()


_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001faff]+"
)
"""Scripts and signs that take two columns: what Unicode's EastAsianWidth.txt calls wide and full-width, by blocks."""


def _columns(text: str) -> int:
    return 2 * len(text) - len(_WIDE.sub("", text))


def _join_wrapped(lines: list[VisibleLine]) -> list[list[int]]:
    widths = [line.indent + _columns(line.text[:200]) for line in lines]
    width = _wrap_width(lines, widths)
    groups: list[list[int]] = []
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else None
        joins = (
            width
            and before is not None
            and widths[index - 1] >= width - 5
            and not line.gap
            and not _ENDS.search(before.folded)
            and not _starts_paragraph(line, before)
        )
        if joins:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _wrap_width(lines: list[VisibleLine], widths: list[int]) -> int:
    """The width at which a page is wrapped, 0 where it is not: many lines of one length that end in mid-sentence."""
    if len(lines) < 5:
        return 0
    # The odd long line (an address, a footer) does not hide that the rest is wrapped.
    width = sorted(widths)[-max(1, len(widths) // 12)]
    if not 30 <= width <= 110:
        return 0
    full = [index for index in range(len(lines) - 1) if width - 5 <= widths[index] <= width + 4]
    broken = [index for index in full if not _ENDS.search(lines[index].folded) and not lines[index + 1].gap]
    return (
        width
        if len(broken) >= 3 and len(broken) >= 0.5 * len(full) and len(broken) >= len(lines) * 0.1
        else 0
    )


_PAGE_FOOT = re.compile(r"第\s?\d{1,4}\s?页\s?[,/|]?\s?共\s?\d{1,4}\s?页$|\s[—–-]\s?\d{1,3}\s?[—–-]$")
"""What stands below each page of a printed text."""


def _starts_paragraph(line: VisibleLine, before: VisibleLine) -> bool:
    if line.indent >= before.indent + 2 or _PAGE_FOOT.search(line.folded) or _PAGE_FOOT.search(before.folded):
        return True
    number = parse_numbering(line.folded)
    return bool(number and number.style != "1:") or bool(ask_mark(line.folded) or reply_mark(line.folded))
