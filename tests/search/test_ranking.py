"""The ranking's twin: what is found first, in which class, and that nothing that stands somewhere is missed."""

import random
from collections.abc import Callable

import pytest

from samples import SearchSample
from wendaku.model import Entry
from wendaku.search.cutting import cut_query
from wendaku.search.index import fold, index_entry, vocabulary
from wendaku.search.ranking import Ranker, rank
from wendaku.search.slips import is_one_slip


@pytest.fixture(scope="module")
def ranker(search_sample: SearchSample) -> Ranker:
    return Ranker(search_sample.indexed, search_sample.config, search_sample.segmenter)


@pytest.fixture(scope="module")
def ids_for(search_sample: SearchSample) -> Callable[..., list[str]]:
    """`ids_for(query, *entries)`: the ids in order over entries of one's own, given as (id, question, answer)."""

    def search(query: str, *texts: tuple[str, str, str]) -> list[str]:
        entries = [
            Entry(id=id, file=id, topic="t", question=question, answer=answer)
            for id, question, answer in texts
        ]
        indexed = [index_entry(entry, search_sample.segmenter) for entry in entries]
        return [hit.id for hit in rank(query, indexed, search_sample.config, search_sample.segmenter)]

    return search


def test_every_sample_query_finds_its_entry_first(search_sample: SearchSample, ranker: Ranker) -> None:
    for case in search_sample.queries:
        hits = ranker.rank(case["query"], 5, case.get("topic"), case.get("region"))
        assert hits, case
        assert hits[0].id == case["first"], case


def test_every_entry_is_found_by_its_own_question(search_sample: SearchSample, ranker: Ranker) -> None:
    for entry in search_sample.entries:
        assert ranker.rank(entry.question)[0].id == entry.id


def test_any_string_of_a_text_is_found(search_sample: SearchSample, ranker: Ranker) -> None:
    choose = random.Random(7)
    texts = {
        entry.id: "\n".join(map(fold, (entry.question, *entry.aliases, entry.summary, entry.text)))
        for entry in search_sample.indexed
    }
    for text in texts.values():
        for _ in range(12):
            length = choose.randint(1, 8)
            start = choose.randrange(len(text) - length)
            window = text[start : start + length]
            holding = {id for id, other in texts.items() if window in other}
            if window.strip() and window == fold(window) and holding:
                found = [hit.id for hit in ranker.rank(window)]
                assert set(found[: min(10, len(holding))]) <= holding, window


def test_an_empty_query_finds_nothing(ranker: Ranker) -> None:
    assert ranker.rank("") == ranker.rank(" \u200b　") == []


def test_what_stands_nowhere_finds_nothing(ranker: Ranker) -> None:
    assert ranker.rank("zzzzqqq") == []


def test_a_region_keeps_the_place_its_province_and_the_whole_country(ranker: Ranker) -> None:
    found = {hit.id for hit in ranker.rank("逾期", region="厦门")}
    assert found >= {"overdue", "overdue-xiamen", "overdue-fujian"}
    assert not {hit.id for hit in ranker.rank("逾期", region="北京市")} & {"overdue-xiamen", "overdue-fujian"}


def test_a_topic_keeps_its_own(search_sample: SearchSample, ranker: Ranker) -> None:
    topics = {entry.id: entry.topic for entry in search_sample.entries}
    assert {topics[hit.id] for hit in ranker.rank("借书证", topic="loan")} == {"loan"}


def test_simplified_text_stands_before_the_same_in_traditional(ids_for: Callable[..., list[str]]) -> None:
    texts = ("old", "自習室開放時間", "見公告。"), ("new", "自习室开放时间", "见公告。")
    assert ids_for("自习室", *texts) == ["new", "old"]
    assert ids_for("自習室", *texts) == ["old", "new"]


def test_literal_hits_stand_before_what_only_sounds_alike(ids_for: Callable[..., list[str]]) -> None:
    texts = ("typo", "预约自习室", "可以。"), ("literal", "自习市场在哪里", "没有。")
    assert ids_for("自习市", *texts)[0] == "literal"


def test_pinyin_never_stands_before_the_letters_themselves(ids_for: Callable[..., list[str]]) -> None:
    texts = ("chinese", "怎么续借", "点续借。"), ("latin", "xujie是什么网站", "不是我们的。")
    assert ids_for("xujie", *texts) == ["latin", "chinese"]


def test_a_long_query_is_cut_short_but_answered(ranker: Ranker) -> None:
    assert ranker.rank("借书证怎么办理" * 200)


def test_queries_are_cut_as_jieba_cuts_where_the_index_knows_the_words(search_sample: SearchSample) -> None:
    segmenter = search_sample.segmenter
    known = {word for entry in search_sample.indexed for word in vocabulary(entry)}
    for entry in search_sample.indexed:
        for text in map(fold, (entry.question, entry.text)):
            weights = segmenter.weights(known | set(text))
            assert cut_query(text, weights, segmenter.total) == segmenter.cut(text)


def test_words_that_the_index_lacks_fall_to_single_characters(search_sample: SearchSample) -> None:
    weights = search_sample.segmenter.weights(["自习室", "预", "约"])
    assert cut_query("自习室预约abc12%", weights, search_sample.segmenter.total) == [
        "自习室",
        "预",
        "约",
        "abc12",
        "%",
    ]


@pytest.mark.parametrize(
    ("left", "right", "slip"),
    [
        ("借书证", "借书政", True),
        ("借书证", "借证书", True),
        ("借书证", "借证", True),
        ("借书证", "借书证明", True),
        ("借书证", "证书借", False),
        ("借书证", "借书证", False),
        ("借书证", "还书卡", False),
    ],
)
def test_one_slip_is_a_character_wrong_missing_too_many_or_swapped(left: str, right: str, slip: bool) -> None:
    assert is_one_slip(left, right) is slip
    assert is_one_slip(right, left) is slip
