"""What later tiers look up: how phrases of the corpus sound, their initials, and how they look with a character missing.

A row's key is toneless pinyin (`yibaoka`), initials in capitals (`YBK`), a phrase as it is or without one of its characters
(`医保`), or a single character, whose field is its reading. The phrases of a row carry their strength: how often
they stand in questions, as a power of two, so that an edit rarely changes a row.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from wendaku.search.encoding import spread
from wendaku.search.index import IndexedEntry, asked_phrases, vocabulary
from wendaku.search.variants import is_chinese

IN_A_QUESTION = 4
"""A phrase of a question counts as much as a word in so many answers."""

PHRASES_A_ROW = 5
LONGEST_MISSPELT = 6


class PhraseCounts(NamedTuple):
    """In how many entries phrases stand."""

    words: Counter[str]
    """Words of questions and answers."""
    asked: Counter[str]
    """Phrases and characters of questions."""


def count_phrases(indexed: Iterable[IndexedEntry], words: Counter[str] | None = None) -> PhraseCounts:
    """The counts of some entries; `words` are those of their words, where they are known."""
    counts = PhraseCounts(Counter(), Counter())
    for entry in indexed:
        if words is None:
            counts.words.update(vocabulary(entry))
        counts.asked.update(asked_phrases(entry))
    return counts if words is None else PhraseCounts(words, counts.asked)


def phrase_strengths(counts: PhraseCounts, size: int) -> dict[str, int]:
    """Strength of each phrase worth looking up, twice the power of two and one more for a word of the dictionary.

    In a large corpus only phrases that are not rare.
    """
    words, asked = counts
    least = IN_A_QUESTION * max(1, size // 2048)
    strengths = {}
    for phrase in words.keys() | asked.keys():
        count = words[phrase] + IN_A_QUESTION * asked[phrase]
        if count >= least and is_chinese(phrase):
            strengths[phrase] = 2 * count.bit_length() + (phrase in words)
    return strengths


def sound_rows(strengths: Mapping[str, int]) -> dict[str, list[str]]:
    """Key to fields, as shards carry them: phrases with their strength, the best PHRASES_A_ROW of each key."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in sorted(strengths, key=lambda phrase: (-strengths[phrase], phrase)):
        for key in dict.fromkeys(_keys(phrase)):
            if len(found[key]) < PHRASES_A_ROW:
                found[key].append(f"{phrase}{strengths[phrase]}")
    return {**found, **{character: [reading] for character, reading in _readings().items()}}


def _keys(phrase: str) -> Iterator[str]:
    syllables = read_aloud(phrase)
    yield "".join(syllables)
    if len(phrase) > 1:
        yield "".join(syllable[0] for syllable in syllables).upper()
    if 3 <= len(phrase) <= LONGEST_MISSPELT:
        yield phrase
        yield from omissions(phrase)


def omissions(phrase: str) -> list[str]:
    """The phrase without one of its characters, for each of them."""
    return [phrase[:place] + phrase[place + 1 :] for place in range(len(phrase))]


def sound_shard_of(key: str, shards: int) -> int:
    """The shard (a power of two in number) that holds a key."""
    return spread(key[:2] if key[0] < "\x80" else key[0]) & (shards - 1)


def read_aloud(phrase: str) -> list[str]:
    """Toneless syllables of a Chinese phrase, ü as v; characters with several readings are read in their words."""
    table = _readings()
    if _ambiguous().isdisjoint(phrase) and all(character in table for character in phrase):
        return [table[character] for character in phrase]
    from pypinyin.seg.mmseg import seg  # 0.15 s, only where an index is made

    return [syllable for word in seg.cut(phrase) for syllable in _read_word(word)]


@cache
def _read_word(word: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word))


@cache
def _all_readings() -> dict[str, list[str]]:
    from pypinyin.constants import PINYIN_DICT

    return {
        chr(code): list(dict.fromkeys(map(strip_tones, readings.split(","))))
        for code, readings in PINYIN_DICT.items()
        if is_chinese(chr(code)) and _is_everyday(chr(code))
    }


def _is_everyday(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


@cache
def _readings() -> dict[str, str]:
    return {character: readings[0] for character, readings in _all_readings().items()}


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(character for character, readings in _all_readings().items() if len(readings) > 1)


def strip_tones(text: str) -> str:
    """Letters without tone marks, ü as v."""
    decomposed = unicodedata.normalize("NFD", text).replace("u\u0308", "v")
    return "".join(character for character in decomposed if not "\u0300" <= character <= "\u036f")
