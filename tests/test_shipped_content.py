"""The content that is shipped says what it may say: complete, consistent, sourced, and no help for cashing out."""

import hashlib
import os
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from wendaku import loader, store
from wendaku.config import Config, require_config
from wendaku.loading import LoadOptions, load_pages
from wendaku.markdown import linked_entries, to_text
from wendaku.model import EVERYWHERE, Entry, Topic
from wendaku.regions import is_known
from wendaku.words import Segmenter

CONTENT = Path(__file__).resolve().parent.parent / "content"

LURE_WORDS = ("套现", "代取", "高价回收", "秒提", "变现", "换成现金", "快速提取")
WARNINGS = ("不要", "不可信", "骗", "违规", "违法", "提防", "举报", "停", "不能", "不理")
NEAR_RELATIVES = ("配偶", "父母", "子女", "兄弟姐妹", "祖父母", "外祖父母", "孙子女", "外孙子女")
"""Article 1045 of the Civil Code."""

COPIED_CHARACTERS = 14
"""Shorter runs are set phrases of the trade (国家医保服务平台); a sentence that was copied is longer."""

EMERGENCY_NUMBERS = {"110"}


@pytest.fixture(scope="module")
def config() -> Config:
    return require_config(CONTENT)


@pytest.fixture(scope="module")
def entries(config: Config) -> tuple[Entry, ...]:
    loaded = store.read_entries(CONTENT / "entries", config)
    assert not loaded.problems
    return loaded.entries


@pytest.fixture(scope="module")
def segmenter(config: Config) -> Segmenter:
    return Segmenter(config.words)


def sentences(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"[。！？\n]", text) if sentence.strip()]


def test_every_topic_has_an_introduction_and_at_least_nine_entries(
    config: Config, entries: tuple[Entry, ...]
) -> None:
    counts = Counter(entry.topic for entry in entries)
    assert len(config.topics) == 4
    for topic in config.topics:
        assert topic.introduction
        assert topic.words
        assert counts[topic.id] >= 9, topic.id


