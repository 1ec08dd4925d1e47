"""Cuts a query as the browser does: jieba's path over the words that the index knows, and no others."""

import math
import re
from collections.abc import Mapping

LONGEST_WORD = 16
_BLOCK = re.compile("([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def cut_query(text: str, weights: Mapping[str, int], total: int) -> list[str]:
    """The words of a folded text by the weights of the words that the index knows; joined, they are the text.

    Wherever jieba's own cut uses only words of the index this is that cut: a best path stays best
    when others are taken away. Words that the index lacks fall to shorter words and characters.
    """
    words: list[str] = []
    for place, block in enumerate(_BLOCK.split(text)):
        words += _cut_block(block, weights, math.log(total)) if place % 2 else block
    return words


def _cut_block(block: str, weights: Mapping[str, int], total: float) -> list[str]:
    length = len(block)
    best, ends = [0.0] * (length + 1), [0] * length
    for start in range(length - 1, -1, -1):
        best[start] = -math.inf
        for end in range(start + 1, min(length, start + LONGEST_WORD) + 1):
            weight = weights.get(block[start:end]) or (1 if end == start + 1 else 0)
            if weight and (score := math.log(weight) - total + best[end]) >= best[start]:
                best[start], ends[start] = score, end
    words, latin, start = [], "", 0
    while start < length:
        word = block[start : ends[start]]
        start = ends[start]
        if word in _LATIN:
            latin += word
            continue
        words += [latin, word] if latin else [word]
        latin = ""
    return [*words, latin] if latin else words
