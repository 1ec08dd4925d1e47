"""Noise that the wording tells: interface words, teasers, other people's chatter, adverts."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from wendaku.loader.folding import join_spread
from wendaku.loader.lures import find_lure, is_advert_of_its_own
from wendaku.loader.matching import prepare_test
from wendaku.loader.numbering import count_of
from wendaku.loader.sheet import HEADINGS, Article, Sheet, heading_level
from wendaku.loader.signals import (
    ACCEPTED_BADGE,
    ACCEPTED_OPENER,
    CHATTER_OPENER,
    CLOSING_OPENER,
    COMMENT_LINE,
    DATE,
    FLOOR,
    INTERFACE_WORD,
    LETTER_KEY,
    LINE_SIGNALS,
    MENU_SEPARATOR,
    META_KEYS_INSIDE,
    TEASER_OPENER,
    Signal,
    has_date,
)
from wendaku.loader.units import Unit
from wendaku.loader.visible import ROOT, Block
from wendaku.loader.wording import ask_mark, ends_with_mark, is_question, is_sentence, reply_mark

_LOOKED_AT = 400
"""Letters of a line that signals look at: noise says what it is early, and the bound keeps matching linear."""

_SHOUTING = "👉📌🔹🔸⭐★☆✅"
"""Marks that adverts begin with as often as list items."""

_COUNTS = re.compile(r"(?:[\u4e00-\u9fff]{2,4}\s?:\s?\d[\d,.]{0,9}[万千kw]?\+?(?:\s+|$|\s?[|·/]\s?)){2}")
"""回复：17 查看：5230 counts, though 回复： may begin a reply."""

_NUMBER_TO_CALL = re.compile(r"\d{5,12}\s?[:(—-]")
"""12345：政务服务 tells what a number is for, though its words are a menu's."""

_LETTER = re.compile(r"[\w]")


def claim_interface(sheet: Sheet) -> None:
    """Claims lines that consist of buttons, menu words and the like, and lines that a named line signal knows."""
    steps = _step_lists(sheet)
    for unit in sheet.units:
        if not unit.free:
            continue
        head = join_spread(unit.folded[:_LOOKED_AT])
        if _COUNTS.match(unit.spaced):
            unit.claim("noise", "counters")
        if ask_mark(head) or reply_mark(head) or LETTER_KEY.match(head) or _NUMBER_TO_CALL.match(head):
            continue
        is_step = (unit.number is not None and unit.number.value) or unit.line.block.within("ol") in steps
        is_buttons = (
            not is_step
            and is_interface(join_spread(unit.spaced[:_LOOKED_AT]))
            and not _is_told_path(sheet, unit)
        )
        if is_buttons and not (heading_level(unit) == 1 and unit.asks) and not has_date(head):
            unit.claim("noise", "interface words")
            continue
        signal = _find_signal(head)
        if signal and not _is_of_the_text(sheet, unit, signal):
            unit.claim(signal.label, signal.name)


_PATH = re.compile(r"[^\s—>→/-]+(?:\s?(?:—+|-+>?|>|→|/)\s?[^\s—>→/-]+){2}")
_WAY = re.compile(r"(?:路径|步骤|进入|操作|如下|依次|点击|查看|办理|查询|方式|流程)[^:]{0,8}:$")


def _is_told_path(sheet: Sheet, unit: Unit) -> bool:
    """Whether a row of menu words is a path that the text tells: below a line that says so, or in a table's row behind another cell."""
    above = sheet.units[unit.index - 1] if unit.index else None
    if above is None or not above.free:
        return False
    row = unit.line.block.within("tr")
    if row is not None and above.line.block.within("tr") is row:
        return not above.line.linked and not unit.line.linked
    return bool(_PATH.match(unit.folded) and _WAY.search(above.folded))


_is_known = prepare_test(re.compile("|".join(signal.pattern.pattern for signal in LINE_SIGNALS)))
"""Whether any line signal knows a line: asked of all at once, since few lines are known."""


