"""The page's own date: of its meta lines, the reply's before the page's, the page's before the letter's."""

import datetime as dt
import json
import re
from collections.abc import Collection, Iterable
from typing import Any

from wendaku.loader.numbering import chinese_number
from wendaku.loader.signals import DATE

_RANKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"(?:发布|发表|刊发|公布|公开|刊登|出版|发文|上传|录入|提问|提出|创建)(?:日期|时间|于)?|日期|时间|date|publish")),
    (3, re.compile(r"更新|updated|修改|修订|编辑于|(?:成文|印发|生成)(?:日期|时间|于)?")),
    (4, re.compile(r"(?:来信|写信|咨询|留言|提交|受理|收信|信件|来函|投诉|求助|诉求)(?:日期|时间|于)?")),
    (5, re.compile(r"(?:回答|采纳|推荐|评论|追答|点赞|解答)(?:日期|时间|于)?")),
)  # fmt: skip
_REPLY_RANK = 0
_REPLY = re.compile(r"(?:回复|答复|办结|反馈|处理|办理)(?:日期|时间|于)?")
_RELEASED = re.compile(r"(?:发布|公开|公布)(?:日期|时间)\W*$")
"""What stands before the date on which a page was put up; a letter put up before it was answered is the letter alone."""

_CITES = re.compile(r"(?:引用|引证|检索|访问|查阅)(?:日期|时间|于)\W*$")
"""Another page was read on that day."""

_COUNTED = re.compile(r"\d")
"""回答 3 | 2025-01-15 counts answers; the date is another matter."""

_BARE_RANK = 2
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def find_date(meta_lines: Collection[str], is_letter: bool) -> dt.date | None:
    """The date of a page from its folded meta lines, None where they hold none.

    Each date is ranked by the nearest words before it: a reply's date goes first (unless the page was put up later), then the date of publication,
    a bare date (one with only its weekday behind others), the date of an update, of the letter, of one user's answer.
    """
    ranked = [
        (rank, _TODAY.search(line) is not None, place, date)
        for place, line in enumerate(meta_lines)
        for rank, date in _dates_of(line, is_letter)
    ]
    if not ranked:
        return None
    rank, _, _, date = min(ranked)
    if rank == _REPLY_RANK:
        # Whoever put the page up after the reply put up both.
        date = max([date, *_released_dates(meta_lines)])
    return date


_TODAY = re.compile(DATE.pattern + r"\W*(?:星期|周)[一二三四五六日天](?!.{0,20}(?:版|期|来源|记者))")
"""A date and its weekday: that of a newspaper's issue, but also that on which a page was called up."""


def _released_dates(meta_lines: Iterable[str]) -> Iterable[dt.date]:
    return (date for line in meta_lines for words, date in _words_and_dates(line) if _RELEASED.search(words))


def _dates_of(line: str, is_letter: bool) -> Iterable[tuple[int, dt.date]]:
    for words, date in _words_and_dates(line):
        if not _CITES.search(words):
            yield _rank(words, is_letter), date


def _words_and_dates(line: str) -> Iterable[tuple[str, dt.date]]:
    """Each date of a line with the words between it and the date before."""
    start = 0
    for match in DATE.finditer(line):
        date = read_date(match)
        if date is not None:
            yield line[start : match.start()], date
        start = match.end()


def _rank(words: str, is_letter: bool) -> int:
    nearest: tuple[int, int] = (-1, _BARE_RANK)
    for rank, pattern in (*_RANKS, (_REPLY_RANK, _REPLY)):
        for match in pattern.finditer(words):
            if _COUNTED.search(words, match.end()):
                continue
            # 回复时间 ends where 时间 ends: the longer, more telling key goes first.
            place = match.end() * 100 + len(match[0])
            if place > nearest[0]:
                nearest = (place, rank)
    rank = nearest[1]
    return 4 if rank == _REPLY_RANK and not is_letter and "办理" in words else rank


def read_date(match: re.Match[str]) -> dt.date | None:
    """The date that a match of signals.DATE stands for, None for days that no calendar has."""
    if match[4]:
        year, month, day = int(match[4]) + 1911, int(match[5]), int(match[6])
    elif match[7]:
        year, month, day = int(match[9]), _MONTHS.index(match[7]) + 1, int(match[8])
    elif match[10]:
        year = int("".join(str(chinese_number(digit)) for digit in match[10]))
        month, day = chinese_number(re.sub("[元正]", "一", match[11])), chinese_number(match[12])
    elif match[13]:
        year, month, day = 2000 + int(match[13]), int(match[14]), int(match[15])
    else:
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def find_head_date(meta: dict[str, str], linked_data: list[str]) -> dt.date | None:
    """The date that a page's head declares, in `meta` elements or JSON-LD; None where it declares none."""
    names = (
        "pubdate",
        "publishdate",
        "publish_date",
        "article:published_time",
        "og:published_time",
        "datepublished",
        "date",
        "dc.date",
    )
    declared = [meta[name] for name in names if name in meta]
    for block in linked_data:
        declared += [value for value in _find_keys(_load(block), "datePublished") if isinstance(value, str)]
    dates = (read_date(match) for text in declared if (match := DATE.search(text[:40])))
    return next((date for date in dates if date), None)


def _load(block: str) -> Any:
    try:
        return json.loads(block[:500_000])
    except (ValueError, RecursionError):
        return None


def _find_keys(data: Any, key: str) -> list[Any]:
    found: list[Any] = []
    waiting = [data]
    while waiting and len(found) < 100:
        item = waiting.pop()
        if isinstance(item, dict):
            found += [item[key]] if key in item else []
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
    return found


def read_asked(linked_data: list[str]) -> list[tuple[str, str]]:
    """The questions of JSON-LD (FAQPage, QAPage) with their accepted answers, as texts; empty where there are none."""
    pairs = []
    for block in linked_data:
        for entity in _find_keys(_load(block), "mainEntity"):
            for item in entity if isinstance(entity, list) else [entity]:
                if isinstance(item, dict) and isinstance(item.get("name"), str):
                    answer = item.get("acceptedAnswer")
                    text = answer.get("text") if isinstance(answer, dict) else None
                    pairs.append((item["name"], text if isinstance(text, str) else ""))
    return pairs
