"""What a text states, apart from how it is worded: its numbers, places, negations and deciding words."""

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from wendaku import regions
from wendaku.loader.folding import fold
from wendaku.resources import data_file

_DIGITS = {
    char: value
    for value, chars in enumerate(["零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"])
    for char in chars
}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}

_MEASURES = "年月日号天周岁元块万亿折倍成次张份级档人条项件个家位小时分钟工作日季度%％"
_NOT_LETTERS = re.compile(r"[\W_]+")
# 1. 2) (3) ① 一、 （二） 第三， • - * #, alone or after each other: what number an item has is form.
_ITEM_MARK = re.compile(
    r"(?:[-*+•·●▪◆■□>#]+\s*|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．](?!\d)\s*"
    r"|第[一二三四五六七八九十\d]{1,2}(?:步|,|，|、|:|：)\s*|[①-⑳]\s*|(?:首先|其次|再次|最后|此外|另外)[,，]?)+"
)
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+")
_COMMA = re.compile(r"[,，、:：()（）]+")
_MARKDOWN = re.compile(r"[*_`|\\]+|^\s*:?-{2,}.*$", re.MULTILINE)

_NEED_NOT = ["不需要", "不需", "无需", "不用", "不必", "无须", "毋须"]
# Words with a negation in them that say nothing of whether.
_IDLE = [
    *[
        "不同",
        "不仅",
        "不但",
        "不过",
        "不论",
        "不管",
        "无论",
        "不少",
        "不断",
        "非常",
        "能不能",
        "可不可以",
        "是不是",
        "有没有",
        "未来",
        "没事",
    ],
    "app",
]
_NEGATION = [
    "不能",
    "无法",
    "不可以",
    "不可",
    "不得",
    "不允许",
    "不予",
    "禁止",
    "严禁",
    "没有",
    "没",
    "未",
    "无",
    "不",
    "非",
    "勿",
]

_NAMELESS_PLACES = re.compile(r"(?:[城全本该各县跨省市同外]市|[地社园小校城辖市院片县各本]区|[区各全本]县)$")


class Clause(NamedTuple):
    """What stands between two commas."""

    pairs: frozenset[str]
    negations: frozenset[str]
    """`not` and `need-not`, where they stand in it."""


class Statement(NamedTuple):
    """One sentence: its letters for comparison, and what it states."""

    text: str
    """The sentence, folded, without its item mark."""
    letters: str
    """The folded letters and digits alone."""
    pairs: frozenset[str]
    """The letters' character pairs."""
    facts: tuple[str, ...]
    """Numbers with their measure, Latin words and places, in order."""
    choices: tuple[str, ...]
    """Values of the groups of opposed_words.txt, in order, as `group.value`."""
    clauses: tuple[Clause, ...]


def split_sentences(markdown: str) -> list[str]:
    """The sentences of an answer, folded, without Markdown and item marks; headings and table rows are sentences."""
    parts = _SENTENCE_END.split(fold_text(_MARKDOWN.sub(" ", markdown)))
    sentences = (_ITEM_MARK.sub("", part.strip(), count=1) for part in parts)
    return [sentence for sentence in sentences if _NOT_LETTERS.sub("", sentence)]


def split_statements(markdown: str) -> list[Statement]:
    """The sentences of an answer with what each states, in order."""
    return [make_statement(sentence) for sentence in split_sentences(markdown)]


def make_statement(sentence: str) -> Statement:
    """What one folded sentence states."""
    letters = _NOT_LETTERS.sub("", sentence)
    facts, choices = [], []
    for match in _tokens().finditer(sentence):
        kind, token = match.lastgroup, match.group()
        if kind == "word":
            value = _word_values()[token]
            choices += [value] if "." in value else []
        elif kind in ("place", "latin"):
            facts.append(token.rstrip("./-"))
        elif kind != "county":
            facts.append(_as_digits(match))
        elif not _NAMELESS_PLACES.search(token):
            facts.append(token)
    clauses = tuple(_make_clause(part) for part in _COMMA.split(sentence) if _NOT_LETTERS.sub("", part))
    return Statement(sentence, letters, _pairs(letters), tuple(facts), tuple(choices), clauses)


