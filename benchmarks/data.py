"""Where benchmarks find their data: the evaluation data's folder, and question pairs as pools to search in."""

import json
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VARIABLE = "WENDAKU_EVAL_DATA"


@dataclass
class Pool:
    """Questions to search in, and queries with the questions that count as found."""

    questions: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    wanted: list[set[str]] = field(default_factory=list)


def eval_file(name: str) -> Path:
    """A file of the evaluation data; ends the program with what to do where it is missing."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        sys.exit(f"set {VARIABLE} to the folder of the evaluation data (it holds data/{name})")
    path = Path(folder) / "data" / name
    if not path.is_file():
        sys.exit(f"{path}: is missing; {VARIABLE} names another folder, or the data are not all there")
    return path


def read_rows(name: str) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file of the evaluation data."""
    with eval_file(name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_question_pool(split: str, size: int, queries: int, seed: int = 5) -> Pool:
    """Question pairs of one half of the groups as queries; all targets and other questions up to `size` to search in.

    A target of the query's own group counts as found; a target equal to the query is left out.
    """
    pairs = [row for row in read_rows("question_pairs.jsonl") if row["query"] != row["target"]]
    targets = dict.fromkeys(row["target"] for row in pairs)
    others = dict.fromkeys(row["question"] for row in read_rows("medical_qa.jsonl"))
    pool = Pool(questions=list(targets | others)[: max(size, len(targets))])
    groups: dict[tuple[str, int], set[str]] = {}
    for row in pairs:
        groups.setdefault((row["source"], row["group"]), set()).add(row["target"])
    asked = {
        row["query"]: (row["source"], row["group"]) for row in pairs if row["group"] % 2 == (split == "odd")
    }
    chosen = random.Random(seed).sample(sorted(asked), min(queries, len(asked)))
    for query in chosen:
        if wanted := groups[asked[query]] - {query}:
            pool.queries.append(query)
            pool.wanted.append(wanted)
    return pool


def read_answer_pool(queries: int, seed: int = 5) -> tuple[list[str], list[str], list[int]]:
    """Patients' questions and doctors' answers: all answers, some of the questions, the place of each one's answer."""
    rows = list(read_rows("medical_qa.jsonl"))
    answers = list(dict.fromkeys(row["answer"] for row in rows))
    places = {answer: place for place, answer in enumerate(answers)}
    chosen = random.Random(seed).sample(rows, min(queries, len(rows)))
    return answers, [row["question"] for row in chosen], [places[row["answer"]] for row in chosen]
