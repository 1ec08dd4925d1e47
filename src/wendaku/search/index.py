"""One entry as the search index sees it: its terms, how strongly each stands in it, and the texts that results show.

What stands here depends on the entry and the words alone, never on other entries: the length that BM25 compares with
is a constant (a question's usual length belongs to the language, not to the corpus), so one edit shifts nothing else.
"""

import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from operator import add
from typing import Protocol

import msgspec

from wendaku.markdown import to_text
from wendaku.model import EVERYWHERE, Entry
from wendaku.search.variants import is_chinese, to_simplified
from wendaku.words import normalize

K1, B = 1.2, 0.9
"""BM25's saturation and its weight of a text's length (Robertson & Zaragoza 2009), for characters of questions."""

USUAL_LENGTH = 16
"""A question's usual length in characters."""

LEVEL_EDGES = (0.36, 0.44, 0.52)
"""Where tf / (tf + k1 · (1 - b + b · length / usual length)) passes from one level of impact to the next."""

IN_QUESTION, IN_ANSWER = 1, 2
"""Flags of a term's posting: where in the entry it stands. Neither: in its region or tags."""

LINE_END = "\n"
"""Between parts: normalised text holds none, and words never cross it."""

LONGEST_WORD = 255
LONGEST_PHRASE = 8


class IndexedEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the index keeps of an entry. Compact and msgpack-able: this is what a build caches."""

    id: str
    topic: str
    region: str | None
    status: str
    date: str
    """Of the review, else of the newest source, else empty."""
    question: str
    aliases: tuple[str, ...]
    summary: str
    text: str
    """The answer as plain text."""
    traditional: bool
    """Whether folding traditional characters changed what the index compares."""
    folded: str
    """What the index compares, a part a line: question, aliases, answer, the summary where it is no part of that, region, tags."""
    flags: bytes
    """For each part IN_QUESTION, IN_ANSWER, or 0 for region and tags."""
    cut: bytes
    """Lengths of the words that the parts are cut into; a line end counts as a word."""

    @property
    def parts(self) -> list[tuple[int, str]]:
        """Each part's flag and text."""
        return list(zip(self.flags, self.folded.split(LINE_END), strict=True))

    @property
    def part_words(self) -> list[list[str]]:
        """The words of each part; joined, they are its text."""
        found: list[list[str]] = [[]]
        start = 0
        for length in self.cut:
            word = self.folded[start : start + length]
            start += length
            if word == LINE_END:
                found.append([])
            else:
                found[-1].append(word)
        return found


Changes = Mapping[str, tuple[IndexedEntry | None, IndexedEntry | None]]
"""Entries that are not as they were, by id: as each was and as it is, None where it is not there."""


class Cutter(Protocol):
    """What cuts texts into words, as words.Segmenter does."""

    def cut(self, text: str) -> list[str]: ...


def fold(text: str) -> str:
    """The text as terms are made of it: normalised and in simplified characters."""
    return to_simplified(normalize(text))


def index_entry(entry: Entry, segmenter: Cutter) -> IndexedEntry:
    """An entry's part of the index, a pure function of the entry and the words."""
    text = to_text(entry.answer)
    wordings = [normalize(wording) for wording in (entry.question, *entry.aliases)]
    body = _body_parts(normalize(text), normalize(entry.summary or ""))
    keywords = [normalize(word) for word in (entry.region, *entry.tags) if word and word != EVERYWHERE]
    plain = LINE_END.join([*wordings, *body])
    simplified = to_simplified(plain)
    folded = LINE_END.join([simplified, *map(to_simplified, keywords)])
    reviewed = entry.review.date if entry.review.status == "reviewed" else None
    date = reviewed or entry.published
    return IndexedEntry(
        id=entry.id,
        topic=entry.topic,
        region=entry.region,
        status=entry.review.status,
        date=date.isoformat() if date else "",
        question=entry.question,
        aliases=entry.aliases,
        summary=entry.summary or "",
        text=text,
        traditional=simplified != plain,
        folded=folded,
        flags=bytes([IN_QUESTION] * len(wordings) + [IN_ANSWER] * len(body) + [0] * len(keywords)),
        cut=_lengths(segmenter.cut(folded)),
    )


