"""The short answer is a sentence of the page's own answer."""

from wendaku.loader.summary import MAX_SUMMARY, write_summary


def test_a_short_line_alone_above_the_text_is_the_short_answer() -> None:
    assert (
        write_summary(["只能看病买药，不能取现", "具体规则如下：", "一、用途"]) == "只能看病买药，不能取现。"
    )


def test_otherwise_the_first_sentence_is() -> None:
    assert write_summary(["可以取出的只有两种情形。其他都不行。"]) == "可以取出的只有两种情形。"


def test_one_word_is_joined_by_the_sentence_that_explains_it() -> None:
    assert write_summary(["不会。余额归个人所有，逐年结转。还计息。"]) == "不会。余额归个人所有，逐年结转。"


def test_courtesies_and_headings_are_passed_over() -> None:
    assert (
        write_summary(["您好！您的来信收悉。", "一、报销范围", "省内住院不需要备案。"])
        == "省内住院不需要备案。"
    )


def test_the_announcement_of_a_list_is_cut_off() -> None:
    paragraphs = ["个人账户的钱要看情形才能取，以下是具体办法：", "1. 退休"]
    assert write_summary(paragraphs) == "个人账户的钱要看情形才能取。"


def test_a_list_that_its_first_line_introduces_comes_along() -> None:
    assert (
        write_summary(["范围是近亲属：", "• 配偶、父母、子女", "• 兄弟姐妹"])
        == "范围是近亲属：配偶、父母、子女；兄弟姐妹。"
    )


def test_a_long_sentence_is_cut_and_says_so() -> None:
    summary = write_summary(["这句话很长，" * 60 + "完。"])
    assert summary is not None
    assert len(summary) <= MAX_SUMMARY + 1
    assert summary.endswith("…")


def test_nothing_is_invented_for_an_answer_without_words() -> None:
    assert write_summary([]) is None
