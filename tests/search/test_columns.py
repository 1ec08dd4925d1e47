"""What is worked out for all entries at once is what each holds by itself."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples import SearchSample
from wendaku.config import Words
from wendaku.model import Entry
from wendaku.search.columns import Columns, Lists, characters_of_pairs
from wendaku.search.index import IndexedEntry, asked_phrases, index_entry, vocabulary
from wendaku.search.postings import by_number, invert, table_size
from wendaku.search.related import LIMIT, LONGEST_LIST, Neighbourhood, update_related
from wendaku.search.texts import texts_of
from wendaku.words import Segmenter

SEGMENTER = Segmenter(Words(dictionary={"借书证": 20000}))
SEGMENTER.load()
TEXTS = st.text(st.sampled_from("借书证怎么办馆图身份办理 ，A7\U0001f4d6"), min_size=1, max_size=12)
ENTRIES = st.lists(
    st.tuples(TEXTS, st.lists(TEXTS, max_size=2), TEXTS, st.sampled_from("ab")), min_size=1, max_size=9
)


def index(texts: list[tuple[str, list[str], str, str]]) -> list[IndexedEntry]:
    return [
        index_entry(
            Entry(
                id=f"e{n}",
                file="e",
                topic=topic,
                question=question,
                aliases=tuple(aliases),
                answer=answer,
                tags=("馆",),
            ),
            SEGMENTER,
        )
        for n, (question, aliases, answer, topic) in enumerate(texts)
    ]


def as_lists(names: Sequence[str], lists: Lists) -> dict[str, list[int]]:
    bounds = lists.bounds.tolist()
    return {
        name: lists.codes[start:end].tolist()
        for name, start, end in zip(names, bounds, bounds[1:], strict=False)
    }


def make_columns(numbered: Sequence[tuple[int, IndexedEntry]]) -> Columns:
    texts = texts_of(entry for _, entry in numbered)
    return Columns(texts, {entry.id: number for number, entry in numbered})


def check_terms(indexed: list[IndexedEntry]) -> None:
    numbered = list(by_number(indexed, table_size(len(indexed))))
    columns, plain = make_columns(numbered), invert(numbered)
    terms = columns.terms([*columns.alphabet, " "])
    firsts, seconds = characters_of_pairs(terms.pairs.keys)
    pairs = [chr(a) + chr(b) for a, b in zip(firsts.tolist(), seconds.tolist(), strict=True)]
    longer = as_lists(pairs, terms.pairs) | as_lists(terms.words, terms.word_lists)
    assert longer == plain.terms
    assert as_lists([*map(chr, terms.characters.keys)], terms.characters) == plain.characters
    assert (
        as_lists([*map(chr, terms.answer_characters.keys)], terms.answer_characters)
        == plain.answer_characters
    )
    words = set().union(*map(vocabulary, indexed))
    assert {pair for pair, is_word in zip(pairs, terms.pairs_that_are_words, strict=True) if is_word} | {
        *terms.words
    } == words
    assert columns.count_words() == Counter(word for entry in indexed for word in vocabulary(entry))
    assert columns.count_asked() == Counter(phrase for entry in indexed for phrase in asked_phrases(entry))


def related_by_hand(indexed: list[IndexedEntry]) -> dict[str, tuple[str, ...]]:
    """The obvious way: every question with every other."""
    pairs = {
        entry.id: {text[n : n + 2] for flag, text in entry.parts if flag == 1 for n in range(len(text) - 1)}
        for entry in indexed
    }
    counts = Counter(pair for each in pairs.values() for pair in each)
    topics = {entry.id: entry.topic for entry in indexed}
    found = {}
    for one in pairs:
        telling = [pair for pair in pairs[one] if 1 < counts[pair] <= LONGEST_LIST]
        read = sorted(telling, key=lambda pair: (counts[pair], pair))[:10]
        scores: defaultdict[str, int] = defaultdict(int)
        for pair in read:
            for other in pairs:
                if other != one and pair in pairs[other]:
                    scores[other] += 8 - counts[pair].bit_length()
        closeness = {other: score * 1000 // (12 + len(pairs[other])) for other, score in scores.items()}
        ranked = sorted(closeness, key=lambda other: (-closeness[other], topics[other] != topics[one], other))
        found[one] = tuple(ranked[:LIMIT])
    return found


def neighbourhood(indexed: list[IndexedEntry]) -> Neighbourhood:
    numbered = list(by_number(indexed, table_size(len(indexed))))
    numbers = {entry.id: number for number, entry in numbered}
    topics = {entry.id: entry.topic for entry in indexed}
    return Neighbourhood(make_columns(numbered), numbers, topics)


def test_the_sample_has_the_terms_of_its_entries(search_sample: SearchSample) -> None:
    check_terms(search_sample.indexed)


@given(ENTRIES)
def test_any_entries_have_their_terms(texts: list[tuple[str, list[str], str, str]]) -> None:
    check_terms(index(texts))


def test_keys_too_large_to_stand_beside_codes_make_the_same_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    indexed = index([("借书证怎么办", [], "到图书馆办", "a"), ("图书馆", ["借书证"], "借书证", "a")])
    numbered = [(1 << 24, indexed[0]), (1 << 25, indexed[1])]
    terms = make_columns(numbered).terms("图")
    assert terms.pairs.codes.tolist() == [1 << 26 | 2, 1 << 27 | 1]
    assert terms.word_lists.codes.tolist() == [1 << 26 | 2, 1 << 27 | 1]


def test_no_entries_have_no_terms() -> None:
    terms = make_columns([]).terms("借")
    assert not len(terms.pairs.keys)
    assert not terms.words
    assert neighbourhood([]).related() == {}


def test_related_questions_are_those_that_comparing_all_finds(search_sample: SearchSample) -> None:
    assert neighbourhood(search_sample.indexed).related() == related_by_hand(search_sample.indexed)


@given(ENTRIES)
def test_any_related_questions_are_those_that_comparing_all_finds(
    texts: list[tuple[str, list[str], str, str]],
) -> None:
    indexed = index(texts)
    assert neighbourhood(indexed).related() == related_by_hand(indexed)


@given(ENTRIES, st.data())
def test_an_update_of_related_questions_is_what_all_anew_gives(
    texts: list[tuple[str, list[str], str, str]], data: st.DataObject
) -> None:
    before = index(texts)
    kept = data.draw(st.lists(st.sampled_from(before), unique_by=lambda entry: entry.id))
    changed = index(data.draw(ENTRIES))
    after = list({entry.id: entry for entry in [*kept, *changed]}.values())
    now = neighbourhood(after)
    old, new = ({entry.id: entry for entry in entries} for entries in (before, after))
    changes = {
        id: (old.get(id), new.get(id)) for id in old.keys() | new.keys() if old.get(id) is not new.get(id)
    }
    assert update_related(now, changes, neighbourhood(before).related()) == now.related()


def test_a_long_list_says_nothing_about_what_is_related() -> None:
    indexed = index([("怎么办", [], "图", "a")] * (LONGEST_LIST + 1))
    assert not any(neighbourhood(indexed).related().values())
    assert np.all([len(near) == LIMIT for near in neighbourhood(indexed[1:]).related().values()])
