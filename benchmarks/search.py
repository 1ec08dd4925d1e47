"""Measures the search of built sites in a real Chromium, through `window.wendaku.search` and the search box.

    python benchmarks/search.py [quality] [answers] [cost] [--split odd] [--pool 10000] [--queries 1000]
                                [--n 1000,10000] [--peers-json FILE…]

quality  question pairs: MRR@10, how often the right question comes first and among the first ten
answers  the answer of a patient's question, which the entry itself does not hold, by the question's words
cost     at each size of `--n`: bytes and requests from nothing to the first result and for a further query, the index's size,
         milliseconds a call with shards to fetch and with shards present, and the longest that the main thread was blocked
         by a query of any kind, with that query, at full speed and on a processor slowed four times

All three run where none is named. Tune on even groups, report odd ones. `--peers-json` takes results of the peers' own
benchmark (lists of rows with `tool` or `engine`), which are printed in the same tables. Chromium is found as $CHROMIUM or chromium.
"""

import argparse
import bisect
import gzip
import http.server
import json
import mimetypes
import os
import random
import re
import shutil
import statistics
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from pypinyin import lazy_pinyin

from build import read_corpus, write_wendaku
from data import eval_file, read_answer_pool, read_question_pool
from wendaku.build import build_site

SLOWED = 4
COLD_RUNS = 5
CALLS = 60
CALLS_OF_A_KIND = 12
LONGEST_QUERY = 80
SECONDS_TO_WAIT = 30
CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

SEARCH_ALL = """async (queries) => {
  const found = [];
  for (const query of queries) found.push((await window.wendaku.search(query, {limit: 11})).map((result) => result.id));
  return found;
}"""

TIME_CALLS = """async (queries) => {
  const times = [];
  for (const [place, query] of queries.entries()) {
    await new Promise((resolve) => setTimeout(resolve));
    performance.mark(`query ${place}`);
    const start = performance.now();
    await window.wendaku.search(query, {limit: 10});
    times.push(performance.now() - start);
  }
  return times;
}"""

TYPE_QUERY = """(query) => {
  const box = document.querySelector('input[type=search]');
  box.focus();
  box.value = query;
  box.dispatchEvent(new InputEvent('input', {bubbles: true}));
}"""

CLEAR_BOX = """() => {
  const box = document.querySelector('input[type=search]');
  box.value = '';
  box.dispatchEvent(new InputEvent('input', {bubbles: true}));
}"""


class Server:
    """Serves a folder on loopback, gzipped at level 9, and counts the bytes of the bodies that it sends."""

    def __init__(self, root: Path) -> None:
        self.root, self.bytes, self.requests = root.resolve(), 0, 0
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"site": self})
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def body(self, address: str) -> bytes | None:
        """The file at an address as it is sent, None where there is none."""
        path = (self.root / address.lstrip("/")).resolve()
        if path.is_dir():
            path /= "index.html"
        return packed(path) if path.is_relative_to(self.root) and path.is_file() else None

    def count(self, sent: int) -> None:
        with self.lock:
            self.bytes += sent
            self.requests += 1

    def reset(self) -> None:
        with self.lock:
            self.bytes = self.requests = 0

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Server

    def do_GET(self) -> None:
        address = self.path.split("?")[0]
        body = self.site.body(address)
        self.site.count(len(body or b""))
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", mimetypes.guess_type(address)[0] or "text/html")
        self.send_header("Content-Length", str(len(body or b"")))
        self.send_header("Cache-Control", "max-age=3600")
        if body is not None:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: Any) -> None:
        """Keeps the table readable."""


@cache
def packed(path: Path) -> bytes:
    """A file gzipped as hard as servers do in advance."""
    return gzip.compress(path.read_bytes(), 9)


@dataclass(frozen=True)
class Site:
    """A built site and the pairs of question and answer that it was built from."""

    root: Path
    pairs: list[tuple[str, str]]


