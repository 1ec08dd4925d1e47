"""Lists and rows come back as they were written; what is damaged is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendaku.search.arrays import encode_lists, spread_pairs
from wendaku.search.encoding import (
    ALPHABET,
    FIELD,
    decode_list,
    encode_list,
    join_rows,
    quote,
    split_rows,
    spread,
)

CODES = st.dictionaries(st.integers(0, 300_000), st.integers(0, 3), max_size=60).map(
    lambda levels: [number * 4 + levels[number] for number in sorted(levels)]
)
FIELDS = st.text(st.sampled_from("医保卡aZ09 ~`'{}[]()$\\\""), max_size=6)
ROWS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=4),
    st.lists(FIELDS, max_size=3).map(lambda fields: [*fields, "end"]),
    max_size=20,
)


@given(CODES)
def test_a_list_comes_back_as_it_was_written(codes: list[int]) -> None:
    assert decode_list(encode_list(codes)) == codes


@given(st.lists(CODES.filter(bool), max_size=8))
def test_many_lists_are_written_as_each_alone(lists: list[list[int]]) -> None:
    codes = np.array([code for codes in lists for code in codes], np.int64)
    bounds = np.cumsum([0, *map(len, lists)])
    assert encode_lists(codes, bounds) == [encode_list(codes) for codes in lists]


@given(ROWS)
def test_rows_come_back_as_they_were_written(rows: dict[str, list[str]]) -> None:
    joined = join_rows((key, FIELD.join(fields)) for key, fields in rows.items())
    assert split_rows(joined) == rows


@pytest.mark.parametrize("text", ["医", ALPHABET[-1], f"{ALPHABET[0]}\n"])
def test_a_damaged_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"cut off|no digit"):
        decode_list(text)


def test_a_quoted_text_cannot_leave_its_string() -> None:
    assert quote('a"b\\c\u2028d') == '"a\\"b\\\\c\\u2028d"'


def test_texts_are_spread_evenly() -> None:
    places = [spread(chr(code)) % 64 for code in range(0x4E00, 0x4E00 + 6400)]
    counts = [places.count(place) for place in range(64)]
    assert min(counts) > 60
    assert max(counts) < 150


@given(st.lists(st.text(min_size=2, max_size=2), max_size=20))
def test_pairs_are_spread_as_each_alone(pairs: list[str]) -> None:
    points = np.array([[ord(character) for character in pair] for pair in pairs], np.int64).reshape(-1, 2)
    assert spread_pairs(*points.T).tolist() == [spread(pair) for pair in pairs]
