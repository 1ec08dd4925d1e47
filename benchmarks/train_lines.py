"""Learns what the noise inside answers reads and stands like: writes src/wendaku/data/learned_lines.tsv.

    python benchmarks/train_lines.py            trains on tests/cases, writes the table, prints what held-out pages give
    python benchmarks/train_lines.py --check    exit code 1 where the table is not what the labelled pages give
    python benchmarks/train_lines.py --cases DIR … --out FILE    other folders that hold `pages` and `labels`, another table

The same pages give the same bytes. Lines without number that are no sentences are learned from; the limit is set on those that the signal may
decide, see `wendaku.loader.learned`.
"""

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wendaku.config import Config, require_config
from wendaku.loader.decode import decode_page
from wendaku.loader.folding import fold, skeleton
from wendaku.loader.learned import (
    Feature,
    LearnedLines,
    Surroundings,
    begin_of_outline,
    may_be_decided,
    parse_learned,
    score,
    write_learned,
)
from wendaku.loader.read import lay_out
from wendaku.resources import default_content_dir

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
TABLE = ROOT / "src" / "wendaku" / "data" / "learned_lines.tsv"

SEEN = 3
"""Lines in which a feature must stand to be learned: rarer ones tell of their page only."""

PENALTY = 3.0
"""L2 penalty on the weights, chosen on batches held out."""

STEPS = 400
"""Steps of accelerated gradient descent, enough for two decimals of every weight."""

LOST = 0.002
"""Share of answer lines of held-out pages that may score above the limit."""

FOLDS = 10

Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    """A labelled line."""

    page: str
    features: list[Feature]
    is_noise: bool
    may_be_decided: bool
    text: str


def read_examples(folder: Path, config: Config) -> tuple[list[Example], int]:
    """The short labelled lines of answers and of noise (disclaimers too), and the number of all answer lines."""
    examples: list[Example] = []
    answers = 0
    for path in sorted((folder / "labels").glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        found, count = _read_page(folder / "pages" / label["file"], label, config)
        examples += found
        answers += count
    return examples, answers


def _read_page(path: Path, label: dict[str, Any], config: Config) -> tuple[list[Example], int]:
    kinds: dict[str, set[str]] = {}
    for name, lines in _labelled_lines(label):
        for line in lines:
            kinds.setdefault(skeleton(line), set()).add(name)
    sheet, _, _ = lay_out(decode_page(path.read_bytes()).text, path.name, config)
    surroundings = Surroundings(sheet.units, sheet.kind)
    examples, answers = [], 0
    outlined = _outlined_lines(label)
    for unit in sheet.units:
        kind = kinds.get(skeleton(unit.text), set())
        answers += kind == {"answer"}
        if kind not in ({"answer"}, {"noise"}) or unit.number or surroundings.is_sentence(unit.index):
            continue
        features = surroundings.describe(unit)
        decidable = may_be_decided(sheet.units, unit) and skeleton(unit.text) not in outlined
        examples.append(Example(label["page"], features, kind == {"noise"}, decidable, unit.text))
    return examples, answers


def _outlined_lines(label: dict[str, Any]) -> set[str]:
    """The skeletons of the answer lines of which the signal never speaks: the only one, and those of outlines."""
    found: set[str] = set()
    for entry in label["entries"]:
        lines = entry["answer_lines"]
        first = 0 if len(lines) == 1 else begin_of_outline([fold(line) for line in lines])
        found.update(map(skeleton, lines[first:]))
    return found


def _labelled_lines(label: dict[str, Any]) -> Iterable[tuple[str, list[str]]]:
    for entry in label["entries"]:
        yield "answer", entry["answer_lines"]
        yield "question", [entry["question_line"]]
    yield "noise", label["noise_lines"] + label["disclaimer_lines"]
    yield "other", [label.get("title") or ""]
    for key in ("meta_lines", "question_detail_lines", "split_lines"):
        yield "other", label[key]


def train(examples: list[Example]) -> LearnedLines:
    """Weights of an L2-penalised logistic regression on the examples; the limit is left at 0."""
    seen = Counter(feature.name for example in examples for feature in example.features)
    names = sorted(name for name, count in seen.items() if count >= SEEN)
    column = {name: place for place, name in enumerate(names)}
    cells = [
        (row, column[feature.name], feature.amount)
        for row, example in enumerate(examples)
        for feature in sorted(example.features)
        if feature.name in column
    ]
    rows, columns = (np.array([cell[axis] for cell in cells]) for axis in (0, 1))
    amounts = np.array([cell[2] for cell in cells])
    wanted = np.array([float(example.is_noise) for example in examples])
    weights = _descend(rows, columns, amounts, wanted, len(names))
    return LearnedLines(dict(zip(names, weights[:-1].tolist(), strict=True)), float(weights[-1]), 0.0)


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


def hold_out(examples: list[Example]) -> list[tuple[float, Example]]:
    """Each example's score by a table that was trained without the tenth of the pages that its page is in."""
    fold = {example.page: zlib.crc32(example.page.encode()) % FOLDS for example in examples}
    scores = []
    for number in range(FOLDS):
        learned = train([example for example in examples if fold[example.page] != number])
        held_out = [example for example in examples if fold[example.page] == number]
        scores += [(score(learned, example.features), example) for example in held_out]
    return scores


def choose_limit(scores: list[tuple[float, Example]], answers: int) -> float:
    """The score above which no more than LOST of all held-out answer lines stand."""
    wrong = sorted(
        (value for value, example in scores if not example.is_noise and example.may_be_decided), reverse=True
    )
    return wrong[int(LOST * answers)]


def learn(folders: list[Path], config: Config) -> LearnedLines:
    """The table that labelled folders give; what held-out pages give is printed."""
    examples: list[Example] = []
    answers = 0
    for folder in folders:
        found, count = read_examples(folder, config)
        examples += found
        answers += count
    scores = hold_out(examples)
    limit = choose_limit(scores, answers)
    noise = [value for value, example in scores if example.is_noise and example.may_be_decided]
    wrong = [
        (value, example)
        for value, example in scores
        if not example.is_noise and example.may_be_decided and value > limit
    ]
    print(
        f"{len(examples)} short lines, {len(noise)} of noise that may be decided; {answers} answer lines in all"
    )
    print(
        f"held out: {sum(value > limit for value in noise) / len(noise):.3f} of that noise above the limit, {len(wrong)} answer lines"
    )
    for value, example in sorted(wrong, key=lambda item: -item[0]):
        print(f"  {value:5.2f}  {example.page}: {example.text[:50]}")
    return train(examples)._replace(limit=limit)


def main() -> int:
    """Trains, and writes or checks the table."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--cases", type=Path, nargs="*", default=[CASES])
    arguments.add_argument("--out", type=Path, default=TABLE)
    options = arguments.parse_args()
    text = write_learned(learn(options.cases, require_config(default_content_dir())))
    known = options.out.read_text(encoding="utf-8") if options.out.exists() else ""
    if options.check:
        return int(text != known)
    options.out.write_text(text, encoding="utf-8")
    print(f"{len(text.encode()):,} bytes, {len(parse_learned(text).weights):,} features")
    return 0


if __name__ == "__main__":
    sys.exit(main())
