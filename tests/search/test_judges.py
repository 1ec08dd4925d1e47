"""Judges from outside look at the engine's results: Whoosh's BM25F over the same entries, and a plain scan of every text.

The twin of the browser's ranking is judged on many queries, the browser itself on a sample. More entries than the shipped
ones come from the evaluation data where `WENDAKU_EVAL_DATA` names them.
"""

import http.server
import json
import os
import random
import shutil
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from wendaku import store
from wendaku.build import build_site
from wendaku.config import Config, require_config
from wendaku.markdown import to_text
from wendaku.model import Entry
from wendaku.resources import default_content_dir
from wendaku.search.editors import EditorsIndex
from wendaku.search.index import fold, index_entry
from wendaku.search.ranking import Ranker
from wendaku.words import Segmenter

SHARED_ON_SHIPPED_CONTENT = 0.70
"""Part of the top ten that Whoosh finds too. .795 when this was pinned; run with -s to see today's."""

SHARED_ON_EVAL_DATA = 0.50
"""The same for patients' long questions over 1,500 entries, .557 when pinned: many entries are as good as each other there."""

KINDS_THAT_WHOOSH_CAN_JUDGE = {"keyword", "sentence", "street word", "substring", "place"}
"""The editors' search has no tiers for typos and pinyin."""

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

SEARCH = """async (queries) => {
  const found = [];
  for (const query of queries) found.push((await window.wendaku.search(query, {limit: 10})).map((result) => result.id));
  return found;
}"""


@pytest.fixture(scope="module")
def config() -> Config:
    return require_config(default_content_dir())


@pytest.fixture(scope="module")
def segmenter(config: Config) -> Segmenter:
    return Segmenter(config.words)


@pytest.fixture(scope="module")
def shipped(config: Config) -> list[Entry]:
    loaded = store.read_entries(default_content_dir() / "entries", config)
    return [entry for entry in loaded.entries if entry.is_public]


@pytest.fixture(scope="module")
def eval_rows() -> list[dict[str, str]]:
    folder = os.environ.get("WENDAKU_EVAL_DATA")
    path = Path(folder or "") / "data" / "medical_qa.jsonl"
    if not folder or not path.is_file():
        pytest.skip("WENDAKU_EVAL_DATA does not name the evaluation data")
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for _, line in zip(range(3000), lines, strict=False)]


@pytest.fixture(scope="module")
def eval_entries(eval_rows: list[dict[str, str]]) -> list[Entry]:
    return [
        Entry(
            id=f"e{number:05d}", file="-", question=row["question"][:300], topic="other", answer=row["answer"]
        )
        for number, row in enumerate(eval_rows[:1500])
    ]


def make_ranker(entries: Sequence[Entry], config: Config, segmenter: Segmenter) -> Ranker:
    return Ranker([index_entry(entry, segmenter) for entry in entries], config, segmenter)


def shared_part(ranker: Ranker, judge: EditorsIndex, queries: Sequence[str]) -> float:
    """The mean part of the first ten results that both have, over queries for which both have any."""
    parts = []
    for query in queries:
        ours = [hit.id for hit in ranker.rank(query, 10)]
        theirs = [hit.id for hit in judge.search(query, 10)]
        shorter = min(len(ours), len(theirs))
        if shorter:
            parts.append(len(set(ours[:shorter]) & set(theirs[:shorter])) / shorter)
    assert len(parts) > len(queries) / 2
    print(f"shared with Whoosh: {sum(parts) / len(parts):.3f} over {len(parts)} queries")
    return sum(parts) / len(parts)


def judged_by_whoosh(
    entries: Sequence[Entry], queries: Sequence[str], config: Config, segmenter: Segmenter, folder: Path
) -> float:
    judge = EditorsIndex(folder, config.words)
    judge.update(entries)
    return shared_part(make_ranker(entries, config, segmenter), judge, queries)


def test_whoosh_shares_most_of_the_first_ten_on_the_shipped_content(
    shipped: list[Entry], config: Config, segmenter: Segmenter, tmp_path: Path
) -> None:
    queries = [test.query for test in config.search_tests if test.kind in KINDS_THAT_WHOOSH_CAN_JUDGE][::2]
    assert judged_by_whoosh(shipped, queries, config, segmenter, tmp_path) >= SHARED_ON_SHIPPED_CONTENT


