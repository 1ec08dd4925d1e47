"""What was learned about lines: a weight for each feature, whose sum says how much a line is of a kind.

Logistic regressions, made by `benchmarks/train_lines.py` from the labelled pages of `tests/cases` and the labelled lines of
`tests/lines`. A line's score is the sum of its features' weights, so that every decision can be told in the features that
weighed most.
"""

import functools
import importlib.resources
import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

RUN_SHARE = 8.0
"""What a line's runs of characters weigh together beside one other feature: each counts RUN_SHARE / √(their number)."""

WORDING_RUNS = (1, 2)
"""The sizes of the runs of a table that tells lines by their wording alone: longer ones tell no more on lines held out."""

_HEAD, _TAIL = 40, 20
"""Letters of a line's beginning and end that are looked at."""

_DIGITS = re.compile(r"\d+")
_SCALE = 64


class Feature(NamedTuple):
    """Something that a line is or has, and how much of it."""

    name: str
    amount: float


class LineTable(NamedTuple):
    """What was learned: a weight for each feature, and the score above which a line is believed to be of the kind."""

    weights: dict[str, float]
    bias: float
    limit: float

    def score(self, features: Iterable[Feature]) -> float:
        """How much more a line is of the kind than not: the logarithm of the odds."""
        weights = self.weights
        return self.bias + sum(weights.get(name, 0.0) * amount for name, amount in features)

    def tell_reasons(self, features: Iterable[Feature], count: int = 3) -> str:
        """The features that weighed most for the kind, the heaviest first."""
        weighed = [(self.weights.get(name, 0.0) * amount, name) for name, amount in features]
        return ", ".join(name for _, name in sorted(weighed, key=lambda item: (-item[0], item[1]))[:count])


@functools.cache
def packaged_table(name: str) -> LineTable:
    """The table in the package's data."""
    text = (importlib.resources.files("wendaku") / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    return parse_table(text)


def write_table(table: LineTable) -> str:
    """The table as it is packaged: bias and limit, then one feature a line, weights in 64ths; none that rounds to 0."""
    rows = [("bias", table.bias), ("limit", table.limit), *sorted(table.weights.items())]
    rounded = [(name, round(value * _SCALE)) for name, value in rows]
    return "".join(f"{name}\t{value}\n" for place, (name, value) in enumerate(rounded) if value or place < 2)


def parse_table(text: str) -> LineTable:
    """The table read back."""
    rows = [line.split("\t") for line in text.split("\n") if line]
    values = {name: int(value) / _SCALE for name, value in rows}
    return LineTable(values, values.pop("bias"), values.pop("limit"))


class Wording:
    """A table whose features are runs of WORDING_RUNS characters, made ready to be asked about every line of a page."""

    def __init__(self, table: LineTable) -> None:
        self._runs = {name[1:-1]: weight for name, weight in table.weights.items()}
        self._known = frozenset(self._runs)
        self._above = table.limit - table.bias

    def fits(self, folded: str) -> bool:
        """Whether a folded line is worded so."""
        text = _shorten(folded)
        runs = {*text, *map("".join, pairwise(text))}
        # Weights are 64ths, so that their sum is exact in whatever order a set gives them.
        told = sum(map(self._runs.__getitem__, runs & self._known))
        return told * _share(len(runs) - len(runs & _EDGES)) > self._above


@functools.cache
def packaged_wording(name: str) -> Wording:
    """The table in the package's data, made ready."""
    return Wording(packaged_table(name))


_EDGES = frozenset("^$")


def describe_runs(folded: str, sizes: Sequence[int]) -> list[Feature]:
    """A folded line's runs of characters of the given sizes, each once: ^ and $ stand for its beginning and end, 0 for any number."""
    text = _shorten(folded)
    runs = [text[start : start + size] for size in sizes for start in range(len(text) - size + 1)]
    names = [run for run in dict.fromkeys(runs) if run not in _EDGES]
    share = _share(len(names))
    return [Feature(f"“{name}”", share) for name in names]


def _shorten(folded: str) -> str:
    text = _DIGITS.sub("0", folded)
    if len(text) > _HEAD + _TAIL:
        text = text[:_HEAD] + "…" + text[-_TAIL:]
    return f"^{text}$"


def _share(runs: int) -> float:
    return RUN_SHARE / math.sqrt(runs)
