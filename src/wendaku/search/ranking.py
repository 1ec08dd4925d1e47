"""The browser's ranking in Python, step for step: the oracle of its tests, and what `wendaku check` asks.

Scores are whole numbers, so that both sides order alike to the last place. docs/search.md specifies the formulas;
assets/js/engine.js is the other twin.
"""

import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

import msgspec

from wendaku.config import Config
from wendaku.regions import holding_regions
from wendaku.search.cutting import LONGEST_WORD, Dictionary, cut_query
from wendaku.search.everyday import everyday_words
from wendaku.search.index import IN_ANSWER, IN_QUESTION, IndexedEntry, fold, searched_text, vocabulary
from wendaku.search.postings import by_number, cut_characters, cut_terms, invert, table_size
from wendaku.search.slips import Slips
from wendaku.search.sounds import count_phrases, phrase_strengths, sound_rows
from wendaku.search.synonyms import synonym_table
from wendaku.search.variants import is_chinese
from wendaku.words import normalize

LONGEST_QUERY = 80
RESCORED = 20
"""How many candidates at most are scored again from their question texts: more bring nothing, and each costs a request."""

PROMISING = 70
"""Candidates beyond the results asked for are scored again only from so many per cent of the best first score on."""

IDF = 64
LEVELS = (60, 80, 96, 120)
"""200 times what tf / (tf + norm) is on each level of impact."""

WORD_IN_QUESTION, PAIR_IN_QUESTION, IN_KEYWORDS, SYNONYM = 45, 60, 60, 100
WORD_IN_ANSWER, PAIR_IN_ANSWER, SYNONYM_IN_ANSWER = 40, 40, 60
"""An answer holds so many words that each tells little: 60 as in questions puts long answers before the right question
(of 98 everyday queries 81 first, with 25 to 40 it is 85)."""

WORD_OF_TEXT, SYNONYM_OF_TEXT = 350, 300
"""A word of the query in the question's text, in the second stage."""

LIKENESS, SAME_NEGATION, ALIKE, LITERAL = 160000, 29090, 34909, 30000

WHOLE_BY_LATER = 20000
"""For what holds the whole query as a later tier reads it: of 55 pairs of words with a homophone in them .91 instead of .86 find
first what the right words find. With 30,000 a passing mention in an answer stands before the question itself."""

COVERAGE = 60000
"""Lets the rare word decide where entries share the common ones. MRR@10 .4044 to .4056 for questions, .181 to .188 for answers; with
100,000 it is .399 and .187."""

_REPEATED = re.compile(r"(.)[不没]\1|不同|不断|不过")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_NEGATION = re.compile("[不没未无别]")


class Hit(msgspec.Struct, frozen=True):
    """A result of the ranking."""

    id: str
    score: int


class List(msgspec.Struct, frozen=True):
    """Where a term stands: its codes as far as ranking reads them, and in how many entries and questions it stands."""

    codes: Sequence[int] = ()
    count: int = 0
    in_question: int = 0
    tail: Sequence[int] = ()

    @property
    def is_cut(self) -> bool:
        """Whether ranking reads only a part of the codes."""
        return bool(self.tail)


class Query(msgspec.Struct, frozen=True):
    """A query as the index sees it."""

    plain: str
    folded: str
    words: list[str]
    content: list[str]
    """Words that say what it is about."""
    synonyms: list[tuple[str, list[str]]]
    """Words, or sequences of them, with what they also find."""


class Wording(msgspec.Struct, frozen=True):
    """A query or a question as the second stage compares the two."""

    text: str
    characters: list[str]
    """Letters, digits and characters, without punctuation."""
    counts: Counter[str]
    is_negated: bool
    classes: set[int]
    """Everyday words of it that mean alike."""


class Scores(msgspec.Struct, frozen=True):
    """What the lists say of each entry."""

    question: Counter[int]
    rest: Counter[int]
    own: Counter[int]
    """Bits of the content words that an entry holds."""
    alike: Counter[int]
    """Bits of those that it holds only by a synonym."""


WHOLE, LITERAL_HIT, LATER, PARTIAL = 3, 2, 1, 0
"""Classes of results: holds the whole query, holds every content word, is found by a later tier only, holds some of it."""


class Candidate(NamedTuple):
    """An entry on its way to the results."""

    number: int
    tier: int
    turn: int
    """Which rewording of the query found it."""
    is_whole: bool
    """Whether it holds the whole query, as that rewording has it."""
    score: int