@contextmanager
def built_site(pairs: list[tuple[str, str]]) -> Iterator[Site]:
    """A site with an entry for each pair; the ids are `e` and the pair's number in six digits."""
    folder = Path(tempfile.mkdtemp(prefix="wendaku-bench-"))
    try:
        write_wendaku(folder, pairs)
        build_site(folder / "content", folder / "site")
        yield Site(folder / "site", pairs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def open_home(browser: Browser, server: Server, slowed: int = 1) -> Iterator[Page]:
    """The home page in a context of its own, with nothing cached."""
    context = browser.new_context(locale="zh-CN")
    try:
        page = context.new_page()
        if slowed > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        page.goto(server.url, wait_until="load")
        page.wait_for_function("window.wendaku !== undefined")
        yield page
    finally:
        context.close()


def search_in_browser(browser: Browser, site: Site, queries: Sequence[str]) -> list[list[int]]:
    """For each query the numbers of the first eleven entries: one of them may be the query itself, which does not count."""
    server = Server(site.root)
    found: list[list[int]] = []
    with open_home(browser, server) as page:
        for start in range(0, len(queries), 100):
            found += [
                [int(id[1:]) for id in ids] for ids in page.evaluate(SEARCH_ALL, queries[start : start + 100])
            ]
    server.close()
    return found


def rank_figures(found: Iterable[Sequence[object]], wanted: Iterable[set[Any]]) -> dict[str, float]:
    """MRR@10, the share with a right one first and among the first ten, the share that finds nothing at all."""
    ranks, empty = [], 0
    for results, right in zip(found, wanted, strict=True):
        ranks.append(next((place for place, result in enumerate(results[:10], 1) if result in right), 0))
        empty += not results
    total = len(ranks)
    return {
        "MRR@10": sum(1 / rank for rank in ranks if rank) / total,
        "first": sum(rank == 1 for rank in ranks) / total,
        "in ten": sum(rank > 0 for rank in ranks) / total,
        "nothing": empty / total,
    }


def measure_quality(browser: Browser, split: str, size: int, queries: int) -> dict[str, float]:
    """Question to question; the answers are one sentence for all, as in the peers' benchmark."""
    pool = read_question_pool(split, size, queries)
    with built_site([(question, "详见正文。") for question in pool.questions]) as site:
        found = search_in_browser(browser, site, pool.queries)
    named = [
        [text for number in numbers if (text := pool.questions[number]) != query]
        for query, numbers in zip(pool.queries, found, strict=True)
    ]
    return rank_figures(named, pool.wanted)


def measure_answers(browser: Browser, queries: int) -> dict[str, float]:
    """Question to answer; the entries' own questions say nothing."""
    answers, questions, places = read_answer_pool(queries)
    with built_site([(f"第 {number} 条", answer) for number, answer in enumerate(answers)]) as site:
        found = search_in_browser(browser, site, questions)
    return rank_figures(found, [{place} for place in places])


def measure_cost(browser: Browser, size: int) -> dict[str, Any]:
    """What a search costs in bytes, requests and time on a site of this size."""
    with built_site(read_corpus(eval_file("medical_qa.jsonl"), size)) as site:
        queries = take_pieces([question for question, _ in site.pairs], CALLS + COLD_RUNS)
        figures = _measure_bytes(browser, site, queries)
        for slowed in (1, SLOWED):
            figures |= _measure_time(browser, site, queries[:CALLS], slowed)
    return figures


def _measure_bytes(browser: Browser, site: Site, queries: Sequence[str]) -> dict[str, Any]:
    server, cold, further = Server(site.root), [], []
    for query in queries[:COLD_RUNS]:
        server.reset()
        with open_home(browser, server) as page:
            ask(page, query)
            cold.append((server.bytes, server.requests))
            for other in queries[COLD_RUNS : COLD_RUNS + 20]:
                server.reset()
                page.evaluate(CLEAR_BOX)
                page.wait_for_selector("[data-result]", state="detached")
                ask(page, other)
                further.append(server.bytes)
    server.close()
    files = [path for path in (site.root / "search-data").rglob("*") if path.is_file()]
    return {
        "cold kB": statistics.median(sent for sent, _ in cold) / 1000,
        "requests": statistics.median(requests for _, requests in cold),
        "further kB": statistics.mean(further) / 1000,
        "index MB": sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) / 1e6,
        "index files": len(files),
    }


