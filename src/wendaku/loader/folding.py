"""Text folded for matching: one character for one, so that a span of the folded text is a span of the text."""

import functools
import importlib.resources
import re

_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def clean_line(text: str) -> str:
    """The line as a reader sees it: no zero-width characters, runs of white space as one space, trimmed."""
    return " ".join(_ZERO_WIDTH.sub("", text).split())


@functools.cache
def _table() -> dict[int, int]:
    # A lookup that fails costs more than one that finds the character itself.
    usual = ((0x20, 0x7F), (0x2000, 0x2070), (0x3000, 0x3040), (0x4E00, 0xA000))
    table = {code: code for first, end in usual for code in range(first, end)}
    # Full-width ASCII stands 0xFEE0 above its half-width form (Unicode block FF00).
    table |= {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    table |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
    table |= {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
    dictionary = importlib.resources.files("opencc") / "dictionary" / "TSCharacters.txt"
    for row in dictionary.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = row.partition("\t")
        first = simplified.split(" ")[0]
        # Characters that the dictionary keeps or that are simplified ones in their own right stay as they are.
        if len(traditional) == 1 and len(first) == 1 and traditional != first:
            table[ord(traditional)] = ord(first)
    return table


def fold(text: str) -> str:
    """The text in simplified characters, half-width and lower case, of exactly the same length.

    Characters are mapped one by one after OpenCC's TSCharacters table; words are not looked at, which is enough
    for telling what a line is and keeps every position.
    """
    return text.translate(_table())


_NOT_LETTERS = re.compile(r"[\W_]+")


def skeleton(text: str) -> str:
    """The folded letters and digits alone: two lines with the same skeleton say the same."""
    return letters_of(fold(text))


def letters_of(folded: str) -> str:
    """The letters and digits of a folded text alone."""
    return _NOT_LETTERS.sub("", folded)


def word_set(text: str) -> frozenset[str]:
    """The words of a text that lists them."""
    return frozenset(text.split())


def join_spread(folded: str) -> str:
    """A folded line whose letters are set apart (目 录, ▼ 广 告 ▼) without the spaces; any other line as it is."""
    words = folded.split()
    is_spread = len(words) >= 2 and max(map(len, words)) == 1 and not any(map(str.isdigit, words))
    return "".join(words) if is_spread else folded
