"""Answers from Markdown to safe HTML and to plain text."""

import functools
import html
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # imported where something is parsed: it takes 20 ms, and most answers are plain
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

EntryLink = Callable[[str], str | None]
"""From an entry's id to the address that a link to it gets, None where there is no such page."""

ENTRY_SCHEME = "entry:"
"""`[问题](entry:<id>)` links to another entry, wherever its page stands."""

_SAFE_LINK = re.compile(r"(?:https?://|tel:|mailto:|entry:)[^\s<>\"']+", re.IGNORECASE)


def to_html(markdown: str, entry_link: EntryLink | None = None) -> str:
    """The answer as HTML: CommonMark and tables, no raw HTML, no images, no inline style.

    Links keep their address only with the schemes http, https, tel and mailto; `entry:<id>` becomes what
    `entry_link` says. What is no safe link stays visible as text. Headings start at h2, under the page's h1.
    """
    if _PLAIN.fullmatch(markdown):
        return _plain_to_html(markdown)
    rendered: str = _parser().render(markdown, {"entry_link": entry_link})
    return rendered


def _plain_to_html(text: str) -> str:
    """What the parser gives for lines without any mark-up, in a tenth of its time: most answers are such."""
    text = text.strip("\n")
    if "\n" not in text:
        return f"<p>{text}</p>\n"
    return "".join([f"<p>{_CHINESE_WRAP.sub('', lines)}</p>\n" for lines in _BLANK_LINES.split(text)])


def to_text(markdown: str) -> str:
    """What a reader sees of the answer, a line a block line, without any mark-up; numbers of lists are seen."""
    if _PLAIN.fullmatch(markdown):
        return _BLANK_LINES.sub("\n", markdown.strip("\n"))
    text = _FENCE.sub("", markdown)
    escaped: list[str] = []
    if "\\" in text:
        # A placeholder that the text itself holds would take another's character.
        text = _ESCAPE.sub(lambda match: _hide(match[1], escaped), text.replace(_PLACEHOLDER, ""))
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "|" in text:
        text = _TABLE_RULE.sub("", text).replace("|", " ")
    text = _EMPHASIS.sub("", _LINE_MARK.sub("", text))
    if escaped:
        # The placeholders stand in the order in which they were hidden.
        restored = iter(escaped)
        text = _HIDDEN.sub(lambda _: next(restored), text)
    if "&" in text:
        text = html.unescape(text)
    return "\n".join(stripped for line in text.split("\n") if (stripped := line.strip()))


def first_sentence(markdown: str, limit: int = 90) -> str:
    """The first sentence of the answer as plain text, cut with … where it is longer than `limit` characters."""
    line = next((line for line in to_text(markdown).split("\n") if line), "")
    line = _LIST_NUMBER.sub("", line)
    end = _SENTENCE_END.search(line)
    sentence = line[: end.end()] if end else line
    return sentence if len(sentence) <= limit else sentence[: limit - 1] + "…"


def join_lines(text: str) -> str:
    """Text that was wrapped in its source, on one line: no space between Chinese characters, one elsewhere."""
    if "\n" not in text:
        return text.strip()
    return _WRAP.sub(" ", _CHINESE_WRAP.sub("", text.strip()))


def linked_entries(markdown: str) -> list[str]:
    """The ids that the answer's `entry:` links name, in order."""
    return _ENTRY_LINK.findall(markdown)


def is_safe_link(url: str) -> bool:
    """Whether `to_html` makes a link of it: http, https, tel, mailto or entry, without spaces or quotes."""
    return _SAFE_LINK.fullmatch(url) is not None


def link_targets(markdown: str) -> list[str]:
    """Where the answer's links and images point, in order, those too that `to_html` would not make links."""
    if not any(mark in markdown for mark in ("](", "]:", "<")):
        return []
    tokens = [child for token in _link_parser().parse(markdown) for child in token.children or ()]
    return [str(token.attrs[name]) for token in tokens for name in ("href", "src") if name in token.attrs]