def ask(page: Page, query: str) -> None:
    """Put a query into the box at once, as an input method commits it, and wait until results stand still."""
    page.evaluate(TYPE_QUERY, query)
    page.wait_for_selector("[data-result]", timeout=SECONDS_TO_WAIT * 1000)
    page.wait_for_load_state("networkidle")


def _measure_time(browser: Browser, site: Site, queries: Sequence[str], slowed: int) -> dict[str, Any]:
    server = Server(site.root)
    name = f" {slowed}×" if slowed > 1 else ""
    with open_home(browser, server, slowed) as page:
        fetching, _ = _time_calls(browser, page, queries)
        present, _ = _time_calls(browser, page, queries)
    blocked = max(_measure_block(browser, server, asked, slowed) for asked in every_kind(site.pairs).values())
    server.close()
    return {
        f"fetch ms{name}": spread(fetching),
        f"warm ms{name}": spread(present),
        f"block ms{name}": f"{blocked[0]:.1f} ({blocked[1]})",
    }


def _measure_block(
    browser: Browser, server: Server, queries: Sequence[str], slowed: int
) -> tuple[float, str]:
    """The longest task with its query, with nothing cached and then again with all shards present."""
    with open_home(browser, server, slowed) as page:
        return max(_time_calls(browser, page, queries)[1] for _ in range(2))


def _time_calls(
    browser: Browser, page: Page, queries: Sequence[str]
) -> tuple[list[float], tuple[float, str]]:
    """Milliseconds of each call, and of the longest task on the page's main thread, with its query.

    Tasks count with the processor time that Chromium's own trace gives them, so that other work on the machine
    does not show; waiting for shards blocks nobody.
    """
    browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing", "__metadata"])
    times = page.evaluate(TIME_CALLS, list(queries))
    events = json.loads(browser.stop_tracing())["traceEvents"]
    named = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    events = [event for event in events if (event["pid"], event["tid"]) in named]
    starts = sorted(event["ts"] for event in events if event["name"].startswith("query "))
    longest = max(events, key=lambda event: event.get("tdur", 0))
    place = max(bisect.bisect(starts, longest["ts"]) - 1, 0)
    return times, (longest["tdur"] / 1000, queries[place][:20])


def spread(times: list[float]) -> str:
    """Median and 95th percentile."""
    ordered = sorted(times)
    return f"{statistics.median(ordered):.1f}/{ordered[int(len(ordered) * 0.95)]:.1f}"


def take_pieces(questions: Sequence[str], wanted: int, seed: int = 11) -> list[str]:
    """Pieces of questions, 5 to 12 Chinese characters long: what readers type."""
    chance = random.Random(seed)
    pieces: dict[str, None] = {}
    while len(pieces) < wanted:
        runs = re.findall("[一-鿿]{5,}", chance.choice(questions))
        if runs:
            run = chance.choice(runs)
            start = chance.randrange(len(run) - 4)
            pieces[run[start : start + chance.randrange(5, 13)]] = None
    return list(pieces)


