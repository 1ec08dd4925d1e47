"""What a reading says of whole pages: refusals, reasons, quarantine, doubts."""

import pytest

from wendaku.config import Config
from wendaku.loader import PageReading, read_page
from wendaku.loader.decode import MAX_BYTES
from wendaku.loader.visible import MAX_LINES


def read(page: str, name: str = "page.txt") -> PageReading:
    return read_page(page.encode(), name, Config())


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("", "the page is empty"),
        ("\ufeff \n\u3000\u200b\n", "the page is empty"),
        ("页面不存在\n您访问的内容已被删除", "the page says that it does not exist"),
        ("安全验证\n请拖动滑块完成验证", "the page asks for a captcha"),
        ("医保卡怎么查余额？\n登录后查看完整答案", "the page asks for a login"),
        ("正在加载中...\n页面将在3秒后自动跳转到首页", "the page only leads to another"),
        ("医保卡怎么查余额？\n暂无回答", "nobody has answered the question"),
        ("找到相关结果约20个\n医保余额怎么查\n医保余额怎么取", "the page lists search results"),
        (
            "医保查询入口大全\n余额怎么查？\n备案入口\n每页10条 共60条 首页 上一页 1 2 下一页 末页",
            "the page is one of a list",
        ),
        ("医保卡余额怎么查？", "the page holds no answer"),
    ],
)
def test_a_page_without_an_answer_says_why(page: str, reason: str) -> None:
    reading = read(page)
    assert (reading.skipped, reading.drafts) == (reason, ())
    assert all(
        line.label == "noise" for line in reading.lines if line.label not in ("title", "meta", "disclaimer")
    )


def test_a_page_that_is_too_large_is_refused_without_being_read() -> None:
    reading = read_page(b"x" * (MAX_BYTES + 1), "page.txt", Config())
    assert reading.skipped is not None
    assert "more than the 4,000,000 that are read" in reading.skipped


def test_a_page_with_too_many_lines_is_refused() -> None:
    reading = read("医保怎么查？\n" + "登录以后查看余额。\n" * MAX_LINES)
    assert reading.skipped is not None
    assert "lines" in reading.skipped


def test_a_lure_in_an_answer_quarantines_the_entry_and_names_the_line() -> None:
    page = "医保卡里的钱能取吗？\n一般不能取出现金，只能看病买药用。\n出境定居的可以申请一次性退还余额。\n着急的也可以找人代办提现，加微信 tx88888，当天到账。"
    (draft,) = read(page).drafts
    assert draft.fields.review.status == "quarantined"
    assert draft.fields.review.reason is not None
    assert draft.fields.review.reason.startswith("line 4 offers to cash out")


def test_an_advert_between_paragraphs_is_left_out_and_reported() -> None:
    page = "医保卡里的钱能取吗？\n一般不能取出现金，只能看病买药用。\n急用钱？余额变现，加微信：tx88888，秒到账！\n出境定居的可以申请一次性退还余额。"
    reading = read(page)
    (draft,) = reading.drafts
    assert draft.fields.review.status == "draft"
    assert "tx88888" not in draft.fields.answer
    assert reading.doubts[0] == "line 3 offers to cash out; it was left out"


def test_a_warning_against_brokers_is_published() -> None:
    (draft,) = read(
        "医保卡里的钱能取吗？\n一般不能。凡是说加微信就能代取、当天到账的都是骗子，请勿相信。"
    ).drafts
    assert draft.fields.review.status == "draft"
    assert "骗子" in draft.fields.answer


def test_an_answer_of_one_word_is_an_answer() -> None:
    drafts = read("问：查询收费吗？\n答：不收。\n问：要预约吗？\n答：不用。").drafts
    assert [(draft.fields.question, draft.fields.answer) for draft in drafts] == [
        ("查询收费吗？", "不收。\n"),
        ("要预约吗？", "不用。\n"),
    ]


def test_what_linked_data_says_is_compared_and_never_used() -> None:
    page = """<html><script type="application/ld+json">{"@type":"FAQPage","mainEntity":[
    {"@type":"Question","name":"怎么查？","acceptedAnswer":{"text":"旧办法。"}},{"@type":"Question","name":"已下线的问题？"}]}</script>
    <h1>查询问答</h1><h2>怎么查？</h2><p>登录小程序查看。</p><h2>要钱吗？</h2><p>不要。</p></html>"""
    reading = read(page, "page.html")
    assert [draft.fields.answer for draft in reading.drafts] == ["登录小程序查看。\n", "不要。\n"]
    assert "JSON-LD answers “怎么查？” in other words than the visible page" in reading.doubts
    assert "JSON-LD asks “已下线的问题”, which the visible page does not answer" in reading.doubts


