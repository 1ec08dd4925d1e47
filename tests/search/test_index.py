"""What the index keeps of an entry."""

import msgspec

from wendaku.config import Words
from wendaku.model import Entry, Review
from wendaku.search.index import (
    IN_ANSWER,
    IN_QUESTION,
    LONGEST_WORD,
    IndexedEntry,
    answer_characters,
    character_levels,
    fold,
    index_entry,
    term_fields,
)
from wendaku.words import Segmenter

SEGMENTER = Segmenter(Words(dictionary={"借书证": 20000}))


def indexed(**fields: object) -> IndexedEntry:
    given = {"id": "a", "file": "a", "topic": "t", "question": "借书证怎么办", "answer": "去**服务台**。"}
    return index_entry(Entry(**(given | fields)), SEGMENTER)  # type: ignore[arg-type]


def test_terms_are_pairs_and_long_words_with_where_they_stand() -> None:
    fields = term_fields(indexed())
    assert fields["借书"] == IN_QUESTION
    assert fields["借书证"] == IN_QUESTION
    assert fields["服务"] == IN_ANSWER
    assert "证怎么" not in fields


def test_a_term_of_question_and_answer_carries_both_flags() -> None:
    assert term_fields(indexed(answer="借书证丢了"))["借书"] == IN_QUESTION | IN_ANSWER


def test_mark_up_of_the_answer_is_no_text() -> None:
    assert "*" not in answer_characters(indexed())


def test_region_and_tags_can_be_found_but_stand_in_no_text() -> None:
    fields = term_fields(indexed(region="厦门", tags=("押金",)))
    assert fields["厦门"] == fields["押金"] == 0


def test_the_whole_country_is_no_word_to_find() -> None:
    assert "全国" not in term_fields(indexed(region="全国"))


def test_a_character_counts_by_the_wording_that_matches_best() -> None:
    question = "借书证要是在外地丢了又没有身份证该怎么办"
    alone, with_alias = indexed(question=question), indexed(question=question, aliases=("怎办",))
    assert character_levels(with_alias)["怎"] > character_levels(alone)["怎"]


def test_a_summary_that_the_answer_holds_adds_nothing() -> None:
    assert term_fields(indexed(summary="去服务台")) == term_fields(indexed())
    assert "先去" in term_fields(indexed(summary="先去服务台"))


def test_traditional_text_is_indexed_as_simplified_and_flagged() -> None:
    entry = indexed(question="借書證怎麼辦")
    assert entry.traditional
    assert "借书" in term_fields(entry)
    assert not indexed().traditional


def test_folding_keeps_every_character_in_its_place() -> None:
    assert fold("ＡＰＰ 借書證") == "app 借书证"


def test_the_date_is_the_review_s_only_where_someone_reviewed() -> None:
    review = {"status": "reviewed", "by": "王", "date": "2025-03-01"}
    assert indexed(review=msgspec.convert(review, Review)).date == "2025-03-01"
    assert indexed(review=msgspec.convert(review | {"status": "draft"}, Review)).date == ""


def test_words_join_to_the_parts_however_long_they_are() -> None:
    entry = indexed(question="Q" * (LONGEST_WORD + 45), answer="借书证\n\n丢了", tags=("押金",))
    assert ["".join(words) for words in entry.part_words] == [text for _, text in entry.parts]
    assert [flag for flag, _ in entry.parts] == [IN_QUESTION, IN_ANSWER, 0]