def join(one: Statement, other: Statement) -> Statement:
    """Two neighbouring statements as one."""
    return Statement(
        f"{one.text},{other.text}",
        one.letters + other.letters,
        one.pairs | other.pairs,
        one.facts + other.facts,
        one.choices + other.choices,
        one.clauses + other.clauses,
    )


def _make_clause(text: str) -> Clause:
    values = (
        _word_values()[match.group()] for match in _tokens().finditer(text) if match.lastgroup == "word"
    )
    return Clause(_pairs(_NOT_LETTERS.sub("", text)), frozenset(values) & {"not", "need-not"})


def _pairs(letters: str) -> frozenset[str]:
    return frozenset(letters[at : at + 2] for at in range(max(len(letters) - 1, 1)))


def fold_text(text: str) -> str:
    """Simplified characters, half width, lower case, without invisible characters."""
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return fold(unicodedata.normalize("NFKC", visible))


def letters_of(text: str) -> str:
    """The folded letters and digits alone."""
    return _NOT_LETTERS.sub("", fold_text(text))


@functools.cache
def _word_values() -> dict[str, str]:
    values = dict.fromkeys(_IDLE, "")
    rows = data_file("opposed_words.txt").read_text(encoding="utf-8").splitlines()
    for group, row in enumerate(row for row in rows if row and not row.startswith("#")):
        for number, words in enumerate(row.split("|")):
            values |= dict.fromkeys(words.split(), f"{group}.{number}")
    for synonyms, value in ((_NEGATION, "not"), (_NEED_NOT, "need-not")):
        values |= dict.fromkeys(synonyms, value)
    return values


_CHINESE_DIGITS = "零〇一二两三四五六七八九十百千万"
_NUMBER = (
    rf"(?P<number>\d+(?:[.,:/-]\d+)*\s?(?:工作日|小时|分钟|季度|个月|[{_MEASURES}])?)"
    rf"|(?P<percent>百分之[{_CHINESE_DIGITS}]+)"
    rf"|(?P<chinese>[{_CHINESE_DIGITS}]{{1,6}}(?:工作日|小时|分钟|季度|个月|[年月日天周岁元块折倍成次张份级档条项件]))"
)
_NUMBERS = re.compile(_NUMBER)


@functools.cache
def _tokens() -> re.Pattern[str]:
    def any_of(words: Iterable[str]) -> str:
        ordered = sorted(words, key=lambda word: (-len(word), word))
        # Most places in a text begin none of the words; the look at one character spares trying them all.
        first = "".join(sorted({re.escape(word[0]) for word in ordered}))
        return rf"(?=[{first}])(?:{'|'.join(map(re.escape, ordered))})"

    table = regions.cities_by_province()
    places = {place for province, cities in table.items() for place in (province, *cities)}
    return re.compile(
        rf"(?P<place>{any_of(places)})|(?P<word>{any_of(_word_values())})|{_NUMBER}"
        r"|(?P<latin>[a-z][a-z0-9.@/_-]*)|(?P<county>[一-鿿]{2}[市县区])"
    )


def find_numbers(text: str) -> frozenset[str]:
    """The numbers of a folded text, each with its measure, in digits."""
    return frozenset(_as_digits(match) for match in _NUMBERS.finditer(text))


def _as_digits(match: re.Match[str]) -> str:
    token = match.group()
    return token.replace(",", "").replace(" ", "") if match.lastgroup == "number" else _chinese_number(token)


def _chinese_number(token: str) -> str:
    """百分之八十 → 80%, 三个月 → 3个月; the token itself where it is no plain number."""
    if token.startswith("百分之"):
        return f"{_chinese_value(token[3:])}%"
    digits = re.match(r"[零〇一二两三四五六七八九十百千万]+", token)
    assert digits
    return f"{_chinese_value(digits.group())}{token[digits.end() :]}"


def _chinese_value(text: str) -> int:
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * _TENS[char], 0
    return total + section + digit
