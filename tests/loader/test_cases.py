"""The labelled pages keep their pinned floor; benchmarks/extraction.py prints the same figures."""

import json
import sys
from pathlib import Path

import pytest

from wendaku.config import require_config
from wendaku.loader import read_page
from wendaku.resources import default_content_dir

ROOT = Path(__file__).parent.parent.parent
CASES = ROOT / "tests" / "cases"
LABELS = sorted((CASES / "labels").glob("*.json"))
CONFIG = require_config(default_content_dir())

sys.path.insert(0, str(ROOT / "benchmarks"))
import extraction  # noqa: E402


def test_the_labelled_pages_are_read_no_worse_than_the_floor() -> None:
    labels = extraction.read_labels(CASES / "labels")
    scores, _ = extraction.score_pages(labels, CASES / "pages", extraction.wendaku_extractor(CONFIG))
    floor = json.loads((CASES / "floor.json").read_text(encoding="utf-8"))
    assert extraction.below_floor(scores.table(), floor) == [], "\n".join(scores.wrong)


def test_there_are_enough_labelled_pages_of_both_kinds() -> None:
    kinds = [json.loads(path.read_text(encoding="utf-8"))["kind"] for path in LABELS]
    assert min(kinds.count("text"), kinds.count("html")) >= 15


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.stem)
def test_labels_and_reading_speak_of_the_same_visible_lines(path: Path) -> None:
    label = json.loads(path.read_text(encoding="utf-8"))
    reading = read_page((CASES / "pages" / label["file"]).read_bytes(), label["file"], CONFIG)
    keys = ("noise_lines", "disclaimer_lines", "meta_lines", "question_detail_lines", "split_lines")
    known = {line for key in keys for line in label[key]} | {label["title"]}
    for entry in label["entries"]:
        known |= {entry["question_line"], *entry["answer_lines"]}
    texts = [line.text for line in reading.lines]
    lost = [line for line in known if line and line not in texts and not any(line in text for text in texts)]
    assert lost == []


def test_the_floor_is_lowered_only_on_demand() -> None:
    floor = {"question_f1": 0.9, "answer_loss": 0.1}
    worse, better = {"question_f1": 0.8, "answer_loss": 0.2}, {"question_f1": 0.95, "answer_loss": 0.05}
    assert extraction.raised_floor(worse, floor, may_fall=False) == floor
    assert extraction.raised_floor(worse, floor, may_fall=True) == worse
    assert extraction.raised_floor(better, floor, may_fall=False) == better
    assert len(extraction.below_floor(worse, floor)) == 2
