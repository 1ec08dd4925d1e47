"""The rows that buckets' shards hold, from the lists of many terms at once."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from wendaku.search.arrays import Numbers, encode_lists, spread_pairs
from wendaku.search.columns import Lists, Terms, characters_of_pairs
from wendaku.search.encoding import FIELD, MORE, Row
from wendaku.search.index import IN_QUESTION
from wendaku.search.postings import LEVEL_MASK, LONGEST_LIST


class TermRows:
    """Rows of the terms that begin with some characters, and the tails of their lists."""

    def __init__(self) -> None:
        self.characters: list[Row] = []
        self.longer: list[Row] = []
        self.spreads: list[int] = []
        """Of the first two characters of each row of `longer`."""
        self.tails: list[Row] = []
        """Of longer terms."""
        self.rest: list[Row] = []
        """Where characters stand in answers, and the tails of their lists: the longest lists, which hardly help ranking. Searches
        for one character read them."""

    def extend(self, other: "TermRows") -> None:
        """Take in the rows of other characters."""
        self.characters += other.characters
        self.longer += other.longer
        self.spreads += other.spreads
        self.tails += other.tails
        self.rest += other.rest


def term_rows(terms: Terms, weights: Mapping[str, int]) -> dict[str, TermRows]:
    """Rows by the terms' first character; `weights` holds the dictionary's words."""
    rows: defaultdict[str, TermRows] = defaultdict(TermRows)
    _add_characters(terms, weights, rows)
    firsts, seconds = characters_of_pairs(terms.pairs.keys)
    pairs = map("".join, zip(map(chr, firsts.tolist()), map(chr, seconds.tolist()), strict=True))
    known = [
        (pair, weights.get(pair, "") if is_word else "")
        for pair, is_word in zip(pairs, terms.pairs_that_are_words.tolist(), strict=True)
    ]
    _add_longer(known, terms.pairs, spread_pairs(firsts, seconds), rows)
    words = [(word, weights.get(word, "")) for word in terms.words]
    heads = np.array([(ord(word[0]), ord(word[1])) for word in terms.words], np.int64).reshape(-1, 2)
    _add_longer(words, terms.word_lists, spread_pairs(*heads.T), rows)
    return rows


def _add_characters(terms: Terms, weights: Mapping[str, int], rows: Mapping[str, TermRows]) -> None:
    kept, tails = _texts(terms.characters, LEVEL_MASK)
    asked = dict(zip(terms.characters.keys.tolist(), kept, strict=True))
    answers = terms.answer_characters
    answered = dict(zip(answers.keys.tolist(), encode_lists(answers.codes, answers.bounds), strict=True))
    further = {int(terms.characters.keys[place]): tail for place, tail in tails.items()}
    for code in asked.keys() | answered.keys():
        character = chr(code)
        line = f"{weights.get(character, '')}{FIELD}{asked.get(code, '')}"
        rows[character].characters.append((character, line))
        if code in answered or code in further:
            line = f"{answered.get(code, '')}{FIELD}{further.get(code, '')}"
            rows[character].rest.append((character, line.rstrip(FIELD)))


def _add_longer(
    terms: list[tuple[str, int | str]], lists: Lists, spreads: Numbers, rows: Mapping[str, TermRows]
) -> None:
    kept, tails = _texts(lists, IN_QUESTION)
    for (term, weight), text, place in zip(terms, kept, spreads.tolist(), strict=True):
        row = rows[term[0]]
        row.longer.append((term, f"{weight}{FIELD}{text}"))
        row.spreads.append(place)
    for place, tail in tails.items():
        term = terms[place][0]
        rows[term[0]].tails.append((term, tail))


def _texts(lists: Lists, mask: int) -> tuple[list[str], dict[int, str]]:
    """Each list as ranking reads it, and the tails of long ones by their place; `mask` says which bits put an entry first."""
    codes, bounds = lists.codes, lists.bounds
    is_kept = np.ones(len(codes), np.bool_)
    long = np.flatnonzero(np.diff(bounds) > LONGEST_LIST)
    for start, end in zip(bounds[long].tolist(), bounds[long + 1].tolist(), strict=True):
        best_first = np.argsort(-(codes[start:end] & mask), kind="stable")
        is_kept[start + best_first[LONGEST_LIST:]] = False
    kept_before = np.append(0, np.cumsum(is_kept))[bounds]
    texts = encode_lists(codes[is_kept], kept_before)
    tails = encode_lists(codes[~is_kept], np.append((bounds - kept_before)[long], np.sum(~is_kept)))
    asked = np.append(0, np.cumsum(codes & IN_QUESTION))[bounds]
    for place in long.tolist():
        length, in_question = bounds[place + 1] - bounds[place], asked[place + 1] - asked[place]
        texts[place] += f"{MORE}{length}{MORE}{in_question}"
    return texts, dict(zip(long.tolist(), tails, strict=True))
