"""Noise that the mark-up tells: menus, sidebars, link lists, buttons, hidden text."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise

from wendaku.loader.folding import skeleton, word_set
from wendaku.loader.promotions import count_cues
from wendaku.loader.sheet import Sheet, Span, heading_level
from wendaku.loader.signals import DATE
from wendaku.loader.units import Unit
from wendaku.loader.visible import Block
from wendaku.loader.wording import is_sentence

_CHROME_TAGS = {
    "nav": 0.4, "footer": 0.4, "aside": 0.4, "menu": 0.4, "dialog": 0.3, "marquee": 0.3, "select": 1.0, "option": 1.0,
    "button": 1.0, "figcaption": 0.3, "form": 0.2, "header": 0.1,
}  # fmt: skip
"""Elements that stand around a text, and the share of the page's running text from which on they are the text."""

_CHROME_WORDS = word_set(
    "nav navbar navigation navi subnav topnav menu submenu breadcrumb breadcrumbs crumb crumbs bread footer foot copyright copy sidebar aside "
    "recommend recommended recommendation recommendations recom rec related relate relative relation rel share sharing sharebar social sns "
    "comment comments cmt discuss discussion login signin toolbar ad ads adv advert adverts advertisement adsense banner popup pop modal pager pagination paging "
    "guess friendlink friendlinks qrcode subscribe follow feedback vote sponsor sponsored promo promotion promote marketing cookie skip "
    "gotop backtop totop topbar sitemap legal icp teaser teasers hot hots rank ranking ranklist hotlist tuijian xgyd xgwz xgtj rmtj rmwz tjyd xiangguan pinglun daohang fenxiang guanggao gg ggw dibu mianbaoxie yaowen"
)
_WEAK_WORDS = word_set(
    "tags tag like likes links link list side right left top header head logo fixed float tool tools rate rating score star search "
    "lang btn btns button bar widget more channel site other others site sub extra info box card cards news latest app download"
)

_SIDE_WORDS = word_set("right left side rightside leftside widget float fixed extra")
"""Words of columns beside the text: noise also with running text in them, where they hold links too."""

_BESIDE_WORDS = word_set("side rightside leftside aside widget")
"""Words of boxes beside the text that are noise without running text in them, links or none."""

_LETTERS = re.compile(r"[\W\d_]+")


def claim_chrome(sheet: Sheet) -> None:
    """Claims the units of elements that by tag, class, id or links stand around the text, and hidden text."""
    if sheet.kind != "html":
        return
    sheet.measure()
    total = max(1, sheet.sentences())
    _claim_hidden(sheet)
    titles = [index for index, unit in enumerate(sheet.units) if heading_level(unit) == 1]
    # Cards of one class may be the text together, although each is a small part of it.
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for block, span in sheet.blocks():
        if block.first_class:
            shares[block.tag, block.first_class] += span.sentences / total
    for block, span in sheet.blocks():
        reason = _chrome_reason(sheet, block, span, total, titles, shares)
        if reason:
            for unit in sheet.units_of(block):
                if not _opens_answer(sheet, unit, block):
                    unit.claim("noise", reason)
    _claim_cells_beside(sheet, titles)
    headings = {skeleton(unit.text) for unit in sheet.units if heading_level(unit) > 1}
    for unit in sheet.units:
        # A link to a heading of the same page is a line of its table of contents.
        listed = unit.line.href.startswith("#") and skeleton(unit.text) in headings
        if unit.free and not listed and _is_link(unit) and not _may_be_content(sheet, unit):
            unit.claim("noise", "link")
    _claim_snippets(sheet)
    _claim_offers(sheet, titles)


def _chrome_reason(
    sheet: Sheet,
    block: Block,
    span: Span,
    total: int,
    titles: list[int],
    shares: Mapping[tuple[str, str], float],
) -> str | None:
    holds_title = any(span.first <= index <= span.last for index in titles)
    share = span.sentences / total
    limit = _CHROME_TAGS.get(block.tag)
    if limit is not None and share < limit and not (holds_title and block.tag in ("header", "form")):
        return f"element {block.tag}"
    if block.tag in ("html", "body", "main") or holds_title:
        return None
    strong = block.words & _CHROME_WORDS
    if strong and share < 0.4 and shares[block.tag, block.first_class] < 0.5:
        return f"class {min(strong)}"
    sideways = block.words & _SIDE_WORDS
    if (
        sideways
        and share < 0.25
        and span.linked
        and not any(unit.asks and not unit.line.linked for unit in sheet.units_of(block))
    ):
        return f"class {min(sideways)}"
    if (
        block.words & _BESIDE_WORDS
        and span.sentences == 0
        and span.last > span.first
        and block.tag not in ("td", "th", "li")
    ):
        return f"class {min(block.words & _BESIDE_WORDS)}"
    mostly_links = span.linked >= span.letters * 0.6
    weak = block.words & _WEAK_WORDS
    if weak and span.sentences == 0 and mostly_links:
        return f"class {min(weak)} with links"
    if span.last > span.first and span.linked >= span.letters * 0.8 and span.sentences == 0:
        linked = [unit for unit in sheet.units_of(block) if unit.line.linked]
        # A table of contents, whose lines lead to headings of the same page.
        if linked and all(unit.asks and unit.line.href.startswith(("#", "javascript")) for unit in linked):
            return None
        return "list of links"
    return None


