"""The page's own date."""

import datetime as dt

import pytest

from wendaku.loader.dates import find_date, find_head_date


@pytest.mark.parametrize(
    "line",
    [
        "2025-03-01 10:40",
        "发布时间:2025年3月1日",
        "来源:某局 2025/3/1",
        "2025.03.01",
        "民国114年3月1日",
        "二〇二五年三月一日",
        "二○二五年三月一日",
        "updated: mar 1, 2025",
        "浏览 3201 | 回答 3 | 2025-03-01",
    ],
)
def test_dates_of_every_form_are_read(line: str) -> None:
    assert find_date([line], is_letter=False) == dt.date(2025, 3, 1)


def test_the_reply_goes_before_the_letter_whatever_their_order() -> None:
    assert find_date(["来信时间:2025-01-02", "回复时间:2025-01-09"], is_letter=True) == dt.date(2025, 1, 9)
    assert find_date(["答复时间:2025-01-09 留言时间:2025-01-02"], is_letter=True) == dt.date(2025, 1, 9)


def test_a_page_put_up_after_the_reply_has_the_date_of_both() -> None:
    reply = ["来信日期:2025-02-18", "答复日期:2025-02-21"]
    assert find_date([*reply, "发布时间:2025-02-24"], is_letter=True) == dt.date(2025, 2, 24)
    assert find_date([*reply, "发布时间:2025-02-18"], is_letter=True) == dt.date(2025, 2, 21)


def test_publication_goes_before_an_update_and_before_a_users_answer() -> None:
    assert find_date(["更新时间:2025-05-05 发布时间:2024-04-04"], is_letter=False) == dt.date(2024, 4, 4)
    assert find_date(["提问于 2023-08-07", "推荐于 2023-08-09"], is_letter=False) == dt.date(2023, 8, 7)


def test_the_day_on_which_another_page_was_read_is_not_the_pages() -> None:
    lines = ["某新闻网 引用日期2024-08-02", "最近更新:小可(2025-03-14)"]
    assert find_date(lines, is_letter=False) == dt.date(2025, 3, 14)


def test_publication_goes_before_the_day_a_paper_was_drawn_up() -> None:
    assert find_date(["成文日期:2024年9月26日 公开日期:2024-09-30"], is_letter=False) == dt.date(2024, 9, 30)


def test_days_that_no_calendar_has_are_none() -> None:
    assert find_date(["2025-02-30"], is_letter=False) is None


def test_the_head_is_asked_where_nothing_is_visible() -> None:
    assert find_head_date({"pubdate": "2024-06-01T08:00"}, []) == dt.date(2024, 6, 1)
    assert find_head_date({}, ['{"@type":"FAQPage","datePublished":"2025-08-12"}', "not json"]) == dt.date(
        2025, 8, 12
    )
    assert find_head_date({}, ["[" * 100_000]) is None


def test_the_day_on_which_a_page_was_called_up_goes_behind_its_own_date() -> None:
    lines = ["今天是2025年10月20日 星期一", "2025-10-14 08:30 来源:某报"]
    assert find_date(lines, is_letter=False) == dt.date(2025, 10, 14)
    assert find_date(["2025年10月14日 星期二 第a05版", "2025-10-20"], is_letter=False) == dt.date(
        2025, 10, 14
    )
    assert find_date(["2025年10月14日 星期二"], is_letter=False) == dt.date(2025, 10, 14)
