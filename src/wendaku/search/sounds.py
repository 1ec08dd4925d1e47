"""What later tiers look up: how phrases of the corpus sound, their initials, and how they look with a character missing.

A row's key is toneless pinyin (`yibaoka`), initials in capitals (`YBK`), a phrase as it is or without one of its characters
(`医保`), or a single character, whose field is its reading. The phrases of a row carry their strength: how often
they stand in questions, as a power of two, so that an edit rarely changes a row.
"""

import importlib.util
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec

from wendaku.search.encoding import spread
from wendaku.search.index import Changes, IndexedEntry, asked_phrases, vocabulary
from wendaku.search.variants import is_chinese

IN_A_QUESTION = 4
"""A phrase of a question counts as much as a word in so many answers."""

PHRASES_A_ROW = 5
LONGEST_MISSPELT = 6
LONGEST_READ = 10
"""Characters of the longest phrase that pypinyin has a reading for."""


class PhraseCounts(msgspec.Struct):
    """In how many entries phrases stand. What an edit shifts is added and taken away."""

    words: dict[str, int] = {}
    """Words of questions and answers."""
    asked: dict[str, int] = {}
    """Phrases and characters of questions."""

    def strength(self, phrase: str, size: int) -> int:
        """Twice the power of two and one more for a word; 0 for what is not worth looking up in a table of so many numbers.

        In a large corpus only phrases that are not rare are.
        """
        in_words = self.words.get(phrase, 0)
        count = in_words + IN_A_QUESTION * self.asked.get(phrase, 0)
        if count < self.least(size) or not is_chinese(phrase):
            return 0
        return 2 * count.bit_length() + (in_words > 0)

    @staticmethod
    def least(size: int) -> int:
        """The least count that is worth looking up."""
        return IN_A_QUESTION * max(1, size // 2048)


def count_phrases(indexed: Iterable[IndexedEntry]) -> PhraseCounts:
    """The counts of some entries, plainly; columns.py counts all at once."""
    words, asked = Counter[str](), Counter[str]()
    for entry in indexed:
        words.update(vocabulary(entry))
        asked.update(asked_phrases(entry))
    return PhraseCounts(dict(words), dict(asked))


def recount(counts: PhraseCounts, changes: Changes) -> tuple[PhraseCounts, set[str]]:
    """The counts after some changes, and the phrases whose count may have changed."""
    gone = count_phrases(was for was, _ in changes.values() if was is not None)
    come = count_phrases(now for _, now in changes.values() if now is not None)
    return (
        PhraseCounts(
            _shift(counts.words, gone.words, come.words), _shift(counts.asked, gone.asked, come.asked)
        ),
        {phrase for each in (gone, come) for table in (each.words, each.asked) for phrase in table},
    )


def _shift(counts: dict[str, int], gone: dict[str, int], come: dict[str, int]) -> dict[str, int]:
    shifted = dict(counts)
    for phrase in gone.keys() | come.keys():
        count = shifted.get(phrase, 0) - gone.get(phrase, 0) + come.get(phrase, 0)
        if count:
            shifted[phrase] = count
        else:
            shifted.pop(phrase, None)
    return shifted


def phrase_strengths(counts: PhraseCounts, size: int) -> dict[str, int]:
    """The strength of each phrase worth looking up."""
    words, asked, least = counts.words, counts.asked, counts.least(size)
    # Most phrases are rare, and are left out before anything else is asked of them.
    frequent = [
        phrase for phrase, count in words.items() if count + IN_A_QUESTION * asked.get(phrase, 0) >= least
    ]
    frequent += [
        phrase for phrase, count in asked.items() if IN_A_QUESTION * count >= least and phrase not in words
    ]
    strengths = {phrase: counts.strength(phrase, size) for phrase in frequent}
    return {phrase: strength for phrase, strength in strengths.items() if strength}


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
    return [syllable for word in _known_words(phrase) for syllable in _read_word(word)]


def _known_words(phrase: str) -> Iterator[str]:
    """The phrase as the longest words from its start that pypinyin has a reading for, else single characters."""
    start = 0
    while start < len(phrase):
        ends = range(min(len(phrase), start + LONGEST_READ), start, -1)
        end = next((end for end in ends if phrase[start:end] in _phrase_readings()), start + 1)
        yield phrase[start:end]
        start = end


@cache
def _read_word(word: str) -> tuple[str, ...]:
    known = _phrase_readings().get(word)
    if known is None:
        return (_readings().get(word, word),)
    readings = msgspec.json.decode(known, type=list[tuple[str, ...]])
    return tuple(strip_tones(reading[0]) for reading in readings)


@cache
def _phrase_readings() -> dict[str, msgspec.Raw]:
    # Each is decoded when it is asked for: few of 47,000 ever are.
    return msgspec.json.decode(_data_file("phrases_dict.json"), type=dict[str, msgspec.Raw])


@cache
def _all_readings() -> dict[str, list[str]]:
    table = msgspec.json.decode(_data_file("pinyin_dict.json"), type=dict[int, str])
    toneless = cache(strip_tones)  # 1,500 syllables with their tones are all there are
    return {
        character: list(dict.fromkeys(map(toneless, table[ord(character)].split(","))))
        for character in _everyday_characters()
        if ord(character) in table
    }


def _data_file(name: str) -> bytes:
    # Importing pypinyin takes 0.2 s, most of it for tables of this file that nothing here needs.
    spec = importlib.util.find_spec("pypinyin")
    return (Path((spec and spec.origin) or "").parent / name).read_bytes()


def _everyday_characters() -> str:
    """The 6,763 Chinese characters of GB 2312, which stand in its rows 16 to 87."""
    places = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return b"".join(places).decode("gb2312", "ignore")


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
