"""An answer's units as Markdown: headings, nested lists, tables and bold words as the page has them."""

import re
from dataclasses import dataclass

from wendaku.loader.sheet import heading_level
from wendaku.loader.units import Unit
from wendaku.loader.visible import ROOT, Block
from wendaku.loader.wording import is_sentence

_SPECIAL = re.compile(r"[\\`*_\[\]<>&]")
_LINE_START = re.compile(r"^(?:([#+\-=~>])|(\d{1,9})([.)]))")
_SPACED_LEAD = re.compile(r"^([^\s:：。，,;；]{2,24})\s+[:：]\s*")
_ITEM_STYLES = ("1.", "(1)", "①", "keycap", "•")
"""Numberings that make list items; a line of any other is a paragraph that keeps its number."""
_HEADING_DEPTH = {"一、": 2, "(一)": 3}
_KEPT_BULLETS = "✅❌✔✘✖➢👉📌⭐"
_MAX_HEADING = 45
_MAX_LEAD = 16
_LOOSE_COLON = re.compile(r"(?<=\*\*)\s+[:：]\s*")


@dataclass(slots=True)
class _Item:
    """An open list item: where its mark stands on the page, and how far Markdown indents what belongs to it."""

    indent: int
    width: int
    adopts: bool = False
    """Whether unindented text below belongs to it: a flat page sets `1. title` and its text at one indent."""


def write_markdown(units: list[Unit]) -> str:
    """The answer as Markdown: CommonMark and tables, every character of the page escaped that would be mark-up."""
    return _Writer(units).write()


def escape(text: str) -> str:
    """The text so that Markdown shows it as it is, also at the start of a line."""
    return _escape_start(_escape_inside(text))


def answer_text(unit: Unit) -> str:
    """The part of a unit's text that answers: behind its question, behind a mark such as 答：."""
    text = unit.text[unit.split or unit.lead :].strip()
    # The bar that ends a row of a text's table is none of the answer's.
    return text.rstrip("| ") if unit.begun else text


