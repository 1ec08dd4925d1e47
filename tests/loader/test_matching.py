"""Quick tests of lines give what a search gives."""

import re

import pytest

from wendaku.loader.disclaimers import _DISCLAIMERS
from wendaku.loader.matching import prepare_test, split_alternatives
from wendaku.loader.signals import LINE_SIGNALS

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


@pytest.mark.parametrize("pattern", [signal.pattern for signal in LINE_SIGNALS] + list(_DISCLAIMERS))
def test_a_test_says_what_a_search_finds(pattern: re.Pattern[str]) -> None:
    test = prepare_test(pattern)
    assert [test(line) for line in LINES] == [pattern.search(line) is not None for line in LINES]