BREAKS_OFF = re.compile(
    r"(?:…|\.{3}|。{3})[\s\[【(<>»]*(?:详细|详情|全文|更多|查看.{0,4}|阅读.{0,4}|展开)?[\s\]】)>»]*$"
)
"""How the beginning of another page's text is cut."""


def _claim_snippets(sheet: Sheet) -> None:
    """Claims what is cut short right below a link: the beginning of the page to which the link leads."""
    for above, unit in pairwise(sheet.units):
        if unit.free and above.reason == "link" and BREAKS_OFF.search(unit.folded):
            unit.claim("noise", "snippet below a link")


BESIDE = 0.6
"""Of the page's running text, so much in one cell of a row makes the row a layout: its other cells stand beside the text."""


def _claim_cells_beside(sheet: Sheet, titles: list[int]) -> None:
    """Claims the cells without a sentence beside the cell that holds most of the page's text."""
    total = max(1, sheet.sentences())
    cells = [(block, span) for block, span in sheet.blocks() if block.tag == "td"]
    rows = {
        block.parent
        for block, span in cells
        if span.sentences >= BESIDE * total and span.last > span.first + 1
    }
    for block, span in cells:
        holds_title = any(span.first <= index <= span.last for index in titles)
        if block.parent in rows and span.last > span.first and not span.sentences and not holds_title:
            for unit in sheet.units_of(block):
                unit.claim("noise", "cell beside the text")


_MAX_OFFER = 5
"""Lines of a frame around an offer, its button included."""


def _claim_offers(sheet: Sheet, titles: list[int]) -> None:
    """Claims small frames without a sentence that end in a short link or button and hold a call or a price."""
    for block, span in sheet.blocks():
        if (
            block.tag not in ("div", "section", "aside", "p", "figure")
            or not 1 <= span.last - span.first < _MAX_OFFER
        ):
            continue
        units = sheet.units_of(block)
        button = units[-1]
        is_button = _is_link(button) or button.line.block.within("button") is not None
        if (
            span.sentences
            or not is_button
            or len(button.text) > 14
            or any(unit.index in titles for unit in units)
        ):
            continue
        free = [unit for unit in units if unit.free]
        if free and any(count_cues(unit.folded) for unit in units) and not any(unit.number for unit in free):
            for unit in free:
                unit.claim("noise", "offer above a button")


def _is_link(unit: Unit) -> bool:
    """Whether a unit is a link, be it with a date or a count beside it."""
    if unit.line.linked >= len(unit.text) * 0.9:
        return True
    beside = len(unit.text) - unit.line.linked
    return (
        unit.line.linked >= 6
        and len(_LETTERS.sub("", DATE.sub("", unit.folded))) <= unit.line.linked
        and beside <= 14
    )


def _opens_answer(sheet: Sheet, unit: Unit, block: Block) -> bool:
    """Whether a button or link is the head of an accordion: it asks, and running text outside of it follows."""
    if block.tag != "button" or not unit.asks:
        return False
    following = _next(sheet, unit)
    return (
        following is not None
        and (is_sentence(following.folded) or following.folded[-1] == ":")
        and following.line.block.within("button") is None
    )


def _may_be_content(sheet: Sheet, unit: Unit) -> bool:
    if heading_level(unit) == 1 or unit.line.block.within("td", "th"):
        return True
    if not unit.asks or not unit.line.href.startswith(("#", "javascript")):
        return False
    following = _next(sheet, unit)
    return (
        following is not None
        and is_sentence(following.folded)
        and following.line.linked * 2 < len(following.text)
    )


def _next(sheet: Sheet, unit: Unit) -> Unit | None:
    index = unit.index + 1
    return sheet.units[index] if index < len(sheet.units) else None


def _claim_hidden(sheet: Sheet) -> None:
    outermost = [
        block
        for block, _ in sheet.blocks()
        if block.hidden and not (block.parent is not None and block.parent.hidden)
    ]
    panels = _panels(sheet, outermost)
    shown = Counter(block.first_class for block, _ in sheet.blocks() if not block.hidden)
    for block in outermost:
        span = sheet.spans[block]
        before = sheet.units[span.first - 1] if span.first else None
        units = sheet.units_of(block)
        opened = (
            before is not None
            and not before.line.block.hidden
            and (before.asks or _is_accordion_head(before))
        )
        is_panel = (
            any(unit.asks for unit in units) and bool(block.first_class) and shown[block.first_class] > 0
        )
        # What a script shows once the page has loaded, as newsletters do, is most of the page.
        is_body = span.sentences >= 0.5 * sheet.sentences()
        if span.sentences and (opened or is_panel or is_body or block in panels):
            continue
        for unit in units:
            unit.claim("noise", "hidden text")


_HEAD_OF_PANEL = 24
"""Letters of a visible line that may open the hidden panel below it."""


def _panels(sheet: Sheet, hidden: list[Block]) -> set[Block]:
    """The hidden elements of one class of which several stand below a short visible line each: panels of an accordion."""
    alike: dict[tuple[str, str], list[Block]] = defaultdict(list)
    for block in hidden:
        span = sheet.spans[block]
        head = sheet.units[span.first - 1] if span.first else None
        opens = head is not None and not head.line.block.hidden and len(head.text) <= _HEAD_OF_PANEL
        if head is not None and opens and span.sentences and not is_sentence(head.folded):
            alike[block.tag, block.first_class].append(block)
    return {block for blocks in alike.values() if len(blocks) >= 2 for block in blocks}


def _is_accordion_head(unit: Unit) -> bool:
    return heading_level(unit) >= 2 or unit.line.block.within("summary", "dt", "button") is not None
