"""The visible lines of a page and what its mark-up says about each."""

from wendaku.loader.visible import MAX_DEPTH, looks_like_html, read_html, read_text_lines


def texts(page: str) -> list[str]:
    return [line.text for line in read_html(page).lines]


def test_cells_items_options_and_breaks_are_lines_of_their_own() -> None:
    page = "<table><tr><td>甲</td><td>乙</td></tr></table><ul><li>丙</ul>丁<br>戊<select><option>己<option>庚</select>"
    assert texts(page) == ["甲", "乙", "丙", "丁", "戊", "己", "庚"]


def test_scripts_styles_titles_templates_and_comments_are_not_visible() -> None:
    page = "<title>一</title><script>二</script><style>三</style><template>四</template><noscript>五</noscript><!-- 六 --><p>七</p>"
    assert texts(page) == ["七"]


def test_inline_elements_do_not_cut_a_line_and_their_bold_is_kept() -> None:
    (line,) = read_html("<p>账户<b> 不能 </b>取现，<a href='/x'>可以<i>共济</i></a></p>").lines
    assert line.text == "账户 不能 取现，可以共济"
    assert [line.text[start:end].strip() for start, end in line.bold] == ["不能"]
    assert (line.linked, line.href) == (4, "/x")


def test_hidden_text_is_listed_and_marked() -> None:
    lines = read_html(
        "<p>看得见</p><div style='display: none'><p>看不见</p></div><p hidden>也看不见</p>"
    ).lines
    assert [(line.text, line.block.hidden) for line in lines] == [
        ("看得见", False),
        ("看不见", True),
        ("也看不见", True),
    ]


def test_a_line_of_a_dump_knows_its_indent_and_the_blank_line_before_it() -> None:
    lines = read_text_lines("标题\r\n\r\n　　正文&nbsp;一\u200b二\r\t列")
    assert [(line.text, line.indent, line.gap) for line in lines] == [
        ("标题", 0, False),
        ("正文 一二", 4, True),
        ("列", 4, False),
    ]


def test_very_deep_pages_are_flattened_and_lose_no_text() -> None:
    depth = MAX_DEPTH * 20
    page = "".join(f"<div>层{number}" for number in range(depth)) + "</div>" * depth
    assert "".join(texts(page)) == "".join(f"层{number}" for number in range(depth))


def test_unbalanced_and_broken_tags_lose_no_text() -> None:
    assert "".join(texts("<div><p>甲<b>乙</p></i>丙<td>丁</div><")) == "甲乙丙丁<"


def test_html_is_told_by_its_start_and_a_dump_stays_a_dump() -> None:
    assert looks_like_html("<!DOCTYPE html><p>页</p>", "page.txt")
    assert looks_like_html("<p>页</p>", "page.html")
    assert not looks_like_html("输入 <div> 标签时要小心", "page.txt")
    assert not looks_like_html("没有标签的正文", "page.html")


def test_what_the_pages_own_style_sheet_hides_is_marked() -> None:
    style = "<style>.spare, #late {display:none} .fold{display:none} .fold.open{display:block} @media print{.top{display:none}}</style>"
    lines = read_html(
        f"{style}<p class='spare'>藏起</p><p id='late'>也藏起</p><p class='fold'>可打开</p><p class='top'>看得见</p>"
    ).lines
    assert [line.text for line in lines if line.block.hidden] == ["藏起", "也藏起"]
