"""Reworded copies become one; answers that differ in place, number, negation or a single rule never do."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from wendaku.loading.merging import CandidateIndex, compare, make_sketch
from wendaku.model import EntryFields, Review, Source

PAIRS = yaml.safe_load((Path(__file__).parent / "merging_pairs.yaml").read_text(encoding="utf-8"))["pairs"]


def make_entry(side: dict[str, Any]) -> EntryFields:
    return EntryFields(
        question=side["question"],
        topic="other",
        region=side.get("region"),
        answer=side["answer"],
        source=Source(publisher=side.get("publisher")),
        review=Review(status=side.get("status", "draft")),
    )


def with_known_misses(pairs: list[dict[str, Any]]) -> list[Any]:
    return [
        pytest.param(
            pair,
            id=pair["name"],
            marks=[pytest.mark.xfail(reason=pair["missed"], strict=True)] if "missed" in pair else [],
        )
        for pair in pairs
    ]


@pytest.mark.parametrize("pair", with_known_misses(PAIRS))
def test_each_labelled_pair_is_judged_as_a_careful_person_would(pair: dict[str, Any]) -> None:
    one, two = make_entry(pair["one"]), make_entry(pair["two"])
    verdict = compare(one, two)
    assert verdict.same == (pair["same"] == "yes"), verdict.reason
    assert compare(two, one).same == verdict.same


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if pair["same"] == "yes"], ids=lambda pair: pair["name"]
)
def test_copies_are_found_among_other_answers_without_comparing_all(pair: dict[str, Any]) -> None:
    index = CandidateIndex()
    others = [each for each in PAIRS if each is not pair]
    for number, other in enumerate(others, start=1):
        index.add(number, make_sketch(make_entry(other["one"])))
    index.add(0, make_sketch(make_entry(pair["one"])))
    assert 0 in index.find(make_sketch(make_entry(pair["two"])))


def test_answers_of_different_places_or_numbers_share_no_band() -> None:
    entry = make_entry(PAIRS[0]["one"])
    index = CandidateIndex()
    index.add(0, make_sketch(entry))
    elsewhere = msgspec.structs.replace(entry, region="厦门")
    other_sum = msgspec.structs.replace(entry, answer=entry.answer + "工本费20元。\n")
    assert index.find(make_sketch(entry)) == [0]
    assert index.find(make_sketch(elsewhere)) == index.find(make_sketch(other_sum)) == []


def test_a_template_that_hundreds_of_answers_share_does_not_make_the_search_long() -> None:
    entry = make_entry(PAIRS[0]["one"])
    index = CandidateIndex()
    for number in range(1000):
        index.add(number, make_sketch(entry))
    assert len(index.find(make_sketch(entry))) < 10


def test_answers_too_long_to_compare_are_copies_only_where_their_letters_are_the_same() -> None:
    long = "".join(f"先到{number}号窗口登记,再等通知。" for number in range(5000))
    one, same = (make_entry({"question": "怎么办", "answer": long + end}) for end in ("", "!\n"))
    other = make_entry({"question": "怎么办", "answer": long + "不必等。"})
    assert compare(one, same).same
    assert not compare(one, other).same


@pytest.mark.parametrize("answer", ["。\n", "|||\n", "12\n", "🙂\n", "*" * 5000 + "\n", "能" * 20_000 + "\n"])
def test_answers_without_sentences_are_compared_without_failing(answer: str) -> None:
    entry = make_entry({"question": "问", "answer": answer})
    assert make_sketch(entry)
    assert isinstance(compare(entry, entry).same, bool)
