"""Headings that are questions although they do not ask: each names the title's subject, or the page announces questions."""

import bisect
import re

from wendaku.loader.folding import fold
from wendaku.loader.question_words import Start, clean_question
from wendaku.loader.sheet import Article, Sheet, heading_level
from wendaku.loader.units import Unit
from wendaku.loader.visible import ROOT
from wendaku.loader.wording import ends_with_mark, is_sentence


def is_answered(free: list[Unit], unit: Unit, own: set[int]) -> bool:
    """Whether text that is no member of the style stands between a unit and the next member."""
    place = place_of(free, unit)
    if place + 1 >= len(free):
        return False
    following = free[place + 1]
    return following.index not in own and not (
        following.asks and not is_sentence(following.folded) and ends_with_mark(following.core)
    )


def place_of(free: list[Unit], unit: Unit) -> int:
    """Where a unit stands among the free ones, by bisection."""
    return bisect.bisect_left(free, unit.index, key=lambda other: other.index)


# --- headings that each say the subject again under a title that lists them ---

_LISTS_MATTERS = re.compile(r"[、,与和及]|攻略|大全|汇总|指南|一览|合集|全解")
PREFIX = 4
"""Letters that a title and its headings begin with alike where each heading could be searched for by itself: 大连医保."""


def find_subjects(sheet: Sheet, article: Article) -> list[Start]:
    """The headings of one level that all begin with the subject of a title which lists several matters.

    Below 大连医保查询、取现与共济攻略 stand 大连医保查询途径 and 大连医保取现条件: each answers a search of its own. Where
    the title names one matter, headings that repeat it are parts of the one answer.
    """
    title = article.title
    if title is None or title.asks or not _LISTS_MATTERS.search(fold(article.title_text)):
        return []
    free = article.free()
    subject = fold(article.title_text)
    for level in range(7):
        heads = [unit for unit in free if heading_level(unit) == level and unit is not title]
        if not level:
            heads = [unit for unit in heads if _may_head(unit) and unit.core.startswith(subject[:PREFIX])]
        own = {unit.index for unit in heads}
        shared = _shared_letters([subject, *(unit.core for unit in heads)])
        if len(heads) < 2 or not PREFIX <= shared <= 0.5 * len(subject):
            continue
        if all(is_answered(free, unit, own) for unit in heads):
            return [Start(unit, clean_question(unit.text)) for unit in heads]
    return []


def _may_head(unit: Unit) -> bool:
    inside = unit.line.block.within("td", "th", "li")
    return len(unit.core) <= 30 and not inside and not re.search(r"[,。:;]|以下|如下", unit.core)


def _shared_letters(texts: list[str]) -> int:
    """How many letters all texts begin with alike."""
    return next(
        (place for place, letters in enumerate(zip(*texts, strict=False)) if len(set(letters)) > 1), 0
    )


# --- headings of one style under a title or lead-in that announces questions ---

_ANNOUNCES = re.compile(
    r"问答|答疑|解答|疑问|疑难|faq|q ?& ?a|你问我答|有问必答|一问一答|百问|[一二三四五六七八九十\d]{1,3}\s?(?:问|个(?:常见|热点|高频)?(?:问题|疑问))|(?:常见|热点|高频|典型|重点|共性)(?:的)?(?:问题|疑问)|知识库|帮助中心|帮[您你]问"
)


def announces_questions(folded: str) -> bool:
    """Whether a folded title or line says that questions follow: …问答, 十问."""
    return bool(_ANNOUNCES.search(folded))


_LEADS_IN = re.compile(
    r"(?:问题|疑问|疑惑|困惑|咨询).{0,24}(?:如下|逐一|一一|逐条|解答|回答|作答|答复|释疑|说明|汇总|整理)"
)
MAX_ANNOUNCED = 40
"""Letters of such a heading; a longer line is text."""


def find_announced(sheet: Sheet, article: Article) -> list[Start]:
    """The headings of one style, each with text below it, under a title or lead-in that announces questions.

    关于大学生医保的问答 above （一）缴费标准, （二）假期看病: each heading is what somebody asks, though none asks.
    """
    title = article.title
    if title is None or title.asks:
        return []
    free = [unit for unit in article.free() if unit.index > title.index]
    for heads in (*_numbered_heads(free), *_ranked_heads(free), *_plain_heads(free)):
        own = {unit.index for unit in heads}
        if len(heads) < 2 or not all(_heads_text(free, unit, own) for unit in heads):
            continue
        lead_in = "".join(unit.folded for unit in free if unit.index < heads[0].index)
        named = any(
            len(unit.text) <= MAX_ANNOUNCED
            and not is_sentence(unit.folded)
            and _ANNOUNCES.search(unit.folded)
            for unit in free
            if unit.index < heads[0].index
        )
        if named or _ANNOUNCES.search(fold(article.title_text)) or _LEADS_IN.search(lead_in[-200:]):
            return [Start(unit, clean_question(unit.text)) for unit in heads]
    return []


def _numbered_heads(free: list[Unit]) -> list[list[Unit]]:
    """The lines of each numbering that counts from one without a gap, in the order in which the numberings begin."""
    styles = dict.fromkeys(unit.number.style for unit in free if unit.number and unit.number.value)
    lists = [[unit for unit in free if unit.number and unit.number.style == style] for style in styles]
    return [
        heads
        for heads in lists
        if [unit.number.value for unit in heads if unit.number] == list(range(1, len(heads) + 1))
    ]


def _ranked_heads(free: list[Unit]) -> list[list[Unit]]:
    """The headings of the highest level that stands more than once; the heads of disclosures where there are such."""
    for tag in ("summary", "dt"):
        heads = [unit for unit in free if unit.line.block.within(tag)]
        if len(heads) >= 2:
            return [heads]
    for level in range(2, 7):
        heads = [unit for unit in free if heading_level(unit) == level]
        if len(heads) >= 2:
            return [heads]
    return []


def _plain_heads(free: list[Unit]) -> list[list[Unit]]:
    """The unnumbered short lines of a text dump that is made of such lines and running text below them."""
    heads = [
        unit
        for unit in free
        if unit.line.block is ROOT and not unit.number and not is_sentence(unit.folded) and _may_head(unit)
    ]
    while heads and _ANNOUNCES.search(heads[0].folded):
        heads.pop(0)
    return [heads] if heads else []


def _heads_text(free: list[Unit], unit: Unit, own: set[int]) -> bool:
    short = len(unit.core) <= MAX_ANNOUNCED and not is_sentence(unit.core) and unit.core[-1:] not in ":;,"
    place = place_of(free, unit) + 1
    if not short or not is_answered(free, unit, own):
        return False
    return is_sentence(free[place].folded) or free[place].folded[-1] == ":"
