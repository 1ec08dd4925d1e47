"""How well and how fast the loader reads labelled pages, with trafilatura as a peer in the same table.

    python benchmarks/extraction.py                      the repository's own labelled pages, against their floor
    python benchmarks/extraction.py --gold DIR --pages DIR     labels (JSON) and pages elsewhere
    python benchmarks/extraction.py --wrong              every line that is not as labelled
    python benchmarks/extraction.py --lower-floor        pins what is measured, also where it is lower than before

Exit code 1 where a figure is below tests/cases/floor.json. Figures that rise are pinned with `--pin`.
"""

import argparse
import json
import math
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from extraction_scores import LOW_IS_GOOD, PredictedEntry, Scores, add_page
from wendaku.config import Config, require_config
from wendaku.loader import read_page
from wendaku.markdown import to_text
from wendaku.model import EVERYWHERE
from wendaku.resources import default_content_dir

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
FLOOR = CASES / "floor.json"
DECIMALS = 4

Extractor = Callable[[bytes, str], list[PredictedEntry]]


def read_labels(folder: Path) -> list[dict[str, Any]]:
    """The labelled pages of a folder, in the order of their names."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def wendaku_extractor(config: Config) -> Extractor:
    """The loader, its Markdown turned into plain lines; 全国 counts as no region, as labels have none for it."""

    def extract(data: bytes, name: str) -> list[PredictedEntry]:
        entries = []
        for draft in read_page(data, name, config).drafts:
            fields = draft.fields
            source = fields.source
            published = str(source.published) if source and source.published else None
            region = None if fields.region == EVERYWHERE else fields.region
            answer = to_text(fields.answer).split("\n")
            entries.append(PredictedEntry(fields.question, answer, fields.topic, region, published))
        return entries

    return extract


def trafilatura_extractor() -> Extractor | None:
    """trafilatura as its documentation uses it: one entry a page, of title and text; None where it is not installed."""
    try:
        import trafilatura
    except ImportError:
        return None

    def extract(data: bytes, name: str) -> list[PredictedEntry]:
        document = trafilatura.bare_extraction(data, with_metadata=True) if name.endswith("html") else None
        if document is None or not document.text:
            return []
        return [PredictedEntry(document.title or "", document.text.split("\n"), published=document.date)]

    return extract


def score_pages(labels: Iterable[dict[str, Any]], pages: Path, extract: Extractor) -> tuple[Scores, float]:
    """The scores of an extractor on labelled pages, and how many pages it reads in a second of one processor."""
    scores, seconds, count = Scores(), 0.0, 0
    for label in labels:
        data = (pages / label["file"]).read_bytes()
        start = time.process_time()
        entries = extract(data, label["file"])
        seconds += time.process_time() - start
        count += 1
        add_page(scores, label, entries)
    return scores, count / seconds if seconds else 0.0


def print_table(rows: list[tuple[str, dict[str, float], float]]) -> None:
    """One column an extractor and kind of page, one row a figure."""
    names = list(rows[0][1])
    print(f"{'':24}" + "".join(f"{name:>20}" for name, _, _ in rows))
    for name in names:
        print(f"{name:24}" + "".join(f"{table[name]:20.3f}" for _, table, _ in rows))
    print(f"{'pages per cpu second':24}" + "".join(f"{speed:20.0f}" for _, _, speed in rows))


def below_floor(table: dict[str, float], floor: dict[str, float]) -> list[str]:
    """What is worse than the floor, one sentence each."""
    return [
        f"{name} is {table[name]:.4f}, worse than the floor of {limit:.4f}"
        for name, limit in floor.items()
        if (table[name] > limit + 1e-9 if name in LOW_IS_GOOD else table[name] < limit - 1e-9)
    ]


def raised_floor(table: dict[str, float], floor: dict[str, float], may_fall: bool) -> dict[str, float]:
    """The floor after a run: better figures go in, worse ones only where `may_fall`."""
    raised = {}
    for name, value in table.items():
        scale = 10**DECIMALS
        value = (math.ceil if name in LOW_IS_GOOD else math.floor)(value * scale) / scale
        pick = min if name in LOW_IS_GOOD else max
        raised[name] = (
            max(0.0, value) if may_fall or name not in floor else pick(max(0.0, value), floor[name])
        )
    return raised


def measure(
    labels: list[dict[str, Any]], pages: Path, config: Config
) -> tuple[list[tuple[str, dict[str, float], float]], Scores]:
    """The rows of the table, and the loader's scores on all pages."""
    extractors = [("wendaku", wendaku_extractor(config)), ("trafilatura", trafilatura_extractor())]
    rows = []
    whole = Scores()
    for name, extract in extractors:
        for kind in ("all", "text", "html") if name == "wendaku" else ("html",):
            chosen = [label for label in labels if kind in ("all", label["kind"])]
            if extract is None or not chosen:
                continue
            extract(
                (pages / chosen[0]["file"]).read_bytes(), chosen[0]["file"]
            )  # loads tables before the clock runs
            scores, speed = score_pages(chosen, pages, extract)
            whole = scores if (name, kind) == ("wendaku", "all") else whole
            rows.append((f"{name} {kind}", scores.table(), speed))
    return rows, whole


def main() -> int:
    """Prints the table; returns the exit code."""
    parser = argparse.ArgumentParser(description=re.split(r"\n\n", __doc__ or "")[0])
    parser.add_argument(
        "--gold", type=Path, default=CASES / "labels", help="folder of labels, one JSON a page"
    )
    parser.add_argument("--pages", type=Path, default=CASES / "pages", help="folder of the pages")
    parser.add_argument(
        "--content", type=Path, default=default_content_dir(), help="whose topics.yaml to use"
    )
    parser.add_argument("--wrong", action="store_true", help="print what is not as labelled")
    parser.add_argument("--pin", action="store_true", help="raise the floor to what is measured")
    parser.add_argument(
        "--lower-floor", action="store_true", help="set the floor to what is measured, also lower"
    )
    options = parser.parse_args()
    rows, scores = measure(read_labels(options.gold), options.pages, require_config(options.content))
    print_table(rows)
    if options.wrong:
        print("\n".join(scores.wrong))
    if options.gold != CASES / "labels":
        return 0
    floor: dict[str, float] = json.loads(FLOOR.read_text(encoding="utf-8")) if FLOOR.exists() else {}
    table = scores.table()
    if options.pin or options.lower_floor:
        raised = raised_floor(table, floor, options.lower_floor)
        FLOOR.write_text(json.dumps(raised, indent=1) + "\n", encoding="utf-8")
        return 0
    worse = below_floor(table, floor)
    print("\n".join(worse))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
