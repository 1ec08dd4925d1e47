"""The topic of an entry and how sure it is."""

import msgspec

from wendaku.config import Config
from wendaku.loader.topic import choose_topic, read_context
from wendaku.model import Topic

CONFIG = Config(
    topics=(
        Topic(id="parks", title="公园", words={"公园": 5.0, "门票": 4.0}),
        Topic(id="buses", title="公交", words={"公交": 6.0, "换乘": 4.0}),
    )
)


def test_words_of_the_question_weigh_more_than_those_of_the_answer() -> None:
    score = choose_topic("公交卡怎么办", "", "公园门票也能买，公园门口有售。", {}, CONFIG)
    assert (score.topic, score.runner_up) == ("buses", "parks")
    assert score.score > score.runner_up_score > 0


def test_without_a_word_the_topic_is_other() -> None:
    assert choose_topic("孩子发烧怎么办", "", "多喝水。", {}, CONFIG) == ("other", 0.0, None, 0.0)


def test_a_weak_score_is_other_and_names_the_best_guess() -> None:
    score = choose_topic("怎么去", "", "可以换乘。", {}, CONFIG)
    assert (score.topic, score.runner_up) == ("other", "buses")


def test_the_pages_other_questions_help_a_question_that_names_nothing() -> None:
    context = read_context("公交出行问答", ["公交几点收车？", "怎么换乘？"], CONFIG)
    assert choose_topic("要带什么？", "公交出行问答", "带公交卡。", context, CONFIG).topic == "buses"


def test_traditional_characters_count_as_their_simplified_forms() -> None:
    assert choose_topic("公園門票多少錢", "", "", {}, CONFIG).topic == "parks"


def test_words_of_no_topic_outweigh_what_the_page_is_about() -> None:
    config = msgspec.structs.replace(CONFIG, other_words={"停车": 8.0})
    context = read_context("公交出行问答", ["公交几点收车？"], config)
    score = choose_topic("停车怎么收费？", "公交出行问答", "", context, config)
    assert (score.topic, score.runner_up) == ("other", "buses")


def test_a_word_with_a_gap_stands_for_what_one_clause_holds_between() -> None:
    config = Config(topics=(Topic(id="trips", title="出行", words={"去…看病": 5.0}),))
    assert choose_topic("去北京看病怎么办", "", "", {}, config).topic == "trips"
    assert choose_topic("去北京，在家看病", "", "", {}, config).topic == "other"
    assert choose_topic("去一个特别特别远的地方看病", "", "", {}, config).topic == "other"
