"""Answers become safe HTML and faithful plain text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wendaku import markdown


def link_to(entry_id: str) -> str | None:
    return None if entry_id == "gone" else f"../../remote-care/{entry_id}/index.html"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "正文 <img src=x onerror=alert(1)> 结束",
        "[点我](javascript:alert(1))",
        "[点我](JaVaScRiPt:alert(1))",
        "[点我](data:text/html;base64,PHNjcmlwdD4=)",
        "[点我](vbscript:x)",
        "[点我](//evil.example/x)",
        "![图](https://evil.example/pixel.png)",
        '<https://ok.example/"onmouseover=alert(1)>',
        '[a](https://ok.example/ "x" onclick=alert(1))',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "| a |\n|:-:|\n| <b onclick=x>b</b> |",
    ],
)
def test_nothing_hostile_becomes_active_html(hostile: str) -> None:
    rendered = markdown.to_html(hostile)
    assert "<script" not in rendered
    assert "<img" not in rendered
    assert "<b " not in rendered
    assert 'href="javascript' not in rendered.lower()
    assert 'href="data' not in rendered
    assert 'href="//' not in rendered
    assert "style=" not in rendered
    assert '" onclick' not in rendered
    assert '" onmouseover' not in rendered


def test_an_unsafe_link_stays_visible_as_text() -> None:
    assert "点我" in markdown.to_html("[点我](javascript:alert(1))")


def test_structure_survives_with_headings_below_the_page_title() -> None:
    rendered = markdown.to_html("# 一、条件\n\n1. 第一步\n   - 带身份证\n\n## 二、材料")
    assert "<h2>一、条件</h2>" in rendered
    assert "<h2>二、材料</h2>" in rendered
    assert "<h1" not in rendered
    assert "<ol>" in rendered
    assert "<ul>" in rendered


def test_table_alignment_becomes_a_class_because_the_page_forbids_inline_style() -> None:
    rendered = markdown.to_html("| 甲 | 乙 |\n|:--|--:|\n| 1 | 2 |")
    assert '<td class="left">1</td>' in rendered
    assert '<td class="right">2</td>' in rendered


def test_entry_links_lead_to_the_entry_page_and_lose_the_link_where_it_is_gone() -> None:
    assert (
        markdown.to_html("见[备案](entry:beian)。", link_to)
        == '<p>见<a href="../../remote-care/beian/index.html">备案</a>。</p>\n'
    )
    assert markdown.to_html("见[备案](entry:gone)。", link_to) == "<p>见备案。</p>\n"
    assert markdown.linked_entries("见[甲](entry:a-1)和[乙](entry:b)") == ["a-1", "b"]


def test_plain_text_holds_what_a_reader_sees_and_no_markup() -> None:
    source = (
        "## 一、标题\n\n1. **粗体**:带\\*星号 [链接](https://example.org)\n   - 子项 `代码`\n\n"
        "> 引文\n\n| 甲 | 乙 |\n|---|:-:|\n| 1 | 2 |\n\n```\n围栏\n```\n\nA &amp; B，snake_case"
    )
    assert markdown.to_text(source).split("\n") == [
        "一、标题",
        "1. 粗体:带*星号 链接",
        "子项 代码",
        "引文",
        "甲   乙",
        "1   2",
        "围栏",
        "A & B，snake_case",
    ]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("能。报销走统筹基金。", "能。"),
        ("## 结论\n没有句号", "结论"),
        ("1. 先备案。再住院。", "先备案。"),
        ("**可以**（见下）！其余", "可以（见下）！"),
        ("字" * 30, "字" * 9 + "…"),
        ("", ""),
    ],
)
def test_first_sentence_is_the_answers_own_lead(answer: str, sentence: str) -> None:
    assert markdown.first_sentence(answer, limit=10) == sentence


def test_lines_wrapped_in_the_source_join_without_a_space_between_chinese_characters() -> None:
    assert (
        markdown.to_html("支取，\n这里**说**\n明 APP\n登录")
        == "<p>支取，这里<strong>说</strong>明 APP\n登录</p>\n"
    )
    assert (
        markdown.join_lines("仅供参考；\n  标着“未核对”\n的 APP\n条目\n")
        == "仅供参考；标着“未核对”的 APP 条目"
    )


PLAIN = st.text(st.sampled_from("医a1—。， .,:;?()/%=-+#*_&<>|\n\t"), max_size=16) | st.text(max_size=16)


@given(PLAIN)
@example("医保\n\n1.查询")
@example("医保，\n查询\nAPP\n查询")
@example("医保\n===")
@example("www.example.com/a?b")
def test_plain_lines_become_what_the_parser_makes_of_them(text: str) -> None:
    # A paragraph with a link before it changes nothing, but makes the whole be parsed.
    parsed = markdown.to_html(f"[x](entry:x)\n\n{text}")
    assert parsed == "<p>x</p>\n" + markdown.to_html(text)
    assert f"x\n{markdown.to_text(text)}".rstrip("\n") == markdown.to_text(f"[x](entry:x)\n\n{text}")