class Found(NamedTuple):
    """Candidates by number, and how many entries hold every content word or the whole query."""

    candidates: dict[int, Candidate]
    literal: int


class Ranker:
    """Ranks entries for queries over an index held in memory."""

    def __init__(self, indexed: Sequence[IndexedEntry], config: Config, dictionary: Dictionary) -> None:
        self.count = len(indexed)
        self.entries = dict(by_number(indexed, table_size(len(indexed))))
        self._postings = invert(self.entries.items())
        self._dictionary = dictionary
        self._vocabulary = {word for entry in indexed for word in vocabulary(entry)}
        self._characters = {character for entry in indexed for character in entry.folded}
        self._synonyms = synonym_table(config)
        everyday = everyday_words()
        self._ask = _any_of(everyday.ask)
        self._stop = {*everyday.ask, *everyday.stop, *map(fold, config.words.stop_words)}
        self._alike_classes = {word: place for place, row in enumerate(everyday.alike) for word in row}
        self._alike = _any_of(self._alike_classes)
        self._lists: dict[str, List] = {}
        self._wordings: dict[str, Wording] = {}
        self._weights: dict[str, int] = {}

    @cached_property
    def _sounds(self) -> Mapping[str, list[str]]:
        return sound_rows(phrase_strengths(count_phrases(self.entries.values()), table_size(self.count)))

    @cached_property
    def _total(self) -> int:
        return self._dictionary.total

    def rank(
        self, query: str, limit: int = 10, topic: str | None = None, region: str | None = None
    ) -> list[Hit]:
        """The best entries first, at most `limit`, of a topic and of what holds in a region where these are given."""
        read = self._read(normalize(query))
        if not read.plain:
            return []
        allowed = self._allowed(topic, region)
        found = self._find(read, allowed, limit + 1)
        if found.literal < limit:
            self._add_later_tiers(read, found, allowed, limit + 1)
        divides = any(candidate.tier == LATER for candidate in found.candidates.values())

        def order(candidate: Candidate) -> tuple[int, int, int, int]:
            # Classes divide only where a later tier found something; but what holds the whole query always comes first.
            tier = candidate.tier if divides or candidate.tier == WHOLE else PARTIAL
            score = candidate.score + WHOLE_BY_LATER * (tier == LATER and candidate.is_whole)
            return -tier, candidate.turn, -score, candidate.number

        best = sorted(found.candidates.values(), key=order)[:limit]
        return [Hit(self.entries[candidate.number].id, candidate.score) for candidate in best]

    def _find(self, query: Query, allowed: Container[int], wanted: int) -> Found:
        """The best entries for one wording of the query, and how many hold every content word or the whole query."""
        scores = self._score_lists(query)
        totals = Counter(scores.question)
        totals.update(scores.rest)
        able = [number for number, score in totals.items() if score and number in allowed]
        able.sort(key=lambda number: (-totals[number], number))
        whole = self._whole_query(query, totals, allowed, wanted)
        literal = {*whole, *(number for number in able if _is_literal(query, scores, number))}
        candidates = {}
        for number in dict.fromkeys([*whole, *_promising(able, totals, wanted)]):
            entry, is_full = self.entries[number], _is_literal(query, scores, number)
            score = scores.rest[number] + self._score_entry(query, entry) + LITERAL * is_full
            score += self._score_coverage(query, scores.own[number] | scores.alike[number])
            tier = WHOLE if number in whole else LITERAL_HIT if is_full else PARTIAL
            if tier and _is_other_script(query, entry, tier == WHOLE):
                tier = LATER
            candidates[number] = Candidate(number, tier, 0, number in whole, score)
        return Found(candidates, len(literal))

    def _add_later_tiers(self, query: Query, found: Found, allowed: Container[int], wanted: int) -> None:
        """Other wordings of the query, read from its sounds and slips: their full matches stand below literal hits."""
        candidates = found.candidates
        for turn, text in enumerate(self._reword(query)):
            for candidate in self._find(self._read(text), allowed, wanted).candidates.values():
                known, is_full = candidates.get(candidate.number), candidate.tier > PARTIAL
                if known and (known.tier >= LATER or (not is_full and known.score >= candidate.score)):
                    continue
                tier, place = (LATER, turn) if is_full else (PARTIAL, 0)
                candidates[candidate.number] = candidate._replace(tier=tier, turn=place)

    def _reword(self, query: Query) -> list[str]:
        slips = Slips(self._sounds, lambda pair: bool(self._list(pair).count), self._tells)
        return [text for text in slips.reword(query.folded, query.words) if text != query.folded]

    # ── the query ──

    def _read(self, text: str) -> Query:
        plain = text[:LONGEST_QUERY].strip(" ")
        # The browser knows the simplified forms of those characters only that stand in an entry.
        folded = "".join(
            new if new in self._characters else old for old, new in zip(plain, fold(plain), strict=True)
        )
        words = cut_query(folded, self._weights_in(folded), self._total)
        content = self._content(words)
        spans = dict.fromkeys([*content, *_word_spans(words)])
        synonyms = [(span, self._synonyms[span]) for span in spans if span in self._synonyms]
        return Query(plain, folded, words, content, synonyms)

    def _content(self, words: list[str]) -> list[str]:
        """What the query is about: its words, and what no dictionary knows and so fell to single characters, as pairs."""
        content = []
        for word, after in zip_longest(words, words[1:], fillvalue=""):
            if not self._tells(word):
                continue
            if len(word) > 1:
                content.append(word)
            elif len(after) == 1 and self._tells(after) and is_chinese(word + after):
                content.append(word + after)
        return list(dict.fromkeys(content))[:30]

    def _tells(self, word: str) -> bool:
        return _is_solid(word) and word not in self._stop

    def _weights_in(self, text: str) -> dict[str, int]:
        spans = {span for span in _spans(text) if len(span) == 1 or span in self._vocabulary}
        missing = spans - self._weights.keys()
        self._weights.update(dict.fromkeys(missing, 0) | self._dictionary.weights(missing))
        return self._weights

    def _list(self, term: str) -> List:
        if term not in self._lists:
            if len(term) == 1:
                codes = self._postings.characters.get(term, ())
                kept, tail = cut_characters(codes)
            else:
                codes = self._postings.terms.get(term, ())
                kept, tail = cut_terms(codes)
            self._lists[term] = List(kept, len(codes), sum(code & IN_QUESTION for code in codes), tail)
        return self._lists[term]

    def _idf(self, count: int) -> int:
        return math.floor(IDF * math.log(1 + (self.count - count + 0.5) / (count + 0.5)) + 0.5)

    # ── first stage: scores from the lists ──

    def _score_lists(self, query: Query) -> Scores:
        scores = Scores(Counter(), Counter(), Counter(), Counter())
        for character in dict.fromkeys(_scored(query.folded)):
            found = self._list(character)
            for code in found.codes:
                scores.question[code >> 2] += self._idf(found.count) * LEVELS[code & 3]
        asked = {pair for part in self._ask.split(query.folded) for pair in _pairs(part)}
        for term in dict.fromkeys([*_pairs(query.folded), *(word for word in query.words if len(word) > 2)]):
            if _is_solid(term):
                self._score_term(term, query, asked, scores)
        for word, others in query.synonyms:
            self._score_synonyms(word, others, query, scores)
        return scores

    def _score_term(self, term: str, query: Query, asked: set[str], scores: Scores) -> None:
        found = self._list(term)
        is_word = term in query.words
        is_pair = len(term) == 2 and _LATIN.isdisjoint(term)
        if not is_pair and not is_word:
            return
        in_question = (PAIR_IN_QUESTION * is_pair + WORD_IN_QUESTION * is_word) * self._idf(found.in_question)
        answer_weight = PAIR_IN_ANSWER * (is_pair and term in asked) + WORD_IN_ANSWER * (
            is_word and term not in self._stop
        )
        bit = 1 << query.content.index(term) if term in query.content else 0
        for code in found.codes:
            number = code >> 2
            scores.question[number] += in_question if code & IN_QUESTION else 0
            scores.rest[number] += answer_weight * self._idf(found.count) if code & IN_ANSWER else 0
            scores.rest[number] += IN_KEYWORDS * self._idf(found.count) if not code & 3 and is_word else 0
            scores.own[number] |= bit

    def _score_synonyms(self, word: str, others: list[str], query: Query, scores: Scores) -> None:
        """For each entry the best of a word's synonyms, where the word itself is missing."""
        bit = 1 << query.content.index(word) if word in query.content else 0
        best: dict[int, tuple[int, int]] = {}
        for other in others:
            weight = self._synonym_idf(word, other)
            for code in self._places(other):
                number = code >> 2
                value = (SYNONYM * weight, 0) if code & IN_QUESTION else (0, SYNONYM_IN_ANSWER * weight)
                if not scores.own[number] & bit:
                    best[number] = max(value, best.get(number, value))
        for number, (in_question, in_answer) in best.items():
            scores.question[number] += in_question
            scores.rest[number] += in_answer
            scores.alike[number] |= bit

    def _synonym_idf(self, word: str, other: str) -> int:
        """A rare synonym is no better than the word itself."""
        return min(self._idf(len(self._places(word))), self._idf(len(self._places(other))))

    def _places(self, text: str) -> Sequence[int]:
        """Where a string stands, as far as its list, or those of its pairs, tell."""
        if len(text) < 3 or text in self._postings.terms:
            return self._list(text).codes
        return _intersect([self._list(pair).codes for pair in _pairs(text)])

    # ── second stage: the best candidates from their question texts ──

    def _score_entry(self, query: Query, entry: IndexedEntry) -> int:
        asked = self._wording(query.folded)
        wordings = (entry.question, *entry.aliases)
        return max(self._score_question(query, asked, self._wording(fold(text))) for text in wordings)

    def _score_question(self, query: Query, asked: Wording, given: Wording) -> int:
        counts, length = given.counts, len(given.characters)
        norm = 1.2 * (1 - 0.9 + 0.9 * length / 16)
        score = 0
        for character in asked.counts:
            if character not in _LATIN and counts[character]:
                score += math.floor(
                    self._idf(self._list(character).count)
                    * 200
                    * counts[character]
                    / (counts[character] + norm)
                )
        word_norm = 1 + 1.2 * (0.25 + 0.75 * length / 16)
        for word in dict.fromkeys(query.words):
            if word in given.text and _is_solid(word):
                found = self._list(word)
                score += math.floor(
                    self._idf(found.in_question if len(word) > 1 else found.count) * WORD_OF_TEXT / word_norm
                )
        for word, others in query.synonyms:
            standing = [self._synonym_idf(word, other) for other in others if other in given.text]
            if standing and word not in given.text:
                score += math.floor(max(standing) * SYNONYM_OF_TEXT / word_norm)
        common = _common_length(asked.characters, given.characters)
        score += math.floor(LIKENESS * common / max(len(asked.characters), length, 1))
        score += SAME_NEGATION * (asked.is_negated == given.is_negated)
        return score + math.floor(ALIKE * _shared(asked.classes, given.classes))

    def _score_coverage(self, query: Query, held: int) -> int:
        """The held words' share of what all content words tell."""
        told = [self._idf(self._list(word).count) for word in query.content]
        covered = sum(weight for place, weight in enumerate(told) if held >> place & 1)
        return COVERAGE * covered // max(sum(told), 1)

    def _wording(self, text: str) -> Wording:
        """A folded text as the second stage compares it; remembered, since every query meets the same ones."""
        if text not in self._wordings:
            classes = {self._alike_classes[word] for word in self._alike.findall(text)}
            characters = _solid(text)
            self._wordings[text] = Wording(text, characters, Counter(characters), _is_negated(text), classes)
        return self._wordings[text]

    # ── where the whole query stands ──

    def _whole_query(
        self, query: Query, totals: Mapping[int, int], allowed: Container[int], wanted: int
    ) -> list[int]:
        """The best entries that hold the query as it is, at most as many as wanted."""
        terms = _pairs(query.folded) or [query.folded]
        lists = [self._list(term) for term in terms]
        found = self._verify(query, [found.codes for found in lists], totals, allowed, wanted)
        if len(found) >= wanted or not (len(query.folded) == 1 or any(found.is_cut for found in lists)):
            return found
        complete: list[Sequence[int]] = [sorted([*found.codes, *found.tail]) for found in lists]
        if len(query.folded) == 1:
            in_questions = {code >> 2 for code in complete[0]}
            answers = self._postings.answer_characters.get(query.folded, ())
            complete = [sorted([*complete[0], *(code for code in answers if code >> 2 not in in_questions)])]
        return self._verify(query, complete, totals, allowed, wanted)

    def _verify(
        self,
        query: Query,
        lists: list[Sequence[int]],
        totals: Mapping[int, int],
        allowed: Container[int],
        wanted: int,
    ) -> list[int]:
        numbers = [number for code in _intersect(lists) if (number := code >> 2) in allowed]
        numbers.sort(key=lambda number: (-totals.get(number, 0), number))
        return [number for number in numbers if len(query.folded) < 3 or self._holds(number, query.folded)][
            :wanted
        ]

    def _holds(self, number: int, text: str) -> bool:
        entry = self.entries[number]
        return any(text in fold(part) for part in (entry.question, *entry.aliases, searched_text(entry)))

    def _allowed(self, topic: str | None, region: str | None) -> set[int]:
        regions = holding_regions(region) if region else ()
        return {
            number
            for number, entry in self.entries.items()
            if (not topic or entry.topic == topic) and (not region or entry.region in regions)
        }