def test_whoosh_shares_half_of_the_first_ten_on_other_peoples_questions(
    eval_entries: list[Entry],
    eval_rows: list[dict[str, str]],
    config: Config,
    segmenter: Segmenter,
    tmp_path: Path,
) -> None:
    queries = [row["question"] for row in random.Random(3).sample(eval_rows[1500:], 40)]
    assert judged_by_whoosh(eval_entries, queries, config, segmenter, tmp_path) >= SHARED_ON_EVAL_DATA


def texts_of(entry: Entry) -> list[str]:
    """Everything of an entry that a substring is looked for in, folded."""
    return [
        fold(part) for part in (entry.question, *entry.aliases, entry.summary or "", to_text(entry.answer))
    ]


def sample_windows(entries: Sequence[Entry], count: int, seed: int) -> list[str]:
    """Windows of 1 to 8 characters out of questions and answers, cut anywhere, each as it stands there."""
    chance = random.Random(seed)
    windows: dict[str, None] = {}
    while len(windows) < count:
        entry = chance.choice(entries)
        line = chance.choice([entry.question, *to_text(entry.answer).split("\n")])
        length = chance.randint(1, 8)
        if len(line) >= length:
            start = chance.randrange(len(line) - length + 1)
            if any(character.isalnum() for character in line[start : start + length]):
                windows[line[start : start + length]] = None
    return list(windows)


class PlainScan:
    """Which entries hold a string, found by looking through all of them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.texts = {entry.id: texts_of(entry) for entry in entries}

    def hits(self, window: str) -> set[str]:
        folded = fold(window)
        return {id for id, texts in self.texts.items() if any(folded in text for text in texts)}

    def complaint(self, window: str, found: Sequence[str]) -> str | None:
        """What is wrong with the first ten results for a window, None where nothing is."""
        hits = self.hits(window)
        wrong = [id for id in found[: min(10, len(hits))] if id not in hits]
        if wrong or len(found) < min(10, len(hits)):
            return f"{window!r}: {len(hits)} entries hold it, found {len(found)}, without it {wrong}"
        return None


def complaints(ranker: Ranker, entries: Sequence[Entry], windows: Sequence[str]) -> list[str]:
    scan = PlainScan(entries)
    found = {window: [hit.id for hit in ranker.rank(window, 10)] for window in windows}
    return [complaint for window in windows if (complaint := scan.complaint(window, found[window]))]


def test_every_string_of_the_shipped_content_is_found_first_where_it_stands(
    shipped: list[Entry], config: Config, segmenter: Segmenter
) -> None:
    ranker = make_ranker(shipped, config, segmenter)
    assert complaints(ranker, shipped, sample_windows(shipped, 400, seed=7)) == []


def test_every_string_of_other_peoples_answers_is_found_first_where_it_stands(
    eval_entries: list[Entry], config: Config, segmenter: Segmenter
) -> None:
    ranker = make_ranker(eval_entries, config, segmenter)
    assert complaints(ranker, eval_entries, sample_windows(eval_entries, 250, seed=8)) == []


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Tests say nothing while they pass."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The home page of the shipped content's site in Chromium."""
    folder = tmp_path_factory.mktemp("judged")
    shutil.copytree(default_content_dir(), folder / "content")
    build_site(folder / "content", folder / "site")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_QuietHandler, directory=str(folder / "site"))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        yield page
        browser.close()
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_the_browser_finds_every_string_where_the_plain_scan_does(page: Page, shipped: list[Entry]) -> None:
    windows = sample_windows(shipped, 120, seed=9)
    scan = PlainScan(shipped)
    found = page.evaluate(SEARCH, windows)
    assert [
        said for window, ids in zip(windows, found, strict=True) if (said := scan.complaint(window, ids))
    ] == []


@pytest.mark.browser
def test_the_browser_orders_as_the_judged_twin_does(
    page: Page, shipped: list[Entry], config: Config, segmenter: Segmenter
) -> None:
    ranker = make_ranker(shipped, config, segmenter)
    queries = [entry.question for entry in shipped[::5]] + sample_windows(shipped, 40, seed=10)
    assert page.evaluate(SEARCH, queries) == [[hit.id for hit in ranker.rank(query, 10)] for query in queries]
