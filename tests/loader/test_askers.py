"""Who asks stands before the question in many forms; the question begins behind it."""

import pytest

from wendaku.loader.question_words import clean_question
from wendaku.loader.wording import ask_mark

ASKED = "余额能给孩子用吗？"


@pytest.mark.parametrize(
    "who",
    [
        "学员：",
        "东城区 彭女士：",
        "海门区 老季：",
        "小吴：",
        "@一颗石榴：",
        "@一颗石榴 ",
        "@一颗石榴 问：",
        "[网友 豆豆] ",
        "【市民】",
        "网友“清风”：",
        "李*：",
        "尾号3321的市民：",
        "赵女士（灵活就业）：",
        "城南-老周 09:12：",
        "❓@一颗石榴：",
        "🙋 ",
    ],
)
def test_the_question_begins_behind_the_name_of_who_asks(who: str) -> None:
    assert clean_question(f"{who}{ASKED}") == ASKED


@pytest.mark.parametrize(
    "kept",
    [
        "职工医保：余额能给孩子用吗？",
        "居民医保：怎么缴费？",
        "国家医保服务平台：余额怎么查？",
        "老年人：余额怎么查？",
        "市民反映：余额查不到怎么办？",
    ],
)
def test_what_a_question_is_about_stays_in_it(kept: str) -> None:
    assert clean_question(kept) == kept


@pytest.mark.parametrize("line", ["@一颗石榴 问：能取出来吗", "季先生问：能取吗能取吗", "❓余额怎么查"])
def test_names_that_ask_aloud_and_signs_mark_questions(line: str) -> None:
    assert ask_mark(line.replace("：", ":")) > 0


@pytest.mark.parametrize(
    "line", ["最常见的三个疑问:一是余额怎么查", "就近咨询:到窗口办理就行", "❓账户那些事"]
)
def test_doubts_and_headings_mark_no_question(line: str) -> None:
    assert ask_mark(line) == 0