# Lines of letters, digits and characters beyond ASCII, and between these what means nothing to Markdown there: single
# blanks, commas, full stops, colons, semicolons, question marks, parentheses, slashes, per cents.
_SOLID = r"[^\s!-/:-@\[-`{-~\x00]+"
_PLAIN_LINE = rf"(?!\d{{1,9}}[.)]){_SOLID}(?:[ ,.:;?()/%]{_SOLID})*[,.:;?)%]?"
_PLAIN = re.compile(rf"\n*{_PLAIN_LINE}(?:\n+{_PLAIN_LINE})*\n*")
_BLANK_LINES = re.compile(r"\n{2,}")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~).*$", re.MULTILINE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
_ENTRY_LINK = re.compile(r"\]\(entry:([^()\s]+)\)")
_TABLE_RULE = re.compile(r"^(?=[^\n]*\|)(?=[^\n]*-)[ \t|:-]+$", re.MULTILINE)
_LINE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+|[-*+][ \t]+)*", re.MULTILINE)
_LIST_NUMBER = re.compile(r"^\d{1,9}[.)][ \t]+")
_EMPHASIS = re.compile(r"\*+|`+|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])")
_PLACEHOLDER = "\ue000"
_HIDDEN = re.compile(_PLACEHOLDER)
_WIDE = "\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_CHINESE_WRAP = re.compile(f"(?<=[{_WIDE}])[ \\t]*\\n[ \\t]*(?=[{_WIDE}])")
_WRAP = re.compile(r"\s*\n\s*")
_WIDE_AT_END = re.compile(f"[{_WIDE}]$")
_WIDE_AT_START = re.compile(f"[{_WIDE}]")
_SENTENCE_END = re.compile(r"[。！？!?](?:[”」』）)])?")


def _hide(character: str, escaped: list[str]) -> str:
    escaped.append(character)
    return _PLACEHOLDER


@functools.cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Images would make the reader's browser ask other hosts; raw HTML is escaped by `html: False`.
    parser.disable(["image", "html_block", "html_inline"])
    parser.validateLink = is_safe_link  # type: ignore[method-assign]
    parser.core.ruler.push("wendaku", _adapt_tokens)
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    return parser


@functools.cache
def _link_parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False})
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _open_table(*_: Any) -> str:
    return '<div class="table"><table>\n'


def _close_table(*_: Any) -> str:
    return "</table></div>\n"


def _adapt_tokens(state: "StateCore") -> None:
    entry_link: EntryLink | None = state.env.get("entry_link")
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            token.tag = "h2"
        elif token.type in ("th_open", "td_open"):
            _class_for_alignment(token)
        elif token.children:
            _join_wrapped_lines(token.children)
            _adapt_links(token.children, entry_link)


def _class_for_alignment(token: "Token") -> None:
    # markdown-it writes style="text-align:…", which the page's Content-Security-Policy forbids.
    style = token.attrs.pop("style", None)
    if isinstance(style, str):
        token.attrs["class"] = style.removeprefix("text-align:")


def _join_wrapped_lines(tokens: "Sequence[Token]") -> None:
    # Browsers show a line break as a space, which Chinese text does not have between its words.
    before = ""
    for number, token in enumerate(tokens):
        if token.type == "softbreak":
            after = next((tokens[n].content for n in range(number + 1, len(tokens)) if tokens[n].content), "")
            if _WIDE_AT_END.search(before) and _WIDE_AT_START.match(after):
                token.type, token.tag, token.content = "text", "", ""
        before = token.content or before


def _adapt_links(tokens: "Sequence[Token]", entry_link: EntryLink | None) -> None:
    for number, token in enumerate(tokens):
        if token.type != "link_open":
            continue
        href = str(token.attrs["href"])
        token.attrs.pop("title", None)
        if href.startswith(ENTRY_SCHEME):
            address = entry_link(href.removeprefix(ENTRY_SCHEME)) if entry_link else None
            if address is None:
                _drop_link(tokens, number)
            else:
                token.attrs["href"] = address
        else:
            token.attrs["rel"] = "nofollow noopener"


def _drop_link(tokens: "Sequence[Token]", opening: int) -> None:
    closing = next(n for n in range(opening, len(tokens)) if tokens[n].type == "link_close")
    for number in (opening, closing):
        tokens[number].type, tokens[number].tag, tokens[number].content = "text", "", ""