def _body_parts(text: str, summary: str) -> list[str]:
    return [text, summary] if summary and summary not in text else [text]


def _lengths(words: Iterable[str]) -> bytes:
    """Lengths in bytes; a run of letters too long for one is several words."""
    lengths = list(map(len, words))
    with contextlib.suppress(ValueError):
        return bytes(lengths)
    pieces = (divmod(length, LONGEST_WORD) for length in lengths)
    return b"".join(bytes([LONGEST_WORD] * whole + [rest] * bool(rest)) for whole, rest in pieces)


def searched_text(entry: IndexedEntry) -> str:
    """The answer, and before it the summary where that is not part of it."""
    return entry.text if entry.summary in entry.text else f"{entry.summary}\n{entry.text}"


# ── what an entry holds, plainly: columns.py works the same out for all entries at once ──


def term_fields(entry: IndexedEntry) -> dict[str, int]:
    """Character bigrams and words of three characters and more, with the flags of where they stand. A word of two is its bigram."""
    fields: dict[str, int] = {}
    for (flag, text), words in zip(entry.parts, entry.part_words, strict=True):
        for term in {*map(add, text, text[1:]), *(word for word in words if len(word) > 2)}:
            fields[term] = fields.get(term, 0) | flag
    return fields


def vocabulary(entry: IndexedEntry) -> set[str]:
    """Words of two characters and more, which queries are cut with."""
    return {word for words in entry.part_words for word in words if len(word) > 1}


def answer_characters(entry: IndexedEntry) -> set[str]:
    """Characters of the answer and its summary."""
    return {character for flag, text in entry.parts if flag == IN_ANSWER for character in text} - {" "}


def character_levels(entry: IndexedEntry) -> dict[str, int]:
    """Characters of the question and its aliases, each with its impact, 0 to 3."""
    levels: dict[str, int] = {}
    for flag, text in entry.parts:
        if flag != IN_QUESTION:
            continue
        table = _level_table(len(text))
        for character, count in Counter(text).items():
            # The wording that matches best stands for the entry.
            levels[character] = max(table[min(count, MAX_COUNT)], levels.get(character, 0))
    levels.pop(" ", None)
    return levels


def asked_phrases(entry: IndexedEntry) -> set[str]:
    """Characters and word sequences of the question and its aliases, which pinyin and misspelt queries are compared with."""
    count = entry.flags.count(IN_QUESTION)
    end = sum(map(len, entry.folded.split(LINE_END, count)[:count])) + count
    phrases = set(entry.folded[:end])
    start = 0
    words: list[str] = []
    for length in entry.cut:
        if start >= end:
            break
        word = entry.folded[start : start + length]
        start += length
        if word == LINE_END:
            phrases.update(_phrases(words))
            words = []
        else:
            words.append(word)
    return phrases - {LINE_END, " "}


MAX_COUNT = 8


@cache
def _level_table(length: int) -> tuple[int, ...]:
    """Impact level of a character by its count in a text of this length: BM25's saturated frequency, quantised."""
    norm = K1 * (1 - B + B * length / USUAL_LENGTH)
    return tuple(
        sum(count / (count + norm) >= edge for edge in LEVEL_EDGES) for count in range(MAX_COUNT + 1)
    )


def _phrases(cut: list[str]) -> Iterable[str]:
    """Sequences of one to three neighbouring words, 2 to 8 Chinese characters long."""
    fits = [len(word) <= LONGEST_PHRASE and is_chinese(word) for word in cut]
    for start, phrase in enumerate(cut):
        if not fits[start]:
            continue
        if len(phrase) > 1:
            yield phrase
        for place in range(start + 1, min(start + 3, len(cut))):
            phrase += cut[place]
            if not fits[place] or len(phrase) > LONGEST_PHRASE:
                break
            yield phrase