class _Writer:
    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        self.blocks: list[tuple[str, bool]] = []  # Markdown, whether it is a list item
        self.items: list[_Item] = []
        self.levels = sorted({level for unit in units if (level := heading_level(unit))})
        self.item_of: dict[Block, _Item] = {}

    def write(self) -> str:
        position = 0
        while position < len(self.units):
            table = self.units[position].line.block.within("table")
            if table is not None and self.units[position].line.block.within("td", "th"):
                end = position
                while end < len(self.units) and self.units[end].line.block.within("table") is table:
                    end += 1
                if _is_one_column(self.units[position:end]):
                    for place in range(position, end):
                        self._write_unit(place)
                else:
                    self._write_table(self.units[position:end])
                position = end
            else:
                self._write_unit(position)
                position += 1
        return self._join()

    def _join(self) -> str:
        text = ""
        before_item = False
        for block, is_item in self.blocks:
            if text:
                text += "\n" if is_item and before_item else "\n\n"
            text += block
            before_item = is_item
        return text + "\n" if text else ""

    def _add(self, text: str, is_item: bool = False, indent: int = 0) -> None:
        self.blocks.append((" " * indent + text, is_item))

    def _write_unit(self, position: int) -> None:
        unit = self.units[position]
        body = _inline(unit, unit.split or unit.lead)
        body = body.rstrip("| ") if unit.begun else body
        if not body.strip():
            return
        level = heading_level(unit)
        if level:
            self.items = []
            self._add("#" * (2 + min(3, self.levels.index(level))) + " " + body)
        elif unit.line.block is ROOT or unit.line.block.within("li") is None:
            self._write_flowing(unit, body, position)
        else:
            self._write_list_item(unit, body)

    def _write_flowing(self, unit: Unit, body: str, position: int) -> None:
        """A line whose place in a list only its number and its indent tell."""
        number = unit.number if not (unit.split or unit.lead) else None
        indent = unit.line.indent
        depth = _HEADING_DEPTH.get(number.style) if number else None
        if number and depth and len(unit.text) <= _MAX_HEADING and not is_sentence(unit.folded):
            self.items = []
            self._add("#" * depth + " " + body)
            return
        if number is None or number.style not in _ITEM_STYLES:
            self._write_paragraph(indent, body, unit)
            return
        while self.items and self.items[-1].indent >= indent:
            self.items.pop()
        mark = "-" if number.style == "•" else f"{number.value}{')' if number.style in ('(1)', '①') else '.'}"
        keep = number.style == "•" and unit.text[0] in _KEPT_BULLETS
        text = body if keep else _inline(unit, number.end)
        following = self.units[position + 1] if position + 1 < len(self.units) else None
        titled = not is_sentence(unit.folded) and following is not None and following.number is None
        self._open_item(indent, f"{mark} ", text, adopts=titled)

    def _open_item(self, indent: int, mark: str, text: str, adopts: bool) -> None:
        outer = sum(item.width for item in self.items)
        self._add(mark + text, is_item=True, indent=outer)
        self.items.append(_Item(indent, len(mark), adopts))

    def _write_paragraph(self, indent: int, body: str, unit: Unit) -> None:
        while self.items and self.items[-1].indent >= indent and not self.items[-1].adopts:
            self.items.pop()
        heads = unit.line.block is ROOT and len(unit.text) <= _MAX_LEAD and unit.folded[-1] == ":"
        if heads and self.items and self.items[-1].adopts and self.items[-1].indent >= indent:
            self.items = []
        # 使用条件： on a line of its own heads what follows, though the page has no mark for it.
        body = f"**{body[:-1]}**：" if heads and body[:-1].isalnum() else body
        self._add(body, indent=sum(item.width for item in self.items))

    def _write_list_item(self, unit: Unit, body: str) -> None:
        item = unit.line.block.within("li")
        chain = [
            block for block in unit.line.block.ancestors() if block.tag == "li" and block in self.item_of
        ]
        if item is None:
            return
        if item in self.item_of:
            self._add(body, indent=sum(self.item_of[block].width for block in chain))
            return
        parent = item.parent
        mark = f"{item.item}. " if parent is not None and parent.tag == "ol" else "- "
        number = unit.number if not (unit.split or unit.lead) else None
        text = _inline(unit, number.end) if number and number.style in ("•", "1.") else body
        self._add(mark + text, is_item=True, indent=sum(self.item_of[block].width for block in chain))
        self.item_of[item] = _Item(0, len(mark))
        self.items = []

    def _write_table(self, units: list[Unit]) -> None:
        rows: dict[Block, dict[Block, list[str]]] = {}
        for unit in units:
            row = unit.line.block.within("tr")
            cell = unit.line.block.within("td", "th")
            if row is None or cell is None:
                self._add(_inline(unit, unit.split or unit.lead))
                continue
            text = _inline(unit, unit.split or unit.lead).replace("|", "\\|")
            rows.setdefault(row, {}).setdefault(cell, []).append(text)
        lines = [[(cell.item, " ".join(texts)) for cell, texts in cells.items()] for cells in rows.values()]
        width = max((place for line in lines for place, _ in line), default=0)
        table = []
        for line in lines:
            cells = [""] * max(1, width)
            for place, text in line:
                cells[place - 1] = text
            table.append("| " + " | ".join(cells) + " |")
        if table:
            table.insert(1, "|" + " --- |" * max(1, width))
            self.items = []
            self._add("\n".join(table))


def _is_one_column(units: list[Unit]) -> bool:
    """Whether an answer's cells are one column, as where the page's table holds the questions beside them."""
    cells = (unit.line.block.within("td", "th") for unit in units)
    return len({cell.item for cell in cells if cell}) == 1


def _inline(unit: Unit, start: int) -> str:
    """The text of a unit from `start` with its bold words, escaped."""
    text = unit.text
    start += len(text[start:]) - len(text[start:].lstrip())
    spaced = _SPACED_LEAD.match(text[start:])
    if spaced and not unit.line.bold:
        return f"**{escape(spaced[1])}**：{_escape_inside(text[start + spaced.end() :])}"
    pieces, position = [], start
    spans = unit.line.bold if unit.first == unit.last else []
    for first, last in spans:
        first = max(first, position)
        inner = text[first:last].strip()
        if last <= first or not inner or heading_level(unit):
            continue
        lead = first + text[first:last].index(inner)
        pieces += [_escape_inside(text[position:lead]), _emphasize(inner, text[lead + len(inner) :])]
        position = lead + len(inner)
    pieces.append(_escape_inside(text[position:]))
    joined = _LOOSE_COLON.sub("：", "".join(pieces), count=1)
    return joined if joined.startswith("**") else _escape_start(joined)


def _emphasize(inner: str, behind: str) -> str:
    # CommonMark does not close ** between punctuation and a letter (不等于。**家庭), so such bold is left plain.
    closes = inner[-1].isalnum() or not behind or not behind[0].isalnum()
    opens = inner[0].isalnum() or inner[0] in "“「《（("
    return f"**{_escape_inside(inner)}**" if closes and opens else _escape_inside(inner)


def _escape_inside(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _escape_start(text: str) -> str:
    return _LINE_START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", text)
