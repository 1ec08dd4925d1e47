"""Which letter pairs lines share: a line about another matter holds hardly a pair of the text around it."""

import re
from collections import Counter
from collections.abc import Iterable

from wendaku.loader.units import Unit

_LOOKED_AT = 300
"""Letters of a line that are looked at; a paragraph says early what it is about."""

_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")


def find_pairs(folded: str) -> set[str]:
    """The pairs of Chinese letters in a row that a folded line holds, of its first letters only."""
    return set(_PAIR.findall(folded[:_LOOKED_AT]))


def count_pairs(units: Iterable[Unit]) -> Counter[str]:
    """How many of the lines that no signal has decided yet hold each pair of Chinese letters."""
    texts = (unit.folded[:_LOOKED_AT] for unit in units if unit.free)
    return Counter(pair for text in texts for pair in set(_PAIR.findall(text)))


def shared_with_text(folded: str, counted: Counter[str]) -> int:
    """How many of a line's letter pairs another of the counted lines holds too."""
    return sum(counted[pair] >= 2 for pair in set(_PAIR.findall(folded)))


def share_of_text(folded: str, counted: Counter[str]) -> float:
    """The share of a line's letter pairs that another of the counted lines holds too; 1 where it has no pair."""
    pairs = set(_PAIR.findall(folded))
    return shared_with_text(folded, counted) / len(pairs) if pairs else 1.0
