"""All entries' terms turned round: for each term the entries that hold it, plainly. The Python ranking reads
it, and with it judges the shards, whose lists columns.py makes another way."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from wendaku.search.index import (
    IN_QUESTION,
    IndexedEntry,
    answer_characters,
    character_levels,
    term_fields,
)

LONGEST_LIST = 1000
"""A ranking list keeps this many entries, those of highest impact; the rest stands in the tail, read only where a search
needs the complete set. Scoring the best again from their texts makes up for it: MRR@10 .401 where uncut lists give .403.
"""

LEVEL_MASK = 3
"""The bits of a character's code that hold its level."""

MIN_TABLE = 64


class Postings(msgspec.Struct, frozen=True):
    """Lists of ascending codes `number * 4 + level or flags`, by term."""

    characters: Mapping[str, Sequence[int]]
    """Characters of questions, with their levels."""
    answer_characters: Mapping[str, Sequence[int]]
    """Characters of answers: where they stand, no more."""
    terms: Mapping[str, Sequence[int]]
    """Bigrams and long words, with the flags IN_QUESTION and IN_ANSWER."""


def table_size(count: int) -> int:
    """How many numbers there are for so many entries: a power of two, at most two thirds of it in use."""
    size = MIN_TABLE
    while 2 * size < 3 * count:
        size *= 2
    return size


def number_entries(ids: Iterable[str], size: int) -> dict[str, int]:
    """A number below `size` for each id, from the ids alone, ascending.

    Each id goes to the place that its digest names, or to the next free one. A new id therefore moves at most
    a few others, where sorted numbering would move half of them and rewrite nearly every shard.
    """
    digests = sorted((hashlib.blake2b(id.encode(), digest_size=8).digest(), id) for id in ids)
    taken: dict[int, str] = {}
    for digest, id in digests:
        place = int.from_bytes(digest[4:], "big") % size
        while place in taken:
            place = (place + 1) % size
        taken[place] = id
    return {taken[place]: place for place in sorted(taken)}


def invert(numbered: Iterable[tuple[int, IndexedEntry]]) -> Postings:
    """Postings of entries that come in ascending order of their numbers."""
    characters: defaultdict[str, list[int]] = defaultdict(list)
    in_answers: defaultdict[str, list[int]] = defaultdict(list)
    terms: defaultdict[str, list[int]] = defaultdict(list)
    for number, entry in numbered:
        code = number << 2
        for character, level in character_levels(entry).items():
            characters[character].append(code | level)
        for character in answer_characters(entry):
            in_answers[character].append(code)
        for term, flags in term_fields(entry).items():
            terms[term].append(code | flags)
    return Postings(characters, in_answers, terms)


def cut_characters(codes: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """The list of a character of questions in two: what ranking reads (highest levels first), and the tail."""
    return cut_list(codes, LEVEL_MASK)


def cut_terms(codes: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """The list of a longer term in two: what ranking reads (questions first), and the tail."""
    return cut_list(codes, IN_QUESTION)


def cut_list(codes: Sequence[int], mask: int) -> tuple[Sequence[int], Sequence[int]]:
    """A list in two: the entries with the highest bits of `mask`, and the tail."""
    if len(codes) <= LONGEST_LIST:
        return codes, ()
    kept = sorted(sorted(codes, key=lambda code: (-(code & mask), code))[:LONGEST_LIST])
    chosen = set(kept)
    return kept, [code for code in codes if code not in chosen]


def by_number(indexed: Iterable[IndexedEntry], size: int) -> Iterator[tuple[int, IndexedEntry]]:
    """The entries with their numbers, ascending."""
    entries = {entry.id: entry for entry in indexed}
    for id, number in number_entries(entries, size).items():
        yield number, entries[id]
