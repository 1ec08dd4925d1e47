"""What a text states, apart from how it is worded: its numbers, places, negations and deciding words."""

import functools
import re
import unicodedata
from collections import defaultdict
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

_LONG_MEASURES = "个?(?:工作日|小时|分钟|季度|月|星期)"
_MEASURES = "年月日号天周岁元块万亿折倍成次张份级档人条项件个家位小时分钟工作日季度%％"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_NOT_LETTERS = re.compile(r"[\W_]+")
_LETTER = re.compile(r"[^\W_]")
# 1. 2) (3) ① 一、 （二） 第三， • - * #, alone or after each other: what number an item has is form.
_ITEM_MARK = re.compile(
    r"(?:[-*+•·●▪◆■□>#]+\s*|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．](?!\d)\s*"
    r"|第[一二三四五六七八九十\d]{1,2}(?:步|,|，|、|:|：)\s*|[①-⑳]\s*|(?:首先|其次|再次|最后|此外|另外)[,，]?)+"
)
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+")
# As measures 以上 and 以下 follow a number; before these they point at a list.
_POINTER = re.compile("以[上下](?=[几方材情条费步任内是为人流就])")
_WITHIN = re.compile(r"(?<=[年月日天时周])(?:之内|以里|内(?![容科地部]))")
# Counting words that say nothing about what is counted: 5名 is 5位. A month is 个月, so it is told by its 月.
_COUNTERS = re.compile(r"(?<=\d)[位名个人家条项件份种]$")
_COMMA = re.compile(r"[,，、:：()（）]+")
_MARKDOWN = re.compile(r"[*_`|\\]+|^\s*:?-{2,}.*$", re.MULTILINE)

_NAMELESS_PLACES = re.compile(
    r"(?:[城全本该各县跨省市同外的个到换]市|[地社园小校城辖市院片县各本]区|[区各全本]县)$"
)


class Clause(NamedTuple):
    """What stands between two commas."""

    pairs: frozenset[str]
    negations: frozenset[str]
    """`not` and `need-not`, where they stand in it."""
    hints: frozenset[str]
    """Values of groups of opposed_words.txt that may be left out, as `~group.value`."""


class Statement(NamedTuple):
    """One sentence: its letters for comparison, and what it states."""

    text: str
    """The sentence, folded, without its item mark."""
    core: str
    """Its letters and digits, synonyms replaced by one of them, without words that say nothing by themselves."""
    pairs: frozenset[str]
    """The core's character pairs."""
    facts: tuple[str, ...]
    """Numbers with their measure, Latin words and places, in order."""
    choices: tuple[str, ...]
    """Values of the groups of opposed_words.txt, in order, as `group.value`."""
    clauses: tuple[Clause, ...]


def split_sentences(markdown: str) -> list[str]:
    """The sentences of an answer, folded, without Markdown and item marks; headings and table rows are sentences."""
    text = _WITHIN.sub("以内", _POINTER.sub("", fold_text(_MARKDOWN.sub(" ", markdown))))
    sentences = (_ITEM_MARK.sub("", part.strip(), count=1) for part in _SENTENCE_END.split(text))
    return [sentence for sentence in sentences if _LETTER.search(sentence)]


@functools.lru_cache(256)
def split_statements(markdown: str) -> tuple[Statement, ...]:
    """The sentences of an answer with what each states, in order; a candidate is compared several times in a row."""
    return tuple(make_statement(sentence) for sentence in split_sentences(markdown))


def make_statement(sentence: str) -> Statement:
    """What one folded sentence states."""
    core = make_core(sentence)
    facts: list[str] = []
    choices: list[str] = []
    for match in _tokens().finditer(sentence):
        kind, token = match.lastgroup, match.group()
        if kind == "word":
            value = _word_values()[token]
            if "." in value and not value.startswith("~"):
                choices.append(value)
        elif kind in ("place", "latin"):
            facts.append(token.rstrip("./-"))
        elif kind != "county":
            facts.append(_as_digits(match))
        elif not _NAMELESS_PLACES.search(token):
            facts.append(token)
    clauses = tuple(_make_clause(part) for part in _COMMA.split(sentence) if _LETTER.search(part))
    return Statement(sentence, core, _pairs(core), tuple(facts), tuple(choices), clauses)


def join(one: Statement, other: Statement) -> Statement:
    """Two neighbouring statements as one."""
    return Statement(
        f"{one.text},{other.text}",
        one.core + other.core,
        one.pairs | other.pairs,
        one.facts + other.facts,
        one.choices + other.choices,
        one.clauses + other.clauses,
    )


def _make_clause(text: str) -> Clause:
    values = frozenset(
        _word_values()[match.group()] for match in _tokens().finditer(text) if match.lastgroup == "word"
    )
    hints = frozenset(value for value in values if value.startswith("~"))
    return Clause(_pairs(make_core(text)), values & {"not", "need-not"}, hints)