def _find_signal(head: str) -> Signal | None:
    if not _is_known(head):
        return None
    return next(signal for signal in LINE_SIGNALS if signal.pattern.search(head))


def _step_lists(sheet: Sheet) -> frozenset[Block]:
    """The numbered lists that hold more than interface words: their items are steps, 下载App among them."""
    listed = ((unit.line.block.within("ol"), unit) for unit in sheet.units)
    return frozenset(
        block for block, unit in listed if block is not None and not is_interface(unit.spaced[:_LOOKED_AT])
    )


def _is_of_the_text(sheet: Sheet, unit: Unit, signal: Signal) -> bool:
    """Whether a line that a signal knows is part of the text all the same: a path whose steps
    are numbered (①登录→②查询), or below a sentence of the text.
    """
    if signal.name == "breadcrumb":
        above = sheet.units[unit.index - 1] if unit.index else None
        told = above is not None and above.free and above.folded[-1] in ":。;"
        return told or bool(unit.number and unit.number.value) or _is_told_path(sheet, unit)
    return signal.name == "invitation" and sheet.is_answered_below(unit)


def is_interface(folded: str) -> bool:
    """Whether a folded line is made of interface words: buttons, menus, share bars."""
    if len(folded) > 80 or "。" in folded:
        return False
    words = [word for word in MENU_SEPARATOR.split(folded) if _LETTER.search(word)]
    if not words:
        return False
    letters = sum(len(_LETTER.findall(word)) for word in words)
    known = sum(
        len(match[0]) for word in words for match in INTERFACE_WORD.finditer(word) if not word.isdigit()
    )
    digits = sum(character.isdigit() for word in words for character in word)
    if known >= 0.75 * (letters - digits) and known:
        return True
    if len(words) >= 3 and words[0] in ("首页", "网站首页", "问答首页") and max(map(len, words)) <= 8:
        return True
    # A menu row: several short words, one of which at least is an interface word.
    return len(words) >= 4 and max(map(len, words)) <= 6 and known >= 0.3 * letters


def claim_adverts(sheet: Sheet) -> None:
    """Claims lures that stand by themselves; those in the midst of an answer are left for the quarantine."""
    for unit in sheet.units:
        unit.lure = find_lure(unit.folded, sheet.config)
        if not unit.lure:
            continue
        listed = unit.line.block.within("li", "td", "dd") is not None or bool(
            unit.number and unit.text[0] not in _SHOUTING
        )
        # A question about an advert is none: 广告写着“套现”，可信吗？
        asks = ask_mark(unit.folded) > 0 and ends_with_mark(unit.folded)
        if unit.free and not asks and is_advert_of_its_own(unit.folded, listed):
            unit.claim("noise", "advert")
        if unit.label == "noise":
            sheet.doubts.append(f"line {unit.first + 1} {unit.lure}; it was left out")


# --- Teasers: title, snippet, "column date". ---

_DATED_BELOW = ("key", "signature")
"""What stands above a date that is the page's own."""

_TAIL = re.compile(r"^([^\d:]{0,14}?)\s*[|·]?\s*" + DATE.pattern + r"$")


def claim_teaser_tails(sheet: Sheet) -> None:
    """Claims the groups of title, snippet and `column date` that lists of other pages are made of.

    The same column word before a date at least twice makes them a list; each tail takes the lines above it with it,
    up to the tail before, two at most.
    """
    tails = {
        unit.index: match
        for unit in sheet.units
        if unit.label in (None, "meta")
        and (match := _TAIL.match(unit.folded))
        and not _opens_text(sheet.units, unit)
        and not (unit.index and sheet.units[unit.index - 1].reason in _DATED_BELOW)
    }
    columns = Counter(match[1].strip() for match in tails.values())
    for index, match in tails.items():
        column = match[1].strip()
        if columns[column] < (2 if column else 3):
            continue
        tail = sheet.units[index]
        tail.label = None if tail.label == "meta" else tail.label
        tail.claim("noise", "teaser")
        for above in range(index - 1, max(-1, index - 3), -1):
            unit = sheet.units[above]
            if not unit.free or unit.number is not None:
                break
            unit.claim("noise", "teaser")
            if above in tails or (not is_sentence(unit.folded) and len(unit.text) < 40):
                break


