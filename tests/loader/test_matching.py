"""Quick tests of lines give what a search gives."""

import json
import re
from pathlib import Path

import pytest

from wendaku.loader.folding import fold
from wendaku.loader.matching import prepare_test, split_alternatives
from wendaku.loader.signals import LINE_SIGNALS

CASES = Path(__file__).parents[1] / "cases" / "labels"
LABELLED = [
    fold(line)
    for path in sorted(CASES.glob("a*.json"))
    for line in json.loads(path.read_text(encoding="utf-8"))["noise_lines"]
]
LINES = [
    "",
    "附件：表格.doc",
    "欢迎转发",
    "以上内容仅供参考",
    "点赞和在看",
    "可以，到窗口办理。",
    "共 3 页",
    "第|二)页",
    "版权所有",
]


def test_alternatives_are_parted_outside_of_brackets_and_classes_only() -> None:
    assert split_alternatives(r"^a(?:b|c)|[|]d\||[]|]e") == [r"^a(?:b|c)", r"[|]d\|", "[]|]e"]


@pytest.mark.parametrize("pattern", [signal.pattern for signal in LINE_SIGNALS])
def test_a_test_says_what_a_search_finds(pattern: re.Pattern[str]) -> None:
    test = prepare_test(pattern)
    lines = LINES + LABELLED
    assert [test(line) for line in lines] == [pattern.search(line) is not None for line in lines]


@pytest.mark.parametrize(
    "pattern", [r"(?:是|否)?可以", r"(?<!\d)1[3-9]\d", r"[^a]b", r"x*", r"(a|b)+c|\s\w", r"[\]^-]z"]
)
def test_a_test_with_letters_that_cannot_all_be_told_says_what_a_search_finds(pattern: str) -> None:
    lines = ["", "可以", "是可以", "a138", "x139", "3139", "ab", "bb", "xx", "bac", " w", "-z", "]z", "^z"]
    test = prepare_test(re.compile(pattern))
    assert [test(line) for line in lines] == [re.search(pattern, line) is not None for line in lines]