def make_core(text: str) -> str:
    """A folded text's letters, synonyms replaced by one of them, without numbers and words that say nothing."""
    pattern, values = _synonyms()
    # Numbers are compared apart, so that 三个月 is 3个月.
    letters = _NOT_LETTERS.sub("", _NUMBERS.sub("", text))
    return pattern.sub(lambda match: values[match.group()], letters)


@functools.cache
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    """Words to look for, and the word that stands for each: none for words that say nothing."""
    values: dict[str, str] = {}
    for row in _read_rows("synonymous_words.txt"):
        if row.startswith("~ "):
            continue
        first, *others = row.removeprefix("- ").split()
        kept = "" if row.startswith("- ") else first
        values |= {word: kept for word in (first, *others) if word not in values}
    # Of deciding words and negations, the first that has a value stands for all that have it.
    first_of: dict[str, str] = {"not": "不", "need-not": "无需"}
    for word, value in _word_values().items():
        if value and not (value.startswith("~") and word in values):
            values[word] = first_of.setdefault(value, word)
    return re.compile(_any_of(values)), values


@functools.cache
def small_words() -> re.Pattern[str]:
    """Words and letters of a core that one wording may have and another not."""
    rows = (row[2:].split() for row in _read_rows("synonymous_words.txt") if row.startswith("~ "))
    return re.compile(_any_of(word for row in rows for word in row))


def _read_rows(name: str) -> list[str]:
    rows = data_file(name).read_text(encoding="utf-8").splitlines()
    return [row for row in rows if row and not row.startswith("#")]


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest that fits."""
    # By first character, since that decides most: words that begin otherwise need not be tried.
    tails: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda word: (-len(word), word)):
        tails[re.escape(word[0])].append(re.escape(word[1:]))
    groups = [f"{first}(?:{'|'.join(rest)})" for first, rest in tails.items()]
    return f"(?:{'|'.join(groups)})"


def _pairs(letters: str) -> frozenset[str]:
    return frozenset(letters[at : at + 2] for at in range(max(len(letters) - 1, 1)))


def fold_text(text: str) -> str:
    """Simplified characters, half width, lower case, without invisible characters."""
    return fold(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))


def letters_of(text: str) -> str:
    """The folded letters and digits alone."""
    return _NOT_LETTERS.sub("", fold_text(text))


_KINDS = {"-": "", "not": "not", "need-not": "need-not"}
"""First words of the lines of opposed_words.txt that are no groups, with the value of the words that follow."""


@functools.cache
def _word_values() -> dict[str, str]:
    """Every word of opposed_words.txt with its value: `group.value`, `~group.value` where it may be left out."""
    values: dict[str, str] = {}
    for group, row in enumerate(_read_rows("opposed_words.txt")):
        first, *words = row.split()
        if first in _KINDS:
            values |= dict.fromkeys(words, _KINDS[first])
            continue
        mark = "~" if first == "~" else ""
        for number, synonyms in enumerate(row.removeprefix("~").split("|")):
            values |= dict.fromkeys(synonyms.split(), f"{mark}{group}.{number}")
    return values


_CHINESE_DIGITS = "零〇一二两三四五六七八九十百千万"
_NUMBER = (
    rf"(?P<number>\d+(?:[.,:/-]\d+)*\s?(?:{_LONG_MEASURES}|[{_MEASURES}])?)"
    rf"|(?P<percent>百分之[{_CHINESE_DIGITS}]+)"
    rf"|(?P<chinese>[{_CHINESE_DIGITS}]{{1,6}}(?:{_LONG_MEASURES}|[年月日天周岁元块折倍成次张份级档条项件]))"
)
_NUMBERS = re.compile(_NUMBER)


@functools.cache
def _tokens() -> re.Pattern[str]:
    table = regions.cities_by_province()
    places = {place for province, cities in table.items() for place in (province, *cities)}
    return re.compile(
        # 15天津贴 is about days.
        rf"(?P<place>(?!天津贴){_any_of(places)})|(?P<word>{_any_of(_word_values())})|{_NUMBER}"
        r"|(?P<latin>[a-z][a-z0-9.@/_-]*)|(?P<county>[一-鿿]{2}[市县区])"
    )


def find_numbers(text: str) -> frozenset[str]:
    """The numbers of a folded text, each with its measure, in digits."""
    return frozenset(_as_digits(match) for match in _NUMBERS.finditer(text))


def _as_digits(match: re.Match[str]) -> str:
    token = match.group()
    plain = token.replace(",", "").replace(" ", "") if match.lastgroup == "number" else _chinese_number(token)
    return _COUNTERS.sub("", plain)


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
