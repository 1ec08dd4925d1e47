"""Answers as Markdown, through whole pages."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendaku.config import Config
from wendaku.loader import read_page
from wendaku.loader.answer_markdown import escape
from wendaku.markdown import to_html


def shown(markup: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", markup)).strip()


def answer(page: str, name: str = "page.txt") -> str:
    (draft,) = read_page(page.encode(), name, Config()).drafts
    return draft.fields.answer


def test_chinese_numbers_become_headings_and_figures_and_dots_nested_lists() -> None:
    page = """账户里的钱怎么用

一、看病

  1. 门诊

    挂号费可以刷。

    • 检查 :也可以刷。

  2. 住院

    自付部分可以刷。

二、买药

到定点药店就行。
"""
    assert answer(page) == (
        "## 一、看病\n\n1. 门诊\n\n   挂号费可以刷。\n\n   - **检查**：也可以刷。\n2. 住院\n\n   自付部分可以刷。\n\n"
        "## 二、买药\n\n到定点药店就行。\n"
    )


def test_tables_lists_headings_and_bold_words_of_html_are_kept() -> None:
    page = """<html><h1>怎么报销</h1><h2>材料</h2><p>带<b>原件</b>到窗口办理。</p>
<ol><li>发票<ul><li>要盖章</li></ul></li><li>清单</li></ol>
<table><tr><th>人员</th><th>比例</th></tr><tr><td>在职</td><td>八成|九成</td></tr></table></html>"""
    assert answer(page, "page.html") == (
        "## 材料\n\n带**原件**到窗口办理。\n\n1. 发票\n   - 要盖章\n2. 清单\n\n"
        "| 人员 | 比例 |\n| --- | --- |\n| 在职 | 八成\\|九成 |\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[点我](javascript:alert(1))",
        "![图](http://x/y.png)",
        "<img src=x onerror=alert(1)>",
        "&lt;b&gt; *星* _底_ `码`",
        "# 井号",
        "> 引用",
        "2024. 年份",
        "+ 加号",
        "http://example.com/a_b_c",
    ],
)
def test_text_that_looks_like_markup_stays_text(text: str) -> None:
    markup = to_html(escape(text))
    for tag in ("<script", "<img", "<a ", "<em>", "<code>", "<h1", "<blockquote", "<ol", "<ul"):
        assert tag not in markup
    assert shown(markup) == text


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=60))
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    assert shown(to_html(escape(text))) == text
