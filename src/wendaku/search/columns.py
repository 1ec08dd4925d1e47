"""All entries' folded texts as arrays, and the lists of their terms worked out for many at once.

What each term is `search/index.py` says plainly, an entry at a time; here sorting whole arrays takes the place of dicts, which
makes the lists of 10,000 entries some eight times as fast. Tests hold the two equal.
"""

import itertools
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from wendaku.search.arrays import Mask, Numbers, is_among, ranges, run_starts
from wendaku.search.index import (
    IN_ANSWER,
    IN_QUESTION,
    K1,
    LEVEL_EDGES,
    LINE_END,
    LONGEST_PHRASE,
    LONGEST_WORD,
    MAX_COUNT,
    USUAL_LENGTH,
    B,
)
from wendaku.search.texts import Texts
from wendaku.search.variants import FIRST_CHINESE, LAST_CHINESE

CODE_POINTS = 0x110000
CHARACTER_BITS = 21

_CHINESE_BITS = 16
_PACKED = 4
"""So many Chinese characters fill 64 bits; a phrase has no more than twice as many."""


class Lists(NamedTuple):
    """Lists of ascending codes `number * 4 + level or flags`, one behind the other, by ascending key."""

    keys: Numbers
    bounds: Numbers
    """Where each list begins in `codes`, and where the last one ends."""
    codes: Numbers


class Terms(NamedTuple):
    """Lists of the terms that begin with some characters."""

    firsts: Numbers
    """Code points of these characters, ascending."""
    characters: Lists
    """Characters of questions, with their levels; the key is the code point."""
    answer_characters: Lists
    """Characters of answers: where they stand, no more."""
    pairs: Lists
    """Neighbouring characters, with flags; the key is `first * 2**21 + second`."""
    pairs_that_are_words: Mask
    """For each list of `pairs`, whether the pair is a word of some entry."""
    words: list[str]
    """Words of three characters and more, ascending."""
    word_lists: Lists
    """With flags; the key is the word's place in `words`."""

    def vocabulary(self) -> list[str]:
        """What a query may be cut into: words, and single characters."""
        firsts, seconds = characters_of_pairs(self.pairs.keys[self.pairs_that_are_words])
        short = [chr(a) + chr(b) for a, b in zip(firsts.tolist(), seconds.tolist(), strict=True)]
        return [*map(chr, self.firsts.tolist()), *short, *self.words]


def characters_of_pairs(keys: Numbers) -> tuple[Numbers, Numbers]:
    """The code points of the first and of the second characters."""
    return keys >> CHARACTER_BITS, keys & ((1 << CHARACTER_BITS) - 1)