def test_every_entry_is_complete(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        assert entry.summary, entry.id
        assert len(entry.summary) <= 120, entry.id
        assert len(sentences(entry.summary)) <= 3, entry.id
        assert 3 <= len(entry.aliases) <= 6, entry.id
        assert entry.tags, entry.id
        assert entry.references, entry.id
        assert 130 <= len(to_text(entry.answer)) <= 600, entry.id


def test_no_entry_claims_a_review_that_nobody_made(entries: tuple[Entry, ...]) -> None:
    assert {entry.review.status for entry in entries} == {"draft"}
    assert not any(entry.review.by or entry.review.date for entry in entries)


def test_no_wording_of_a_question_stands_twice(entries: tuple[Entry, ...]) -> None:
    wordings = Counter(
        wording.rstrip("？") for entry in entries for wording in (entry.question, *entry.aliases)
    )
    assert [wording for wording, count in wordings.items() if count > 1] == []


def test_regions_are_known_and_some_entries_are_local(entries: tuple[Entry, ...]) -> None:
    regions = Counter(entry.region for entry in entries)
    assert all(region and is_known(region) for region in regions)
    assert regions[EVERYWHERE] >= 40
    assert len(regions) >= 4


def test_local_entries_name_their_place_in_the_question(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        if entry.region and entry.region != EVERYWHERE:
            assert entry.region in entry.question


def test_links_lead_to_entries_that_exist(entries: tuple[Entry, ...]) -> None:
    ids = {entry.id for entry in entries}
    linking = [entry for entry in entries if linked_entries(entry.answer)]
    assert len(linking) >= 10
    for entry in linking:
        assert set(linked_entries(entry.answer)) <= ids - {entry.id}, entry.id


def test_one_rule_has_one_title_and_one_number(entries: tuple[Entry, ...]) -> None:
    numbers: dict[str, set[str | None]] = defaultdict(set)
    for entry in entries:
        for reference in entry.references:
            numbers[reference.title].add(reference.number)
    assert all(len(found) == 1 for found in numbers.values()), numbers


def test_nothing_helps_to_cash_out_outside_the_rules(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        for sentence in sentences(f"{entry.summary}\n{to_text(entry.answer)}"):
            if any(word in sentence for word in LURE_WORDS):
                context = sentence + (entry.summary or "")
                assert any(warning in context for warning in WARNINGS), f"{entry.id}: {sentence}"


def test_no_telephone_number_but_the_hotlines_is_named(config: Config, entries: tuple[Entry, ...]) -> None:
    allowed = {hotline.number for hotline in config.site.hotlines} | EMERGENCY_NUMBERS
    for entry in entries:
        text = to_text(f"{entry.summary}\n{entry.answer}")
        for number in re.findall(r"(?<![\d年])\d{3,}(?![\d年元])", text):
            assert number in allowed, f"{entry.id}: {number}"
        assert not re.search(r"(微信号|加微信|QQ|二维码)", text), entry.id


def test_the_near_relatives_are_the_same_everywhere(entries: tuple[Entry, ...]) -> None:
    listing = [entry for entry in entries if "外祖父母" in entry.answer]
    assert len(listing) >= 3
    for entry in listing:
        assert all(relative in entry.answer for relative in NEAR_RELATIVES), entry.id


def test_nowhere_is_retirement_called_a_reason_for_paying_out(entries: tuple[Entry, ...]) -> None:
    lists = next(entry for entry in entries if entry.id == "balance-can-it-be-withdrawn")
    assert "退休" not in f"{lists.summary}{lists.answer}"
    retired = next(entry for entry in entries if entry.id == "balance-retired")
    assert (retired.summary or "").startswith("不能")


def test_every_entry_rests_on_a_page_that_has_not_changed(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        assert entry.source, entry.id
        assert entry.source.page, entry.id
        assert entry.source.digest, entry.id
        data = (CONTENT / entry.source.page).read_bytes()
        assert hashlib.sha256(data).hexdigest().startswith(entry.source.digest), entry.id


def test_the_sample_pages_cover_the_forms_of_scraped_pages() -> None:
    pages = {path: path.read_bytes() for path in (CONTENT / "pages").iterdir()}
    assert len(pages) >= 12
    assert {path.suffix for path in pages} == {".txt", ".html"}
    not_utf8 = [path for path, data in pages.items() if not _is_utf8(data)]
    assert len(not_utf8) == 1
    assert "共济" in pages[not_utf8[0]].decode("gb18030")
    text = b"\n".join(pages.values()).decode("utf-8", "replace")
    for form in (
        "<details",
        "<dl",
        "<table",
        "application/ld+json",
        "最佳答案",
        "来信",
        "【问】",
        "大家都在搜",
    ):
        assert form in text, form


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_each_sample_page_gives_the_questions_of_its_entries(
    config: Config, entries: tuple[Entry, ...]
) -> None:
    expected: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.source and entry.source.page:
            expected[entry.source.page].add(entry.question.rstrip("？"))
    for path in sorted((CONTENT / "pages").iterdir()):
        reading = loader.read_page(path.read_bytes(), path.name, config)
        found = {draft.fields.question.rstrip("？") for draft in reading.drafts}
        assert found == expected[f"pages/{path.name}"], path.name


def test_loading_the_sample_pages_again_makes_and_changes_nothing(
    config: Config, entries: tuple[Entry, ...]
) -> None:
    options = LoadOptions(dry_run=True, jobs=1)
    report = load_pages([CONTENT / "pages"], CONTENT, None, config, options)
    assert report.counts.actions == {"unchanged": len(entries)}
    assert report.counts.failed == 0


def test_the_brokers_telephone_of_a_comment_gets_into_no_entry(config: Config) -> None:
    for name in ("05-zhongjie-kexin-ma.html", "23-guanggao.txt"):
        reading = loader.read_page((CONTENT / "pages" / name).read_bytes(), name, config)
        assert not any("ybtx0000" in draft.fields.answer for draft in reading.drafts)
    assert reading.drafts == ()
    assert reading.skipped


def test_the_dictionary_keeps_its_words_whole(config: Config, segmenter: Segmenter) -> None:
    assert len(config.words.dictionary) >= 150
    assert [word for word in config.words.dictionary if segmenter.cut(word) != [word]] == []


def test_every_synonym_is_a_single_word(config: Config, segmenter: Segmenter) -> None:
    words = {word for synonyms in config.words.synonyms for word in synonyms.words + synonyms.to}
    assert sorted(word for word in words if len(segmenter.cut(word)) > 1) == []


def test_what_decides_an_answer_is_no_stop_word(config: Config) -> None:
    assert not {"不", "没", "未", "谁", "多少", "哪些", "多久"} & set(config.words.stop_words)


def test_topics_of_the_entries_fit_their_words(config: Config, entries: tuple[Entry, ...]) -> None:
    def score(topic: Topic, text: str) -> float:
        return sum(weight * (word in text) for word, weight in topic.words.items())

    for entry in entries:
        text = " ".join((entry.question, *entry.aliases, entry.summary or ""))
        own = next(topic for topic in config.topics if topic.id == entry.topic)
        assert score(own, text) > 0, entry.id


def test_search_tests_are_of_all_kinds_and_name_entries_that_exist(
    config: Config, entries: tuple[Entry, ...]
) -> None:
    ids = {entry.id for entry in entries}
    kinds = Counter(test.kind for test in config.search_tests)
    assert len(config.search_tests) >= 120
    assert set(kinds) >= {
        "keyword", "sentence", "street word", "substring", "pinyin", "initials", "traditional", "homophone", "typo", "place",
    }  # fmt: skip
    assert all(set(test.expect) <= ids for test in config.search_tests)
    queries = Counter((test.query, test.topic, test.region) for test in config.search_tests)
    assert max(queries.values()) == 1


def test_substring_queries_stand_in_the_entry_that_they_expect(
    config: Config, entries: tuple[Entry, ...]
) -> None:
    texts = {entry.id: f"{entry.question}\n{to_text(entry.answer)}" for entry in entries}
    for test in config.search_tests:
        if test.kind == "substring":
            assert any(test.query in texts[expected] for expected in test.expect), test.query


def test_featured_entries_exist(config: Config, entries: tuple[Entry, ...]) -> None:
    assert set(config.site.featured) <= {entry.id for entry in entries}


def _runs(text: str) -> set[str]:
    """Every run of COPIED_CHARACTERS Chinese characters, without what law itself words: titles and lists."""
    for worded_by_law in ("基本医疗保险关系转移接续暂行办法", "、".join(NEAR_RELATIVES)):
        text = text.replace(worded_by_law, " ")
    han = "".join(re.findall("[一-鿿]", text))
    return {han[start : start + COPIED_CHARACTERS] for start in range(len(han) - COPIED_CHARACTERS + 1)}


def _decode(data: bytes) -> str:
    return data.decode("utf-8" if _is_utf8(data) else "gb18030", "replace")


def test_no_sentence_of_a_real_page_stands_in_the_content() -> None:
    folder = os.environ.get("WENDAKU_EVAL_DATA")
    real = (
        [path for name in ("pages", "gold/pages") for path in Path(folder, name).glob("*")] if folder else []
    )
    if not real:
        pytest.skip("set WENDAKU_EVAL_DATA to the folder with the evaluation data")
    scraped = set().union(*(_runs(_decode(path.read_bytes())) for path in real))
    ours = [*(CONTENT / "entries").rglob("*.yaml"), *(CONTENT / "pages").iterdir()]
    for path in ours:
        assert not _runs(_decode(path.read_bytes())) & scraped, path.name