def every_kind(pairs: Sequence[tuple[str, str]], seed: int = 3) -> dict[str, list[str]]:
    """Queries of all the kinds that the engine treats each in its own way, by kind."""
    chance = random.Random(seed)
    pieces = take_pieces([question for question, _ in pairs], CALLS_OF_A_KIND, seed)
    chosen = chance.sample(pairs, CALLS_OF_A_KIND)
    text = "".join(question + answer for question, answer in pairs)
    characters = Counter(re.findall("[一-鿿]", text))
    common = [character for character, _ in characters.most_common(CALLS_OF_A_KIND // 2)]
    syllables = [lazy_pinyin(piece[:4]) for piece in pieces]
    return {
        "piece": pieces,
        "sentence": [f"{question}，{answer}"[:LONGEST_QUERY] for question, answer in chosen],
        "substring": [answer[start : start + 6] for _, answer in chosen for start in [len(answer) // 2]],
        "character": [*common, *chance.sample(sorted(characters), CALLS_OF_A_KIND - len(common))],
        "pair": [pair for pair, _ in Counter(re.findall("[一-鿿]{2}", text)).most_common(CALLS_OF_A_KIND)],
        "pinyin": ["".join(read) for read in syllables],
        "initials": ["".join(syllable[0] for syllable in read) for read in syllables],
        "slip": [piece[:2] + chance.choice(common) + piece[3:] for piece in pieces],
    }


def peers_rows(files: Sequence[Path]) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Quality and cost of the peers by name, as far as the files have them."""
    quality, cost = {}, {}
    for file in files:
        for row in json.loads(file.read_text(encoding="utf-8")):
            if "engine" in row and "group" in row:
                figures = row["group"]
                quality[f"{row['engine']} (pool {row['pool']})"] = {
                    "MRR@10": figures["mrr10"], "first": figures["r1"], "in ten": figures["r10"], "nothing": row.get("none"),
                }  # fmt: skip
            elif "tool" in row and "sum" in row:
                figures = row["sum"]
                cost[f"{row['tool']} {row['n']:,}"] = {
                    "cold kB": figures["cold_bytes"] / 1000, "requests": figures["cold_requests"],
                    "further kB": figures["warm_bytes_per_query"] / 1000, "warm ms": figures["warm_ms"],
                }  # fmt: skip
    return quality, cost


def print_table(title: str, rows: dict[str, dict[str, Any]]) -> None:
    """Rows by name, with every column that any of them has."""
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    if not columns:
        return
    print(f"\n{title}\n")
    print("| " + " | ".join(["", *columns]) + " |")
    print("|" + " --- |" * (len(columns) + 1))
    for name, row in rows.items():
        print("| " + " | ".join([name, *(shown(row.get(column)) for column in columns)]) + " |", flush=True)


def shown(value: Any) -> str:
    """A figure as tables show it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}" if value < 1 else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "parts", nargs="*", metavar="part", help="quality, answers, cost; all where none is named"
    )
    parser.add_argument("--split", choices=("even", "odd"), default="even")
    parser.add_argument("--pool", type=int, default=10_000, help="questions to search in")
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--n", default="1000,10000", help="sizes of the sites for cost")
    parser.add_argument("--peers-json", nargs="*", type=Path, default=[])
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - {"quality", "answers", "cost"}
    if unknown:
        parser.error(f"unknown part {unknown.pop()}; there are quality, answers and cost")
    return arguments


def main() -> None:
    arguments = read_arguments()
    parts = arguments.parts or ["quality", "answers", "cost"]
    peers_quality, peers_cost = peers_rows(arguments.peers_json)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=CHROMIUM_OPTIONS
        )
        if "quality" in parts:
            name = f"wendaku ({arguments.split} groups, pool {arguments.pool})"
            own = measure_quality(browser, arguments.split, arguments.pool, arguments.queries)
            print_table("Question to question", {name: own} | peers_quality)
        if "answers" in parts:
            print_table("Question to answer", {"wendaku": measure_answers(browser, arguments.queries)})
        if "cost" in parts:
            sizes = [int(size) for size in arguments.n.split(",")]
            rows = {f"wendaku {size:,}": measure_cost(browser, size) for size in sizes}
            print_table("Bytes and time (median/p95)", rows | peers_cost)
        browser.close()


if __name__ == "__main__":
    main()
