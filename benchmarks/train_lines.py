"""Learns what lines around answers read and stand like: writes the tables `src/wendaku/data/learned_*.tsv`.

    python benchmarks/train_lines.py            trains, writes the tables, prints what held-out pages and lines give
    python benchmarks/train_lines.py --check    exit code 1 where a table is not what the labelled pages and lines give
    python benchmarks/train_lines.py --cases DIR … --out DIR    other folders that hold `pages` and `labels`, another place

Learned from are the labelled pages of `tests/cases` and, for what is told by its wording alone, the labelled lines of
`tests/lines`. The same input gives the same bytes.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from logistic import Example, choose_limit, hold_out, train
from wendaku.config import Config, require_config
from wendaku.loader import closings, disclaimers, learned
from wendaku.loader.decode import decode_page
from wendaku.loader.disclaimers import wording_of
from wendaku.loader.folding import fold, skeleton
from wendaku.loader.line_tables import WORDING_RUNS, LineTable, describe_runs, parse_table, write_table
from wendaku.loader.read import lay_out
from wendaku.resources import default_content_dir

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
LINES = ROOT / "tests" / "lines" / "learned.tsv"
TABLES = ROOT / "src" / "wendaku" / "data"

ALLOWED_OF_PAGES = 0.002
"""Share of the answer lines of held-out pages that may score above the limit of what stands around answers."""

ALLOWED_OF_WORDINGS = 0.004
"""The same for disclaimers and closings, of the answer lines of pages and those of `tests/lines`, which are picked to be hard."""

_SHORTEST = 4
"""Letters of an answer line that tells anything by its wording."""


class Lesson(NamedTuple):
    """What one table is learned from."""

    examples: list[Example]
    seen: int
    """Lines in which a feature must stand to be learned: rarer ones tell of their page only."""
    allowed: int
    """So many held-out lines that are not wanted may score above the limit."""


class Labelled(NamedTuple):
    """A line of text with what it is: `answer`, `disclaimer`, `noise`, or `other` for questions, titles, dates."""

    kind: str
    page: str
    text: str


def read_labels(folders: Sequence[Path]) -> list[tuple[Path, dict[str, Any]]]:
    """Each label of the folders with the path of its page."""
    found = []
    for folder in folders:
        for path in sorted((folder / "labels").glob("*.json")):
            label = json.loads(path.read_text(encoding="utf-8"))
            found.append((folder / "pages" / label["file"], label))
    return found


def read_lines(path: Path) -> list[Labelled]:
    """The labelled lines of a file: what each is, a tab, its text. Each counts as a page of its own."""
    rows = (row.split("\t", 1) for row in path.read_text(encoding="utf-8").split("\n") if row)
    return [Labelled(kind, text, text) for kind, text in rows]


# --- What stands around answers: short lines, by how they read and stand. ---


def learn_surroundings(folders: Sequence[Path], config: Config) -> Lesson:
    """The short labelled lines of answers and of noise (disclaimers too), without numbers and no sentences."""
    examples: list[Example] = []
    answers = 0
    for path, label in read_labels(folders):
        found, count = _read_page(path, label, config)
        examples += found
        answers += count
    return Lesson(examples, seen=3, allowed=int(ALLOWED_OF_PAGES * answers))


def _read_page(path: Path, label: dict[str, Any], config: Config) -> tuple[list[Example], int]:
    kinds: dict[str, set[str]] = {}
    for line in _lines_of(label):
        kind = "noise" if line.kind == "disclaimer" else line.kind
        kinds.setdefault(skeleton(line.text), set()).add(kind)
    sheet, _, _ = lay_out(decode_page(path.read_bytes()).text, path.name, config)
    surroundings = learned.Surroundings(sheet.units, sheet.kind)
    examples, answers = [], 0
    outlined = _outlined_lines(label)
    for unit in sheet.units:
        found = kinds.get(skeleton(unit.text), set())
        answers += found == {"answer"}
        if found not in ({"answer"}, {"noise"}) or unit.number or surroundings.is_sentence(unit.index):
            continue
        features = surroundings.describe(unit)
        decidable = learned.may_be_decided(sheet.units, unit) and skeleton(unit.text) not in outlined
        examples.append(Example(label["page"], features, found == {"noise"}, decidable, unit.text))
    return examples, answers


def _outlined_lines(label: dict[str, Any]) -> set[str]:
    """The skeletons of the answer lines of which the table is never asked: the only one, and those of outlines."""
    found: set[str] = set()
    for entry in label["entries"]:
        lines = entry["answer_lines"]
        first = 0 if len(lines) == 1 else learned.begin_of_outline([fold(line) for line in lines])
        found.update(map(skeleton, lines[first:]))
    return found


def _lines_of(label: dict[str, Any]) -> Iterable[Labelled]:
    """The lines of a labelled page."""
    page = label["page"]
    for entry in label["entries"]:
        yield from (Labelled("answer", page, line) for line in entry["answer_lines"])
        yield Labelled("other", page, entry["question_line"])
    yield from (Labelled("noise", page, line) for line in label["noise_lines"])
    yield from (Labelled("disclaimer", page, line) for line in label["disclaimer_lines"])
    yield Labelled("other", page, label.get("title") or "")
    for key in ("meta_lines", "question_detail_lines", "split_lines"):
        yield from (Labelled("other", page, line) for line in label[key])


# --- Disclaimers and closings: lines of any length, by their wording alone. ---


def learn_disclaimers(folders: Sequence[Path], config: Config) -> Lesson:
    """Disclaimers against all other lines but the noise of pages, which disclaims too here and there."""
    lines = [line for _, label in read_labels(folders) for line in _lines_of(label) if line.kind != "noise"]
    return _by_wording([*lines, *read_lines(LINES)], {"disclaimer"}, lambda folded: True)


def learn_closings(folders: Sequence[Path], config: Config) -> Lesson:
    """Disclaimers and noise against answers; of the noise of pages only what may close one."""
    lines = [
        line
        for _, label in read_labels(folders)
        for line in _lines_of(label)
        if line.kind in ("answer", "disclaimer")
        or (line.kind == "noise" and closings.reads_as_closing(fold(line.text)))
    ]
    return _by_wording([*lines, *read_lines(LINES)], {"disclaimer", "noise"}, closings.reads_as_closing)


def _by_wording(lines: Iterable[Labelled], wanted: set[str], decides: Callable[[str], bool]) -> Lesson:
    examples = [
        Example(
            line.page,
            describe_runs(wording_of(fold(line.text)), WORDING_RUNS),
            line.kind in wanted,
            line.kind in {"answer", *wanted} and decides(fold(line.text)),
            line.text,
        )
        for line in lines
        if len(line.text) >= _SHORTEST
    ]
    answers = sum(example.may_be_decided and not example.is_wanted for example in examples)
    return Lesson(examples, seen=5, allowed=int(ALLOWED_OF_WORDINGS * answers))


LESSONS: dict[str, Callable[[Sequence[Path], Config], Lesson]] = {
    learned.TABLE: learn_surroundings,
    disclaimers.TABLE: learn_disclaimers,
    closings.TABLE: learn_closings,
}


def learn(name: str, folders: Sequence[Path], config: Config) -> LineTable:
    """The table that labelled folders give; what held-out pages give is printed."""
    examples, seen, allowed = LESSONS[name](folders, config)
    scores = hold_out(examples, seen)
    limit = choose_limit(examples, scores, allowed)
    decided = [pair for pair in zip(scores, examples, strict=True) if pair[1].may_be_decided]
    wanted = [value for value, example in decided if example.is_wanted]
    wrong = [(value, example) for value, example in decided if not example.is_wanted and value > limit]
    print(f"{name}: {len(examples)} lines, {len(wanted)} of them wanted")
    print(
        f"held out: {sum(value > limit for value in wanted) / len(wanted):.3f} of these above the limit, {len(wrong)} answer lines"
    )
    for value, example in sorted(wrong, key=lambda item: -item[0]):
        print(f"  {value:5.2f}  {example.page[:40]}: {example.text[:50]}")
    return train(examples, seen)._replace(limit=limit)


def main() -> int:
    """Trains, and writes or checks the tables."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--cases", type=Path, nargs="*", default=[CASES])
    arguments.add_argument("--out", type=Path, default=TABLES)
    options = arguments.parse_args()
    config = require_config(default_content_dir())
    differs = False
    for name in LESSONS:
        text = write_table(learn(name, options.cases, config))
        path = options.out / f"{name}.tsv"
        differs |= not path.exists() or path.read_text(encoding="utf-8") != text
        if not options.check:
            path.write_text(text, encoding="utf-8")
            print(f"{path.name}: {len(text.encode()):,} bytes, {len(parse_table(text).weights):,} features")
    return int(options.check and differs)


if __name__ == "__main__":
    sys.exit(main())