_DATED_TITLE = re.compile(r"^[^。;]{6,80}?\s[\[(]?" + DATE.pattern + r"[\])]?$")


def claim_dated_titles(sheet: Sheet) -> None:
    """Claims lists of other pages: three or more lines in a row that ask and end with a date, and no text between them."""
    run: list[Unit] = []
    for unit in [*sheet.units, None]:
        if unit is not None and unit.label in (None, "meta") and _is_dated_question(unit):
            run.append(unit)
            continue
        if len(run) >= 3 and not (unit is not None and unit.free and is_sentence(unit.folded)):
            for listed in run:
                listed.label = None
                listed.claim("noise", "list of dated titles")
        run = []


def _is_dated_question(unit: Unit) -> bool:
    dated = _DATED_TITLE.match(unit.folded)
    return bool(dated) and is_question(DATE.sub("", unit.core).strip(" []()"))


def _opens_text(units: list[Unit], unit: Unit) -> bool:
    """Whether running text follows at once: then the line dates an article rather than ends a teaser."""
    return unit.index + 1 < len(units) and is_sentence(units[unit.index + 1].folded)


# --- Sections that begin with an opener. ---


def marks_accepted(unit: Unit) -> bool:
    """Whether a line says that the answer below (or the user it names) is the accepted or official one."""
    if unit.label not in (None, "noise", "meta"):
        return False
    # 4楼 【已被楼主采纳】: the place of the post stands before the mark.
    floor = FLOOR.match(unit.spaced)
    said = unit.spaced[floor.end() :] if floor else unit.spaced
    if ACCEPTED_OPENER.match(said):
        return True
    longest = _DATED_MARK if has_date(said) else _MARK
    return len(said) <= longest and not is_sentence(said) and bool(ACCEPTED_BADGE.search(said))


_MARK, _DATED_MARK = 40, 60
"""Letters of a name with the mark that its answer was accepted, and with the time too."""


def opener_kind(unit: Unit) -> str | None:
    """`teasers`, `chatter` or `closing` for a line after which noise follows, None for any other."""
    if len(unit.spaced) > 40 or ACCEPTED_OPENER.match(unit.spaced):
        return None
    if TEASER_OPENER.match(unit.spaced):
        return "teasers"
    if CHATTER_OPENER.match(unit.spaced) and not reply_mark(unit.spaced):
        return "chatter"
    return "closing" if CLOSING_OPENER.match(unit.spaced) else None


_COMMON = re.compile(r"常见|热点|热门")


def _text_follows(units: list[Unit], place: int) -> bool:
    """Whether 常见问题 heads statements, or questions with answers below them, rather than titles of other pages."""
    pair = [unit for unit in units[place + 1 : place + 4] if unit.free][:2]
    if len(pair) < 2 or pair[0].line.linked:
        return False
    asked = pair[0].asks and is_sentence(pair[1].folded) and not pair[1].asks and pair[1].folded[-1] != "…"
    return asked or all(unit.folded[-1] in "。;" and not unit.asks for unit in pair)


class _Before(NamedTuple):
    """What stands before a section: whether questions were marked, and the last number of each style."""

    marked: bool
    numbers: dict[str, int]


def claim_sections(sheet: Sheet, article: Article) -> None:
    """Claims each opener of an article and what stands in its section."""
    before = _Before(False, {})
    told = False
    for place, unit in enumerate(article.units):
        if unit.free:
            before = _note(before, unit)
            told = told or is_sentence(unit.folded)
        kind = opener_kind(unit)
        is_open = unit.label is None or (unit.label == "noise" and not unit.reason.startswith("among"))
        if kind == "teasers" and _COMMON.search(unit.folded) and _text_follows(article.units, place):
            continue
        if kind is None or unit is article.title or not is_open or heading_level(unit) == 1:
            continue
        unit.claim("noise", f"opens {kind}")
        if kind == "chatter" and not told:
            continue  # 讨论 4 above a text only counts remarks, since these stand below what they remark on
        if unit.line.block is ROOT:
            for other in article.units[place + 1 : _resumes_at(article.units, place, kind, before)]:
                _claim_in_section(other, kind)
        else:
            _claim_html_section(sheet, article, unit, kind)
    for unit in article.units:
        if unit.free and COMMENT_LINE.match(unit.spaced[:_LOOKED_AT]):
            unit.claim("noise", "remark of a reader")


