"""One entry as the search index sees it: its terms, how strongly each stands in it, and the texts that results show.

What stands here depends on the entry and the words alone, never on other entries: the length that BM25 compares with
is a constant (a question's usual length belongs to the language, not to the corpus), so one edit shifts nothing else.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from operator import add

import msgspec

from wendaku.markdown import to_text
from wendaku.model import EVERYWHERE, Entry
from wendaku.search.variants import is_chinese, to_simplified
from wendaku.words import Segmenter, normalize

K1, B = 1.2, 0.9
"""BM25's saturation and its weight of a text's length (Robertson & Zaragoza 2009), for characters of questions."""

USUAL_LENGTH = 16
"""A question's usual length in characters."""

LEVEL_EDGES = (0.36, 0.44, 0.52)
"""Where tf / (tf + k1 · (1 - b + b · length / usual length)) passes from one level of impact to the next."""

IN_QUESTION, IN_ANSWER = 1, 2
"""Flags of a term's posting: where in the entry it stands. Neither: in its region or tags."""


class IndexedEntry(msgspec.Struct, frozen=True, array_like=True):
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
    words: str
    """Words of two characters and more, as cut, joined by tabs: the vocabulary that queries are cut with."""
    characters: str
    """Characters of the question and its aliases."""
    levels: bytes
    """Impact of each of them, 0 to 3."""
    answer_characters: str
    terms: str
    """Character bigrams, and words of three characters and more, joined by tabs. A word of two is its bigram."""
    fields: bytes
    """For each term the flags IN_QUESTION and IN_ANSWER."""
    phrases: str
    """Word sequences of the question and its aliases that pinyin and misspelt queries are compared with, joined by tabs."""


def fold(text: str) -> str:
    """The text as terms are made of it: normalised and in simplified characters."""
    return to_simplified(normalize(text))


def index_entry(entry: Entry, segmenter: Segmenter) -> IndexedEntry:
    """An entry's part of the index, a pure function of the entry and the words."""
    text = to_text(entry.answer)
    plain = [normalize(wording) for wording in (entry.question, *entry.aliases)]
    plain_body = _body_parts(normalize(text), normalize(entry.summary or ""))
    wordings = [to_simplified(wording) for wording in plain]
    body = [to_simplified(part) for part in plain_body]
    keywords = [fold(word) for word in (entry.region, *entry.tags) if word and word != EVERYWHERE]
    cuts = [[segmenter.cut(part) for part in parts] for parts in (wordings, body, keywords)]
    levels = _character_levels(wordings)
    terms = _term_fields(zip((wordings, body, keywords), cuts, (IN_QUESTION, IN_ANSWER, 0), strict=True))
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
        traditional=wordings != plain or body != plain_body,
        words="\t".join({word: None for parts in cuts for cut in parts for word in cut if len(word) > 1}),
        characters="".join(levels),
        levels=bytes(levels.values()),
        answer_characters="".join(dict.fromkeys("".join(body))).replace(" ", ""),
        terms="\t".join(terms),
        fields=bytes(terms.values()),
        phrases="\t".join(dict.fromkeys(phrase for cut in cuts[0] for phrase in _phrases(cut))),
    )


def _body_parts(text: str, summary: str) -> list[str]:
    return [text, summary] if summary and summary not in text else [text]


def _term_fields(parts: Iterable[tuple[list[str], list[list[str]], int]]) -> dict[str, int]:
    fields: dict[str, int] = {}
    for texts, cuts, flag in parts:
        terms: dict[str, None] = {}
        for text, cut in zip(texts, cuts, strict=True):
            terms.update(dict.fromkeys(map(add, text, text[1:])))
            terms.update({word: None for word in cut if len(word) > 2})
        if fields:
            fields.update({term: fields.get(term, 0) | flag for term in terms})
        else:
            fields = dict.fromkeys(terms, flag)
    return fields


def _character_levels(wordings: list[str]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for wording in wordings:
        table = _level_table(len(wording))
        for character, count in Counter(wording).items():
            # The wording that matches best stands for the entry.
            levels[character] = max(table[min(count, MAX_COUNT)], levels.get(character, 0))
    levels.pop(" ", None)
    return levels


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
    for start in range(len(cut)):
        phrase = ""
        for word in cut[start : start + 3]:
            phrase += word
            if len(phrase) > 8 or not is_chinese(word):
                break
            if len(phrase) > 1:
                yield phrase