def rank(
    query: str,
    indexed: Sequence[IndexedEntry],
    config: Config,
    dictionary: Dictionary,
    limit: int = 10,
    topic: str | None = None,
    region: str | None = None,
) -> list[Hit]:
    """The browser's order for one query; Ranker serves many queries over the same entries."""
    return Ranker(indexed, config, dictionary).rank(query, limit, topic, region)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))


def _promising(ordered: list[int], totals: Mapping[int, int], wanted: int) -> list[int]:
    least = totals[ordered[0]] * PROMISING if ordered else 0
    more = [number for number in ordered[wanted : max(wanted, RESCORED)] if totals[number] * 100 >= least]
    return ordered[:wanted] + more


def _is_literal(query: Query, scores: Scores, number: int) -> bool:
    """Whether an entry holds every content word, or a synonym of it."""
    full = 2 ** len(query.content) - 1
    return bool(full) and scores.own[number] | scores.alike[number] == full


def _is_other_script(query: Query, entry: IndexedEntry, whole: bool) -> bool:
    """Whether an entry matches only because traditional characters count as their simplified forms."""
    is_folded = query.plain != query.folded
    if not is_folded and not entry.traditional:
        return False
    if is_folded and not entry.traditional:
        return True
    texts = [normalize(text) for text in (entry.question, *entry.aliases, searched_text(entry))]
    parts = [query.plain] if whole else [_unfold(query, word) for word in query.content]
    return not all(any(part in text for text in texts) for part in parts)