def _note(before: _Before, unit: Unit) -> _Before:
    key, value = _counts_by(unit)
    if value:
        before.numbers[key] = value
    return _Before(before.marked or bool(ask_mark(unit.folded)), before.numbers)


def _counts_by(unit: Unit) -> tuple[str, int]:
    """What a line is numbered by, a style or a word such as 谣言, and its number; 0 where it has none."""
    if unit.number:
        return unit.number.style, unit.number.value
    return count_of(unit.folded) or ("", 0)


def _claim_html_section(sheet: Sheet, article: Article, opener: Unit, kind: str) -> None:
    box = _box_of(sheet, article, opener)
    for unit in sheet.units_of(box):
        if marks_accepted(unit):
            return
        if unit.index > opener.index:
            _claim_in_section(unit, kind)
    if sheet.spans[box].last > opener.index:
        return
    # The opener has no box of its own: what stands beside it, up to the next heading of its rank.
    parent = box.parent
    level = heading_level(opener)
    if parent is None:
        return
    for unit in sheet.units[opener.index + 1 : sheet.spans[parent].last + 1]:
        rank = heading_level(unit)
        ends = 0 < rank <= level and opener_kind(unit) is None
        goes_on = kind == "teasers" and not level and is_sentence(unit.folded) and unit.line.linked == 0
        if ends or goes_on or ask_mark(unit.folded) or marks_accepted(unit):
            return
        _claim_in_section(unit, kind)


def _box_of(sheet: Sheet, article: Article, opener: Unit) -> Block:
    """The largest element that begins with the opener."""
    box = opener.line.block
    while box.parent is not None and box.parent.tag not in ("html", "body", "main", "article"):
        outer = sheet.spans[box.parent]
        if article.title is not None and outer.first <= article.title.index <= outer.last:
            break  # a column of the page's layout, beside the article's
        if outer.first != opener.index:
            break
        box = box.parent
    return box


def _claim_in_section(unit: Unit, kind: str) -> None:
    # A date among teasers or remarks is theirs; one that says 来源： or 发布时间： may still be the page's.
    if unit.label == "meta" and kind != "closing" and not META_KEYS_INSIDE.search(unit.folded):
        unit.label = None
    unit.claim("noise", f"among {kind}")


def _resumes_at(units: list[Unit], place: int, kind: str, before: _Before) -> int:
    """Where the answer goes on behind a section of a text dump; the number of units where it does not."""
    for index in range(place + 1, len(units)):
        unit = units[index]
        if (before.marked and ask_mark(unit.folded)) or marks_accepted(unit):
            return index
        key, value = _counts_by(unit)
        if value > 1 and before.numbers.get(key) == value - 1:
            return index
        if kind == "teasers" and index > place + 1 and _two_paragraphs(units, index):
            # 您可能还想知道 may head one more question that the text answers.
            above = units[index - 1]
            return index - 1 if above.free and above.asks and ends_with_mark(above.core) else index
    return len(units)


def _two_paragraphs(units: list[Unit], index: int) -> bool:
    # Snippets alternate with titles; two running paragraphs on end are an answer that goes on.
    pair = units[index : index + 2]
    return len(pair) == 2 and all(
        unit.free and unit.folded[-1] in "。!;:" and len(unit.text) >= 25 and " " not in unit.text.strip()
        for unit in pair
    )


