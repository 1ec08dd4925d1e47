"""Laws that hold for any bytes: labels add up to the page, nothing is raised, twice gives the same."""

import pickle
import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from wendaku.config import require_config
from wendaku.loader import PageReading, read_page
from wendaku.loader.visible import read_html, read_text_lines
from wendaku.resources import default_content_dir

CONFIG = require_config(default_content_dir())
PAGES = sorted((Path(__file__).parent.parent / "cases" / "pages").iterdir())

LINES = st.sampled_from(
    ["医保卡里的钱怎么取？", "一、用途", "1. 门诊", "• 线上 :可以办。", "答：不能。", "问：能取吗？", "Q1：能吗", "A1：能。", "相关推荐", "最佳答案",
     "来信：能取吗？", "回复：不能。", "主持人：怎么办？", "嘉宾：这样办。", "2025-01-02 来源：某网", "健康新闻 2025-01-02", "提示：仅供参考。", "首页 登录",
     "加微信：abcdef66，当天到账", "不能取现，只能看病买药。", "", "========", "目录", "导读：不能取现。", "— END —", "404", "其他回答（2）"]
)  # fmt: skip
TAGS = st.sampled_from(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "li",
        "ul",
        "td",
        "tr",
        "table",
        "summary",
        "details",
        "dt",
        "dd",
        "b",
        "a",
        "nav",
        "footer",
    ]
)


@st.composite
def html_pages(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(TAGS, LINES, st.booleans()), max_size=40))
    return "<html><body>" + "".join(
        f"<{tag}>{line}" + (f"</{tag}>" if closed else "") for tag, line, closed in pieces
    )


def check_laws(data: bytes, name: str) -> PageReading:
    reading = read_page(data, name, CONFIG)
    assert [line.number for line in reading.lines] == list(range(1, len(reading.lines) + 1))
    assert all(line.reason for line in reading.lines)
    assert (reading.skipped is None) == bool(reading.drafts)
    for number, draft in enumerate(reading.drafts):
        assert draft.fields.question
        assert draft.fields.answer.strip()
        assert any(
            line.entry == number and line.label in ("answer", "question", "title") for line in reading.lines
        )
    answered = {line.entry for line in reading.lines if line.label == "answer"}
    assert answered <= set(range(len(reading.drafts)))
    return reading


@given(st.lists(LINES, max_size=40))
def test_every_line_of_a_generated_dump_is_labelled_once(lines: list[str]) -> None:
    text = "\n".join(lines)
    reading = check_laws(text.encode(), "page.txt")
    if reading.drafts or reading.lines:
        assert [line.text for line in reading.lines] == [line.text for line in read_text_lines(text)]


@given(html_pages())
def test_every_line_of_a_generated_html_page_is_labelled_once(page: str) -> None:
    reading = check_laws(page.encode(), "page.html")
    assert [line.text for line in reading.lines] == [line.text for line in read_html(page).lines]


@given(st.binary(max_size=3000), st.sampled_from(["a.txt", "a.html", "noname"]))
def test_any_bytes_give_a_reading(data: bytes, name: str) -> None:
    check_laws(data, name)


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_mangled_pages_keep_the_laws(seed: int) -> None:
    chance = random.Random(seed)
    path = chance.choice(PAGES)
    data = bytearray(path.read_bytes())
    for _ in range(chance.randrange(30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    lines = bytes(data).split(b"\n")
    if chance.random() < 0.5:
        chance.shuffle(lines)
    cut = chance.randrange(len(lines)) if chance.random() < 0.3 else len(lines)
    check_laws(b"\n".join(lines[:cut]), path.name)


def test_reading_twice_gives_the_same_and_readings_can_be_pickled() -> None:
    for path in PAGES:
        data = path.read_bytes()
        reading = read_page(data, path.name, CONFIG)
        assert read_page(data, path.name, CONFIG) == reading
        assert pickle.loads(pickle.dumps(reading)) == reading
