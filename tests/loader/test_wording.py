"""What a line's wording says."""

import pytest

from wendaku.loader.folding import fold, skeleton
from wendaku.loader.numbering import parse_numbering
from wendaku.loader.wording import ask_mark, is_question, reply_mark


@pytest.mark.parametrize(
    ("line", "style", "value"),
    [("一、用途", "一、", 1), ("十二、其他", "一、", 12), ("二十三、其他", "一、", 23), ("（三）材料", "(一)", 3), ("1. 门诊", "1.", 1), ("2、住院", "1.", 2),
     ("３．药店", "1.", 3), ("(4) 窗口", "(1)", 4), ("⑤ 银行", "①", 5), ("6️⃣ 家人", "keycap", 6), ("第七步：提交", "第一", 7), ("08 查询", "01", 8), ("• 线上", "•", 0), ("✅ 配偶", "•", 0)],
)  # fmt: skip
def test_numbering_of_every_kind_is_read(line: str, style: str, value: int) -> None:
    number = parse_numbering(fold(line))
    assert number is not None
    assert number[:2] == (style, value)


@pytest.mark.parametrize(
    "line", ["2025-03-01", "3.5万元", "12393", "一般不能", "10%以内", "-5度", "2025年", "1."]
)
def test_what_only_looks_like_numbering_is_none(line: str) -> None:
    assert parse_numbering(fold(line)) is None


@pytest.mark.parametrize(
    "line",
    [
        "问：能取吗",
        "Q1：能取吗",
        "q 2. 能取吗",
        "【问】能取吗",
        "【问题3】能取吗",
        "问题一：能取吗",
        "问1、能取吗",
        "Ｑ４：能取吗",
    ],
)
def test_question_marks_of_every_kind_are_read(line: str) -> None:
    assert line[ask_mark(fold(line)) :].strip() == "能取吗"
    assert reply_mark(fold(line)) == 0


@pytest.mark.parametrize(
    "line", ["答：不能", "A1：不能", "【答】不能", "答复：不能", "Ａ２：不能", "[答] 不能"]
)
def test_answer_marks_of_every_kind_are_read(line: str) -> None:
    assert line[reply_mark(fold(line)) :].strip() == "不能"
    assert ask_mark(fold(line)) == 0


@pytest.mark.parametrize(
    "line", ["A类人员不能", "APP下载", "答案在窗口", "问题反馈", "Q币充值", "回答问题的人"]
)
def test_words_that_begin_like_marks_are_none(line: str) -> None:
    assert ask_mark(fold(line)) == reply_mark(fold(line)) == 0


@pytest.mark.parametrize(
    "line",
    [
        "能取吗？",
        "医保余额怎么查",
        "哪些亲戚可以绑",
        "換了城市還能用嗎",
        "能不能给父母用",
        "多久到账(二)",
        "显示为零是什么意思?",
    ],
)
def test_questions_are_told_with_and_without_a_question_mark(line: str) -> None:
    assert is_question(fold(line))


@pytest.mark.parametrize(
    "line", ["办理流程", "一般不能取现。", "无论怎么操作都要备案", "下面说说怎么办理：", "吗"]
)
def test_statements_are_no_questions(line: str) -> None:
    assert not is_question(fold(line))


def test_folding_keeps_every_position() -> None:
    line = "Ｑ１：醫保卡（餘額）ABC？"
    assert fold(line) == "q1:医保卡(余额)abc?"
    assert len(fold(line)) == len(line)
    assert skeleton(line) == "q1医保卡余额abc"