def claim_rest(article: Article) -> None:
    """Claims headings that only links stand below, and short lines behind an article's disclaimers or other noise."""
    for place, unit in enumerate(article.units):
        if unit.free and heading_level(unit) > 1 and _heads_links(article.units, place):
            unit.claim("noise", "heading over links")
    _claim_boxes_of_noise(article)
    _claim_addresses(article)
    _claim_behind_rule(article)
    text = [
        place for place, unit in enumerate(article.units)
        if unit.free and (is_sentence(unit.folded) or unit.number or ask_mark(unit.folded))
    ]  # fmt: skip
    listed = [
        place for place, unit in enumerate(article.units)
        if unit.free and unit.line.block.within("td", "li", "dd", *HEADINGS)
    ]  # fmt: skip
    if text:
        # Behind what closes a text stand lists and headings of the site; behind other noise they may still be the text's.
        _claim_behind(article.units[text[-1] + 1 :], _closes)
    if text or listed:
        _claim_behind(article.units[max(text[-1:] + listed[-1:]) + 1 :], _is_decided)


def _claim_behind(tail: list[Unit], ends: Callable[[Unit], bool]) -> None:
    noisy = next((place for place, unit in enumerate(tail) if ends(unit)), len(tail))
    for unit in tail[noisy:]:
        unit.claim("noise", "behind the end")


def _is_decided(unit: Unit) -> bool:
    return not unit.free and unit.label != "question"


_CLOSINGS = ("editor-closing", "end-mark", "neighbour", "copyright", "registration", "signature")


def _closes(unit: Unit) -> bool:
    """Whether a line says that the text is over: a disclaimer, the editor's leave, the way to the next page."""
    return unit.label == "disclaimer" or unit.reason in _CLOSINGS


_ADDRESS = re.compile(
    r"^[\W_]*(?:[\u4e00-\u9fff]{0,6}(?:地址|电话|热线|邮编|邮箱|传真|公交路线|乘车路线))\s?:[^。;?]{4,80}$"
)


def _claim_behind_rule(article: Article) -> None:
    """Claims what stands behind a rule that follows the text's disclaimer, where nothing below asks: other items of a newsletter."""
    for place, (before, unit) in enumerate(pairwise(article.units)):
        if unit.reason != "rule" or before.label != "disclaimer":
            continue
        behind = [below for below in article.units[place + 2 :] if below.free]
        if not any(below.asks or ask_mark(below.folded) for below in behind):
            for below in behind:
                below.claim("noise", "behind the end")


_SITE_FOOT = ("registration", "copyright", "footer-contact")


def _claim_addresses(article: Article) -> None:
    """Claims addresses and telephone numbers of the site: a few lines right above its registration, an address among them.

    Below a line that ends with a colon they are what the answer lists.
    """
    foot = next((place for place, unit in enumerate(article.units) if unit.reason in _SITE_FOOT), 0)
    start = foot
    while start and article.units[start - 1].free and _ADDRESS.match(article.units[start - 1].folded):
        start -= 1
    lines = article.units[start:foot]
    told = start > 0 and article.units[start - 1].folded.endswith(":")
    if 1 <= len(lines) <= 3 and not told and sum("地址" in unit.folded for unit in lines) == 1:
        for unit in lines:
            unit.claim("noise", "footer-contact")


def _claim_boxes_of_noise(article: Article) -> None:
    """Claims short lines in a box of which the rest is noise: the name above a lawyer's telephone number."""
    boxes: dict[Block, list[Unit]] = {}
    for unit in article.units:
        if unit.line.block is not ROOT and unit.line.block.tag in ("div", "section", "p"):
            boxes.setdefault(unit.line.block, []).append(unit)
    for units in boxes.values():
        free = [unit for unit in units if unit.free]
        short = all(len(unit.text) <= 20 and not is_sentence(unit.folded) and not unit.asks for unit in free)
        if short and sum(unit.label == "noise" for unit in units) >= max(2, len(free)):
            for unit in free:
                unit.claim("noise", "in a box of noise")


def _heads_links(units: list[Unit], place: int) -> bool:
    level, linked = heading_level(units[place]), False
    for unit in units[place + 1 :]:
        if 0 < heading_level(unit) <= level:
            break
        if unit.label != "noise":
            return False
        linked = linked or "link" in unit.reason
    return linked
