"""Entries' numbers: from the ids alone, and stable."""

from hypothesis import given
from hypothesis import strategies as st

from wendaku.search.postings import LONGEST_LIST, cut_terms, number_entries, table_size

IDS = st.sets(st.text("abcdef0123456789-", min_size=1, max_size=8), min_size=1, max_size=60)


@given(IDS)
def test_numbers_are_distinct_and_fit_the_table(ids: set[str]) -> None:
    size = table_size(len(ids))
    numbers = number_entries(ids, size)
    assert numbers.keys() == ids
    assert len(set(numbers.values())) == len(ids)
    assert all(0 <= number < size for number in numbers.values())


@given(IDS)
def test_numbers_do_not_depend_on_the_order_of_ids(ids: set[str]) -> None:
    size = table_size(len(ids))
    assert number_entries(sorted(ids), size) == number_entries(sorted(ids, reverse=True), size)


def test_a_new_entry_moves_hardly_any_other() -> None:
    ids = {f"entry-{number}" for number in range(1000)}
    size = table_size(1001)
    before, after = number_entries(ids, size), number_entries(ids | {"one-more"}, size)
    assert sum(before[id] != after[id] for id in ids) <= 3


def test_the_table_is_never_more_than_two_thirds_full() -> None:
    assert all(3 * count <= 2 * table_size(count) for count in range(1, 3000))


def test_a_cut_list_keeps_questions_first_and_loses_nothing() -> None:
    codes = [number * 4 + 1 + number % 2 for number in range(3 * LONGEST_LIST)]
    kept, tail = cut_terms(codes)
    assert sorted([*kept, *tail]) == codes
    assert len(kept) == LONGEST_LIST
    assert all(code & 1 for code in kept)