def test_the_source_names_page_title_publisher_date_and_lines() -> None:
    page = "医保卡里的钱能取吗？\n发布时间：2025-03-01　来源：厦门市医疗保障局\n一般不能取出现金，只能看病买药用。\n出境定居的除外。"
    reading = read(page, "pages/001.txt")
    source = reading.drafts[0].fields.source
    assert source is not None
    assert (source.page, source.title, source.publisher) == (
        "pages/001.txt",
        "医保卡里的钱能取吗？",
        "厦门市医疗保障局",
    )
    assert (str(source.published), source.lines) == ("2025-03-01", (3, 4))
    assert source.digest is not None
    assert reading.digest.startswith(source.digest)
    assert reading.drafts[0].fields.region == "厦门"


def test_the_columns_of_a_table_of_questions_are_questions_and_plain_answers() -> None:
    rows = "".join(
        f"<tr><td>{number}</td><td>{asked}</td><td>{said}</td><td>2024-05-06</td></tr>"
        for number, asked, said in (
            (1, "余额能给父母用吗？", "绑定共济以后可以。"),
            (2, "备案管多久？", "六个月内有效。"),
        )
    )
    heads = "<tr><th>序号</th><th>问题</th><th>答案</th><th>更新日期</th></tr>"
    reading = read(f"<html><body><table>{heads}{rows}</table></body></html>", "page.html")
    assert [(draft.fields.question, draft.fields.answer) for draft in reading.drafts] == [
        ("余额能给父母用吗？", "绑定共济以后可以。\n"),
        ("备案管多久？", "六个月内有效。\n"),
    ]


def test_three_lures_around_an_answer_that_informs_of_nothing_are_an_advert() -> None:
    steps = "1. 添加客服微信 abcd-000000；\n2. 秒到账，全国可做；\n3. 手续费低至一成，扫码加客服。"
    reading = read(f"医保卡余额怎么提现？\n很多人问怎么取出来，其实非常简单：\n{steps}\n客户都说靠谱。")
    assert (reading.drafts, reading.skipped) == ((), "the page is only an advert")


def test_a_word_of_no_topic_leaves_no_doubt() -> None:
    config = Config(other_words={"产假": 9.0})
    reading = read_page("产假有多少天？\n产假一共有一百五十八天，按规定休完。\n".encode(), "page.txt", config)
    assert [draft.fields.topic for draft in reading.drafts] == ["other"]
    assert reading.doubts == ()


def test_what_is_cut_short_below_a_link_belongs_to_the_page_behind_it() -> None:
    items = "".join(
        f"<li><a href='/{n}'>医保卡第{n}种用法怎么办理？</a><p>第{n}种用法需要先到窗口登记，登记以后才能在门诊使用，但是下列...</p></li>"
        for n in (1, 2, 3)
    )
    reading = read(f"<html><body><h1>医保问答</h1><ul>{items}</ul></body></html>", "page.html")
    assert reading.drafts == ()
    assert {line.reason for line in reading.lines if line.text.endswith("...")} == {"snippet below a link"}


def test_heads_of_attachments_and_picks_are_no_answer() -> None:
    lines = "余额怎么查？\n打开手机上的服务平台，首页就显示余额。\n到窗口也能查，带上身份证。\n相关附件\n往期精选\n年底前办好这件事！"
    reading = read(lines)
    assert [line.label for line in reading.lines[3:]] == ["noise"] * 3


def test_menus_below_lines_that_ask_and_answer_are_no_answer() -> None:
    pairs = [
        "问：在门诊能查余额吗？答：可以，把医保码给收费员扫一下就能看到。",
        "问：给家人用要带卡吗？答：不用，带家人自己的卡就行。",
        "问：外地的卡能刷吗？答：能，备过案的直接结算。",
    ]
    menus = ["贴心服务 导诊员在门口等您", "预约挂号 报告查询 院内导航"]
    reading = read("\n".join(["医保小问答", *pairs, *menus, "地址：某市某路8号 某ICP备00000008号"]))
    assert [line.label for line in reading.lines] == ["title", *["question"] * 3, *["noise"] * 3]