class Columns:
    """The folded texts of entries, each known by its number."""

    def __init__(self, texts: Texts, numbers: Mapping[str, int]) -> None:
        """`numbers` are those of the texts' entries, by id."""
        self._characters = np.frombuffer(texts.characters, np.uint32)
        self._part_ends = np.flatnonzero(self._characters == ord(LINE_END))
        parts = np.fromiter((extent.parts for extent in texts.extents.values()), np.int64)
        numbered = np.fromiter(map(numbers.__getitem__, texts.extents), np.int64, len(parts))
        self._part_codes = np.repeat(numbered << 2, parts) | np.frombuffer(texts.flags, np.uint8)
        self._cut = np.frombuffer(texts.cut, np.uint8)
        ends = np.cumsum(self._cut, dtype=np.int64)
        is_word = (self._cut > 1) & (self._cut < LONGEST_WORD)
        self._word_lengths = self._cut[is_word]
        self._word_starts = ends[is_word] - self._word_lengths

    def __len__(self) -> int:
        """How many characters there are."""
        return len(self._characters)

    @cached_property
    def _text(self) -> str:
        return self._characters.tobytes().decode("utf-32-le")

    @cached_property
    def alphabet(self) -> set[str]:
        """Every character that stands in an entry."""
        seen = np.zeros(CODE_POINTS, np.bool_)
        seen[self._characters] = True
        return {chr(code) for code in np.flatnonzero(seen)} - {LINE_END, " "}

    def terms(self, firsts: Iterable[str]) -> Terms:
        """The lists of all terms that begin with one of these characters."""
        chosen = np.zeros(CODE_POINTS, np.bool_)
        chosen[[ord(character) for character in firsts]] = True
        chosen[ord(LINE_END)] = False
        places = np.flatnonzero(chosen[self._characters])
        codes = self._codes_at(places)
        characters = self._characters[places].astype(np.int64)
        is_solid = characters != ord(" ")
        asks, answers = (is_solid & (codes & 3 == flag) for flag in (IN_QUESTION, IN_ANSWER))
        words = self._words(chosen)
        pairs = self._pairs(places, codes)
        return Terms(
            np.flatnonzero(chosen),
            self._levels(places[asks], characters[asks], codes[asks]),
            _collect(characters[answers], codes[answers] & ~3),
            pairs,
            is_among(pairs.keys, self._short_words(chosen)),
            *words,
        )

    def count_words(self) -> dict[str, int]:
        """In how many entries each word of two characters and more stands."""
        everywhere = np.ones(CODE_POINTS, np.bool_)
        words, lists = self._words(everywhere)
        starts = self._word_starts[self._word_lengths == 2]
        short = _collect(self._pair_keys(starts), self._codes_at(starts) & ~3)
        firsts, seconds = characters_of_pairs(short.keys)
        pairs = map("".join, zip(map(chr, firsts.tolist()), map(chr, seconds.tolist()), strict=True))
        counts = (np.diff(each.bounds).tolist() for each in (short, lists))
        return dict(zip([*pairs, *words], itertools.chain.from_iterable(counts), strict=True))

    def count_asked(self) -> dict[str, int]:
        """In how many entries each phrase and character of questions and aliases stands, as index.asked_phrases has them."""
        starts, lengths = self._phrases()
        order = np.argsort(starts, kind="stable")
        starts, lengths = starts[order], lengths[order]
        phrases, phrase_counts = self._count_spans(starts, lengths, self._codes_at(starts) >> 2)
        places = self._question_places()
        characters = _collect(self._characters[places].astype(np.int64), self._codes_at(places) & ~3)
        names = map(chr, characters.keys.tolist())
        counts = dict(zip(names, np.diff(characters.bounds).tolist(), strict=True))
        counts |= zip(phrases, phrase_counts, strict=True)
        counts.pop(" ", None)
        return counts

    def question_pairs(self) -> Lists:
        """Neighbouring characters of questions and aliases; codes are numbers times 4."""
        places = self._question_places()
        return self._pairs(places, self._codes_at(places) & ~3)

    def _question_places(self) -> Numbers:
        """Where characters of questions and aliases stand, ascending."""
        return ranges(*self._questions())

    def _questions(self) -> tuple[Numbers, Numbers]:
        """Where questions and aliases begin, ascending, and their lengths."""
        starts = np.concatenate(([0], self._part_ends[:-1] + 1))
        asks = self._part_codes & 3 == IN_QUESTION
        return starts[asks], (self._part_ends - starts)[asks]

    def _phrases(self) -> tuple[Numbers, Numbers]:
        """Starts and lengths of the sequences of one to three neighbouring words of questions that index.asked_phrases lists."""
        part_starts, sizes = self._questions()
        # With the line ends, since these stand among the words.
        sizes = sizes + 1
        starts = np.cumsum(self._cut, dtype=np.int64)
        starts -= self._cut
        first, end = (np.searchsorted(starts, places) for places in (part_starts, part_starts + sizes))
        words = ranges(first, end - first)
        starts, lengths = starts[words], self._cut[words].astype(np.int64)
        codes = self._characters[ranges(part_starts, sizes)]
        is_chinese = (codes >= ord(FIRST_CHINESE)) & (codes <= ord(LAST_CHINESE))
        chinese = np.add.reduceat(is_chinese, np.cumsum(lengths) - lengths, dtype=np.int64)
        fits = (lengths <= LONGEST_PHRASE) & (chinese == lengths)
        chosen = fits & (lengths > 1)
        found = [(starts[chosen], lengths[chosen])]
        together, chosen = lengths, fits
        for further in (1, 2):
            # Between words that a line end parts that stands as a word, which does not fit.
            together = together[:-1] + lengths[further:]
            chosen = chosen[:-1] & fits[further:] & (together <= LONGEST_PHRASE)
            found.append((starts[:-further][chosen], together[chosen]))
        all_starts, all_lengths = zip(*found, strict=True)
        return np.concatenate(all_starts), np.concatenate(all_lengths)

    def _pairs(self, places: Numbers, codes: Numbers) -> Lists:
        inside = self._characters[places + 1] != ord(LINE_END)
        return _collect(self._pair_keys(places[inside]), codes[inside])

    def _codes_at(self, places: Numbers) -> Numbers:
        """The code of the part that each of the ascending places stands in."""
        counts = np.diff(np.searchsorted(places, self._part_ends), prepend=0)
        return np.repeat(self._part_codes, counts)

    def _levels(self, places: Numbers, characters: Numbers, codes: Numbers) -> Lists:
        """Characters of questions with their impact: the formula of index.character_levels."""
        parts = np.searchsorted(self._part_ends, places)
        lengths = np.diff(self._part_ends, prepend=-1)[parts] - 1
        occurrences = np.lexsort((characters, parts))
        parts, characters, codes, lengths = (
            column[occurrences] for column in (parts, characters, codes, lengths)
        )
        begins = run_starts(parts, characters)
        counts = np.minimum(np.diff(begins, append=len(parts)), MAX_COUNT)
        norm = K1 * (1 - B + B * lengths[begins] / USUAL_LENGTH)
        reached = counts / (counts + norm)
        levels = np.sum([reached >= edge for edge in LEVEL_EDGES], axis=0)
        # The wording that matches best stands for the entry.
        return _collect(characters[begins], (codes[begins] & ~3) | levels, np.maximum)

    def _short_words(self, chosen: Mask) -> Numbers:
        """Keys of the words of two characters."""
        starts = self._word_starts[self._word_lengths == 2]
        return _distinct(np.sort(self._pair_keys(starts[chosen[self._characters[starts]]])))

    def _pair_keys(self, places: Numbers) -> Numbers:
        firsts, seconds = (self._characters[places + step].astype(np.int64) for step in (0, 1))
        return firsts << CHARACTER_BITS | seconds

    def _words(self, chosen: Mask) -> tuple[list[str], Lists]:
        is_long = (self._word_lengths > 2) & chosen[self._characters[self._word_starts]]
        starts, lengths = self._word_starts[is_long], self._word_lengths[is_long]
        return self._spans(starts, lengths, self._codes_at(starts))

    def _count_spans(
        self, starts: Numbers, lengths: Numbers, numbers: Numbers
    ) -> tuple[list[str], list[int]]:
        """The phrases that stand at these places, and in how many entries each does: packed into two numbers each, since sorting
        those takes a third of sorting texts."""
        first, second = self._pack(starts, lengths), self._pack(starts + _PACKED, lengths - _PACKED)
        order = np.lexsort((numbers, second, first))
        first, second, numbers = first[order], second[order], numbers[order]
        once = run_starts(first, second, numbers)
        begins = run_starts(first[once], second[once])
        chosen = order[once[begins]]
        text = self._text
        places = zip(starts[chosen].tolist(), lengths[chosen].tolist(), strict=True)
        phrases = [text[start : start + length] for start, length in places]
        return phrases, np.diff(begins, append=len(once)).tolist()

    def _pack(self, starts: Numbers, lengths: Numbers) -> Numbers:
        """Up to _PACKED Chinese characters from each place, one behind the other in a number: each has 16 bits."""
        packed = np.zeros(len(starts), np.int64)
        last = len(self._characters) - 1
        for place in range(_PACKED):
            characters = self._characters[np.minimum(starts + place, last)].astype(np.int64)
            packed = packed << _CHINESE_BITS | np.where(lengths > place, characters, 0)
        return packed

    def _spans(self, starts: Numbers, lengths: Numbers, codes: Numbers) -> tuple[list[str], Lists]:
        """The texts that stand at these places, ascending, and the lists of their codes."""
        text = self._text
        found = [
            text[start : start + length]
            for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
        ]
        spans = sorted(set(found))
        rank = {span: place for place, span in enumerate(spans)}
        keys = np.fromiter(map(rank.__getitem__, found), np.int64, len(found))
        return spans, _collect(keys, codes)


def _collect(keys: Numbers, codes: Numbers, merge: "np.ufunc" = np.bitwise_or) -> Lists:
    """One list a key; what one number has several times is merged, by default flags with flags."""
    width = int(codes.max(initial=0)).bit_length()
    distinct = None
    if int(keys.max(initial=0)).bit_length() + width > np.iinfo(np.int64).bits - 1:
        # In huge corpora a key and a code do not fit one number: the key's rank stands for it.
        distinct = _distinct(np.sort(keys))
        keys = np.searchsorted(distinct, keys)
    both = np.sort(keys << width | codes)
    if len(both):
        both = merge.reduceat(both, run_starts(both >> 2))
    begins = run_starts(both >> width)
    if distinct is None:
        distinct = both[begins] >> width
    return Lists(distinct, np.append(begins, len(both)), both & ((1 << width) - 1))


def _distinct(ascending: Numbers) -> Numbers:
    return ascending[run_starts(ascending)]
