"""The visible lines of a page, in order, with what the mark-up or the layout says about each.

A line of a text dump is a non-blank line. A line of an HTML page is the text between two block boundaries or `<br>`:
every cell, list item, summary and option is its own. Text that a style hides is listed too, marked as hidden.
"""

import html
import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from wendaku.loader.folding import clean_line, fold, word_set
from wendaku.loader.style_sheets import find_hiding, is_hidden_by

MAX_DEPTH = 200
"""Deeper elements are flattened: real pages nest some 30 levels, and the parser's time grows with depth squared."""

MAX_LINES = 6_000
"""More lines than any page has; a page beyond it is refused rather than read for minutes."""

_BLOCK_TAGS = word_set(
    "address article aside blockquote body br button center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html li main marquee menu nav ol optgroup option p pre section select "
    "summary table tbody td tfoot th thead title tr ul"
)
_UNSEEN_TAGS = word_set("script style template noscript title textarea iframe -comment -doctype")
_BOLD_TAGS = frozenset(("b", "strong"))
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*|\d+")
_HIDING_STYLE = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?![.\d]*[1-9])"
    r"|(?:text-indent|left|top)\s{0,3}:\s{0,3}-\d{3,}|opacity\s{0,3}:\s{0,3}0(?![.\d]*[1-9])|(?<![-\w])height\s{0,3}:\s{0,3}0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_HTML_START = re.compile(r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?(?:p|div|br|li|h[1-6]|td|section|article|span)\b[^<>]*>", re.IGNORECASE)
_NOSCRIPT = re.compile(r"<noscript\b[^<>]*>.*?</noscript\s{0,9}>", re.IGNORECASE | re.DOTALL)
_NEWLINE = re.compile(r"\r\n|\r|\n")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b")
_SELF_CLOSING = word_set(
    "area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option"
)
_TAB_WIDTH = 4


@dataclass(eq=False, slots=True)
class Block:
    """An element that stands around lines: the part of the page's tree that labelling looks at."""

    tag: str
    parent: "Block | None"
    words: frozenset[str] = frozenset()
    """The words of its class and id, in lower case: `best-answer` and `bestAnswer` both give best and answer."""
    first_class: str = ""
    hidden: bool = False
    item: int = 0
    """The number of a list item in its list, of a row in its table, of a cell in its row, from 1."""
    children: int = 0

    def ancestors(self) -> "list[Block]":
        """The block itself, its parent and so on up to the root."""
        chain: list[Block] = []
        block: Block | None = self
        while block is not None:
            chain.append(block)
            block = block.parent
        return chain

    def within(self, *tags: str) -> "Block | None":
        """The nearest ancestor (or itself) with one of the tags."""
        block: Block | None = self
        while block is not None and block.tag not in tags:
            block = block.parent
        return block


ROOT = Block("", None)
"""Where the lines of a text dump stand."""


@dataclass(eq=False, slots=True)
class VisibleLine:
    """One visible line with its surroundings."""

    text: str
    folded: str
    block: Block = ROOT
    indent: int = 0
    """Columns of white space before the text, in text dumps; a full-width space counts two."""
    gap: bool = False
    """Whether a blank line stands before it, in text dumps."""
    linked: int = 0
    """How many of its characters are links."""
    href: str = ""
    """Where its first link leads."""
    parts: tuple[str, ...] = ()
    """Its pieces of text where inline elements divide it, folded; empty where there is only one."""
    bold: list[tuple[int, int]] = field(default_factory=list)
    """The spans of the text that the page sets in bold."""


def looks_like_html(text: str, name: str) -> bool:
    """Whether a page is HTML: by its start, or by its name together with at least one tag."""
    if _HTML_START.search(text[:3000]):
        return True
    named = name.lower().endswith((".html", ".htm", ".xhtml"))
    return bool(_ANY_TAG.search(text[:200_000])) if named else len(_ANY_TAG.findall(text[:20_000])) >= 20


def read_text_lines(text: str) -> list[VisibleLine]:
    """The non-blank lines of a text dump."""
    lines: list[VisibleLine] = []
    gap = False
    for raw in _NEWLINE.split(text):
        cleaned = clean_line(html.unescape(raw) if "&" in raw else raw)
        if cleaned:
            lines.append(VisibleLine(cleaned, fold(cleaned), indent=_indent(raw), gap=gap))
        gap = not cleaned
    return lines


def _indent(raw: str) -> int:
    columns = 0
    for character in raw:
        if character == "\t":
            columns += _TAB_WIDTH
        elif character == "\u3000":
            columns += 2
        elif character in " \xa0":
            columns += 1
        elif character not in "\u200b\u200c\u200d\u2060\ufeff\u00ad":
            break
    return columns


