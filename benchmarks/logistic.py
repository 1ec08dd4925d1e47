"""A logistic regression on lines, with what held-out pages give: what `train_lines.py` learns tables with."""

import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wendaku.loader.line_tables import Feature, LineTable

PENALTY = 3.0
"""L2 penalty on the weights, chosen on batches held out."""

STEPS = 400
"""Steps of accelerated gradient descent, enough for two decimals of every weight."""

FOLDS = 10

Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    """A labelled line."""

    page: str
    """What it stands on; lines of one page are held out together."""
    features: list[Feature]
    is_wanted: bool
    may_be_decided: bool
    """Whether the table will be asked about such lines: the limit is set on these."""
    text: str


class _Cells(NamedTuple):
    """What examples have of each feature, as a sparse matrix; its rows are the examples."""

    names: list[str]
    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    amounts: Floats
    wanted: Floats
    """Per row."""


def _lay_out(examples: Sequence[Example]) -> _Cells:
    names = sorted({feature.name for example in examples for feature in example.features})
    column = {name: place for place, name in enumerate(names)}
    cells = [
        (row, column[name], amount)
        for row, example in enumerate(examples)
        for name, amount in sorted(example.features)
    ]
    rows, columns = (np.array([cell[axis] for cell in cells], np.int64) for axis in (0, 1))
    amounts = np.array([cell[2] for cell in cells])
    return _Cells(names, rows, columns, amounts, np.array([float(example.is_wanted) for example in examples]))


def _train(cells: _Cells, among: npt.NDArray[np.bool_], seen: int) -> LineTable:
    """A table from the rows `among` all; the limit is left at 0."""
    inside = among[cells.rows]
    rows, columns, amounts = (
        (np.cumsum(among) - 1)[cells.rows[inside]],
        cells.columns[inside],
        cells.amounts[inside],
    )
    kept = np.bincount(columns, minlength=len(cells.names)) >= seen
    common = kept[columns]
    names = [name for name, is_kept in zip(cells.names, kept.tolist(), strict=True) if is_kept]
    columns = (np.cumsum(kept) - 1)[columns[common]]
    weights = _descend(rows[common], columns, amounts[common], cells.wanted[among], len(names))
    return LineTable(dict(zip(names, weights[:-1].tolist(), strict=True)), float(weights[-1]), 0.0)


def _descend(
    rows: npt.NDArray[Any], columns: npt.NDArray[Any], amounts: Floats, wanted: Floats, width: int
) -> Floats:
    """Nesterov's accelerated descent on the penalised log loss; the last weight is the bias, penalised like the rest."""
    lines = len(wanted)
    rows = np.concatenate([rows, np.arange(lines)])
    columns = np.concatenate([columns, np.full(lines, width)])
    amounts = np.concatenate([amounts, np.ones(lines)])
    vector = np.ones(width + 1)
    for _ in range(20):  # power iteration: the largest curvature of the loss bounds the step
        image = np.bincount(
            columns, amounts * np.bincount(rows, amounts * vector[columns], lines)[rows], width + 1
        )
        vector = image / np.linalg.norm(image)
    step = 1 / (1.05 * 0.25 * float(np.linalg.norm(image)) + PENALTY)
    weights = before = np.zeros(width + 1)
    for turn in range(STEPS):
        ahead = weights + turn / (turn + 3) * (weights - before)
        odds = np.bincount(rows, amounts * ahead[columns], lines)
        error = 1 / (1 + np.exp(-odds)) - wanted
        slope = np.bincount(columns, amounts * error[rows], width + 1) + PENALTY * ahead
        before, weights = weights, ahead - step * slope
    return weights


def train(examples: Sequence[Example], seen: int) -> LineTable:
    """Weights for the features that stand in `seen` lines or more; the limit is left at 0."""
    return _train(_lay_out(examples), np.ones(len(examples), np.bool_), seen)


def hold_out(examples: Sequence[Example], seen: int) -> list[float]:
    """Each example's score by a table that was trained without the tenth of the pages that its page is in."""
    cells = _lay_out(examples)
    folds = np.array([zlib.crc32(example.page.encode()) % FOLDS for example in examples])
    scores = np.zeros(len(examples))
    for fold in range(FOLDS):
        table = _train(cells, folds != fold, seen)
        for row in np.nonzero(folds == fold)[0].tolist():
            scores[row] = table.score(examples[row].features)
    scored: list[float] = scores.tolist()
    return scored


def choose_limit(examples: Sequence[Example], scores: Sequence[float], allowed: int) -> float:
    """The score above which no more than `allowed` held-out lines stand that may be decided and are not wanted."""
    pairs = zip(scores, examples, strict=True)
    wrong = [value for value, example in pairs if not example.is_wanted and example.may_be_decided]
    return sorted(wrong, reverse=True)[allowed]