def _unfold(query: Query, word: str) -> str:
    """A content word as the query wrote it: folding takes one character for one."""
    start = query.folded.index(word)
    return query.plain[start : start + len(word)]


def _scored(text: str) -> list[str]:
    """Characters that mean something by themselves: letters and digits do as words only."""
    return [character for character in _solid(text) if character not in _LATIN]


def _solid(text: str) -> list[str]:
    return [character for character in text if character.isalnum()]


def _is_solid(term: str) -> bool:
    return all(character.isalnum() for character in term)


def _pairs(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(len(text) - 1)]


def _word_spans(words: list[str]) -> list[str]:
    """Sequences of neighbouring words: 取 in 取消 is none."""
    spans = []
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            span = "".join(words[start:end])
            if len(span) > LONGEST_WORD:
                break
            spans.append(span)
    return spans


def _spans(text: str) -> list[str]:
    ends = range(1, LONGEST_WORD + 1)
    return [
        text[start : start + length]
        for start in range(len(text))
        for length in ends
        if start + length <= len(text)
    ]


def _intersect(lists: list[Sequence[int]]) -> list[int]:
    left, *others = sorted(lists, key=len)
    kept = {code >> 2: code & 3 for code in left}
    for other in others:
        flags = {code >> 2: code & 3 for code in other}
        kept = {number: flag & flags[number] for number, flag in kept.items() if number in flags}
    return [number << 2 | flag for number, flag in kept.items()]


def _is_negated(text: str) -> bool:
    return bool(_NEGATION.search(_REPEATED.sub("", text)))


def _shared(left: set[int], right: set[int]) -> float:
    return len(left & right) / len(left | right) if left | right else 1.0


def _common_length(left: Sequence[str], right: Sequence[str]) -> int:
    """Length of the longest common subsequence, a bit for each place of `left` (Hyyrö 2004).

    The plain table takes ten times as long, and `wendaku check` runs every search test through here.
    """
    places: dict[str, int] = {}
    for place, character in enumerate(left):
        places[character] = places.get(character, 0) | 1 << place
    everywhere = (1 << len(left)) - 1
    row = everywhere
    for character in right:
        met = row & places.get(character, 0)
        row = ((row + met) | (row - met)) & everywhere
    return len(left) - row.bit_count()