def flatten_deep_tags(text: str) -> str:
    """The page with tags beyond MAX_DEPTH open elements turned into line breaks; unchanged where there are none."""
    depth = deepest = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _SELF_CLOSING:
            depth = max(0, depth + (-1 if match[1] else 1))
            deepest = max(deepest, depth)
    if deepest <= MAX_DEPTH:
        return text
    depth = 0
    pieces: list[str] = []
    position = 0
    for match in _TAG.finditer(text):
        if match.start() < position:
            continue
        name = match[2].lower()
        too_deep = depth > MAX_DEPTH
        if name not in _SELF_CLOSING:
            depth = max(0, depth + (-1 if match[1] else 1))
        if too_deep and depth >= MAX_DEPTH and name not in _UNSEEN_TAGS:
            end = text.find(">", match.end())
            pieces.append(text[position : match.start()] + "<br>")
            position = len(text) if end < 0 else end + 1
    return "".join(pieces) + text[position:]


def _drop_noscript(text: str) -> str:
    # A parser without scripting moves the text of a noscript in the head into the body, where it would be visible.
    end = text.lower().rfind("</noscript")
    return _NOSCRIPT.sub("", text[:end] + "</noscript>") + text[end:].partition(">")[2] if end >= 0 else text


def read_html(text: str) -> "HtmlPage":
    """The visible lines of an HTML page, and what its head says."""
    tree = LexborHTMLParser(flatten_deep_tags(_drop_noscript(text)))
    hiding = find_hiding(node.text() for node in tree.css("style"))
    return HtmlPage(tree, _LineReader(hiding).read(tree))


class HtmlPage:
    """A parsed page: its lines, and the parts of its head that fields are read from."""

    def __init__(self, tree: LexborHTMLParser, lines: list[VisibleLine]) -> None:
        self.lines = lines
        title = tree.css_first("title")
        self.head_title = clean_line(title.text()) if title else ""
        self.linked_data = [node.text() for node in tree.css('script[type="application/ld+json"]')][:20]
        self.meta: dict[str, str] = {}
        for node in tree.css("meta[content]"):
            attributes = node.attributes
            key = attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or ""
            self.meta.setdefault(key.lower(), attributes.get("content") or "")


class _LineReader:
    def __init__(self, hiding: frozenset[str]) -> None:
        self.hiding = hiding
        self.lines: list[VisibleLine] = []
        self.pieces: list[tuple[str, bool, str | None]] = []  # text, bold, address of the link around it
        self.block = Block("html", None)

    def read(self, tree: LexborHTMLParser) -> list[VisibleLine]:
        node = tree.root
        # Open elements from the root: node, its block, whether inside bold, the link around it, whether a block.
        stack: list[tuple[LexborNode | None, Block, bool, str | None, bool]] = []
        current, bold = self.block, False
        linked: str | None = None
        while node is not None or stack:
            if node is None:
                node, current, bold, linked, was_block = stack.pop()
                if was_block:
                    self.flush()
                self.block = current
                continue
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                # Entities that the page's author escaped twice are still entities.
                self.pieces.append((html.unescape(text) if "&" in text else text, bold, linked))
                node = node.next
                continue
            if tag in _UNSEEN_TAGS:
                node = node.next
                continue
            is_block = tag in _BLOCK_TAGS
            if is_block:
                self.flush()
            stack.append((node.next, current, bold, linked, is_block))
            if tag != "br":
                attributes = node.attributes
                hides = is_hidden_by(self.hiding, attributes)
                if is_block or hides or "style" in attributes or "hidden" in attributes:
                    current = self.block = _block(tag, attributes, current, hides)
                bold = bold or tag in _BOLD_TAGS
                linked = (attributes.get("href") or "") if tag == "a" else linked
            node = node.first_child
        self.flush()
        return self.lines

    def flush(self) -> None:
        pieces, self.pieces = self.pieces, []
        if not pieces:
            return
        text, linked, href = "", 0, ""
        bold: list[tuple[int, int]] = []
        parts: list[str] = []
        for raw, is_bold, address in pieces:
            piece = _squeeze(raw, text)
            if not piece:
                continue
            parts.append(fold(piece.strip()))
            if is_bold:
                start = len(text)
                if bold and bold[-1][1] == start:
                    start = bold.pop()[0]
                bold.append((start, len(text) + len(piece)))
            if address is not None:
                linked, href = linked + len(piece), href or address
            text += piece
        trimmed = text.rstrip()
        if trimmed and len(self.lines) < MAX_LINES:
            spans = [(start, min(end, len(trimmed))) for start, end in bold if start < len(trimmed)]
            line = VisibleLine(trimmed, fold(trimmed), self.block, linked=linked, href=href, bold=spans)
            line.parts = tuple(part for part in parts if part) if len(parts) > 1 else ()
            self.lines.append(line)


def _squeeze(raw: str, before: str) -> str:
    # As clean_line does, but keeping the one space that separates this piece from the text before it.
    cleaned = clean_line(f"x{raw}x")[1:-1]
    return cleaned.lstrip() if not before or before.endswith(" ") else cleaned


def _block(tag: str, attributes: dict[str, str | None], parent: Block, hides: bool) -> Block:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    words = frozenset(word.lower() for word in _WORD.findall(names)) if names != " " else frozenset()
    style = attributes.get("style")
    hides = hides or "hidden" in attributes or bool(style and _HIDING_STYLE.search(style))
    block = Block(tag, parent, words, (attributes.get("class") or "").split(" ")[0], parent.hidden or hides)
    if tag in ("li", "tr", "td", "th"):
        parent.children += 1
        block.item = parent.children
    return block
