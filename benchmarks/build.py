"""Times whole builds and rebuilds of wendaku, and of Hugo + Pagefind where both are installed, on the same entries.

    python benchmarks/build.py [--n 1000,10000] [--runs 3] [--corpus FILE.jsonl] [--hugo PATH] [--pagefind PATH]

The corpus is a file of `{"question": …, "answer": …}` lines, by default medical_qa.jsonl of the evaluation data
($WENDAKU_EVAL_DATA), else the shipped entries over and over; a corpus that is too short is repeated with a running
prefix. Every figure is the median of the runs; memory is that of the largest single process.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
TOPICS = ("balance-withdrawal", "family-pooling", "remote-care", "balance-lookup")
PER_LIST = 50


@dataclass(frozen=True)
class Run:
    """One finished command: seconds, and the largest process in MB."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Tool:
    """A generator under test: how it gets its sources, how it builds, how one entry is edited."""

    name: str
    write: Callable[[Path, list[tuple[str, str]]], None]
    command: str
    site: str
    edit: Callable[[Path, int], None]


def read_corpus(path: Path | None, wanted: int) -> list[tuple[str, str]]:
    """`wanted` pairs of question and answer, repeated with a running prefix where the corpus is shorter."""
    rows = list(_read_rows(path))
    pairs: list[tuple[str, str]] = []
    for turn in count():
        prefix = f"{turn}、" if turn else ""
        for question, answer in rows:
            if len(pairs) == wanted:
                return pairs
            pairs.append((prefix + question, prefix + answer))
    raise AssertionError


def _read_rows(path: Path | None) -> Iterator[tuple[str, str]]:
    if path is None:
        from wendaku import store
        from wendaku.config import require_config

        content = ROOT / "content"
        for entry in store.read_entries(content / "entries", require_config(content)).entries:
            yield entry.question, entry.answer
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        question, answer = " ".join(row["question"].split())[:300], row["answer"].strip()
        if question and answer:
            yield question, answer


def write_wendaku(folder: Path, pairs: list[tuple[str, str]]) -> None:
    """One YAML entry each under the packaged configuration."""
    for number, (question, answer) in enumerate(pairs):
        path = folder / f"content/entries/{TOPICS[number % 4]}/e{number:06d}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(f"  {line}\n" for line in _plain_markdown(answer).split("\n"))
        path.write_text(
            f"question: {json.dumps(question, ensure_ascii=False)}\ntopic: {TOPICS[number % 4]}\nregion: 全国\n"
            f"summary: {json.dumps(answer.split()[0][:60], ensure_ascii=False)}\nanswer: |\n{text}"
            f"source: {{page: e{number:06d}.txt, published: 2025-01-01}}\nreview: {{status: draft}}\n",
            encoding="utf-8",
        )


def edit_wendaku(folder: Path, number: int) -> None:
    """Add a sentence to one entry's answer."""
    path = folder / f"content/entries/{TOPICS[number % 4]}/e{number:06d}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("\nsource:", "\n  补充：以经办机构的说明为准。\nsource:", 1), encoding="utf-8"
    )


def write_hugo(folder: Path, pairs: list[tuple[str, str]]) -> None:
    """A Markdown page each, lists of fifty, the smallest layouts that Pagefind can search."""
    head = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{{ .Title }}</title>'
    files = {
        "hugo.toml": 'baseURL = "/"\nlocale = "zh-CN"\ndefaultContentLanguage = "zh"\ntitle = "问答"\n'
        'disableKinds = ["taxonomy", "term", "RSS", "section"]\n',
        "layouts/index.html": f"{head}<div id=search></div>{{{{ .Content }}}}</html>",
        "layouts/_default/single.html": f"{head}<article data-pagefind-body><h1>{{{{ .Title }}}}</h1>{{{{ .Content }}}}</article></html>",
        "layouts/lists/single.html": f"{head}<h1>{{{{ .Title }}}}</h1>{{{{ .Content }}}}</html>",
        "content/_index.md": "---\ntitle: 问答\n---\n",
    }
    for number, (question, answer) in enumerate(pairs):
        title = json.dumps(question, ensure_ascii=False)
        files[f"content/qa/e{number:06d}.md"] = f"---\ntitle: {title}\n---\n\n{_plain_markdown(answer)}\n"
    for start in range(0, len(pairs), PER_LIST):
        links = "".join(
            f"- [{_plain_markdown(question)}](/qa/e{number:06d}/)\n"
            for number, (question, _) in enumerate(pairs[start : start + PER_LIST], start)
        )
        files[f"content/lists/t{start // PER_LIST:05d}.md"] = f"---\ntitle: 列表\ntype: lists\n---\n\n{links}"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def edit_hugo(folder: Path, number: int) -> None:
    """Add a sentence to one page."""
    with (folder / f"content/qa/e{number:06d}.md").open("a", encoding="utf-8") as file:
        file.write("\n补充：以经办机构的说明为准。\n")


def _plain_markdown(text: str) -> str:
    return "".join(
        f"\\{character}" if character in "\\`*_{}[]<>()#+-.!|~&$" else character for character in text
    )


def run(command: str, folder: Path) -> Run:
    """Run a shell command to its end; raises CalledProcessError with its output where it fails."""
    started = time.perf_counter()
    with (folder / "build.log").open("wb") as log:
        process = subprocess.Popen(["/bin/sh", "-c", command], cwd=folder, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(
            f"{command}: exit {process.returncode}\n{(folder / 'build.log').read_text(errors='replace')[-2000:]}"
        )
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(tool: Tool, pairs: list[tuple[str, str]], runs: int, work: Path) -> dict[str, float]:
    """Medians of cold builds, of builds with nothing changed and with one entry edited, and the output's size."""
    folder = work / tool.name
    folder.mkdir(parents=True)
    tool.write(folder, pairs)
    colds = []
    for number in range(runs):
        for name in (tool.site, ".wendaku"):
            # Moved aside rather than deleted: ext4 makes files slowly right after a large delete.
            if (folder / name).exists():
                (folder / name).rename(work / f"old-{tool.name}-{name.strip('.')}-{number}")
        colds.append(run(tool.command, folder))
    files = [path for path in (folder / tool.site).rglob("*") if path.is_file()]
    row = {
        "cold": statistics.median(each.wall for each in colds),
        "cpu": statistics.median(each.cpu for each in colds),
        "memory": max(each.memory for each in colds),
        "bytes": sum(path.stat().st_size for path in files),
        "files": len(files),
    }
    row["same"] = statistics.median(run(tool.command, folder).wall for _ in range(runs))
    edits = []
    for number in range(runs):
        tool.edit(folder, len(pairs) // 2 + number)
        edits.append(run(tool.command, folder).wall)
    return row | {"edit": statistics.median(edits)}


def print_phases(folder: Path, n: int) -> None:
    """Where one cold build spends its time, step by step."""
    from wendaku.build import build_site

    site = folder / "site-for-phases"
    (folder / ".wendaku").rename(folder / "old-cache")
    report = build_site(folder / "content", site)
    steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in report.seconds.items())
    print(f"\nphases at {n:,} entries, wall seconds: {steps}")


def print_floor(folder: Path, n: int) -> None:
    """What no build of this site does without, in one process: reading its input, cutting it, writing its bytes."""
    import yaml

    from wendaku.config import require_config
    from wendaku.words import Segmenter

    config = require_config(folder / "content")
    paths = sorted((folder / "content/entries").rglob("*.yaml"))
    files = [
        (path.relative_to(folder / "site"), path.read_bytes())
        for path in (folder / "site").rglob("*")
        if path.is_file()
    ]
    figures: dict[str, float] = {}

    def timed(name: str, task: Callable[[], T]) -> T:
        started = time.process_time()
        result = task()
        figures[name] = time.process_time() - started
        return result

    def write_files() -> None:
        for place, data in files:
            target = folder / "floor" / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)

    texts = timed("reading the files", lambda: [path.read_text(encoding="utf-8") for path in paths])
    timed("libyaml's events", lambda: [sum(1 for _ in yaml.parse(text, yaml.CBaseLoader)) for text in texts])
    segmenter = Segmenter(config.words)
    timed("loading rjieba", segmenter.load)
    timed("cutting with rjieba", lambda: [segmenter.cut(text) for text in texts])
    timed("writing the same files", write_files)
    whole = ", ".join(f"{name} {seconds:.2f}" for name, seconds in figures.items())
    print(
        f"\nfloor at {n:,} entries, processor seconds of one process: {whole}; together {sum(figures.values()):.2f}"
    )


def find_tools(hugo: str | None, pagefind: str | None) -> list[Tool]:
    """wendaku, and Hugo + Pagefind first where both are there."""
    wendaku = f"{Path(sys.executable).parent / 'wendaku'} build --content content --out site"
    tools = [Tool("wendaku", write_wendaku, wendaku, "site", edit_wendaku)]
    if hugo and pagefind:
        command = f"{hugo} --quiet && {pagefind} --silent --site public"
        tools.insert(0, Tool("hugo+pagefind", write_hugo, command, "public", edit_hugo))
    else:
        print("Hugo and Pagefind are not both installed (--hugo, --pagefind): no ratios")
    return tools


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    data = os.environ.get("WENDAKU_EVAL_DATA")
    corpus = Path(data) / "data/medical_qa.jsonl" if data else None
    parser.add_argument("--n", default="1000", help="sizes, separated by commas")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--corpus", type=Path, default=corpus if corpus and corpus.exists() else None)
    parser.add_argument("--hugo", default=shutil.which("hugo"))
    parser.add_argument("--pagefind", default=shutil.which("pagefind_extended") or shutil.which("pagefind"))
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    tools = find_tools(options.hugo, options.pagefind)
    print(
        "| entries | tool | cold s | cpu s | MB | nothing changed s | one edited s | output MB | files | cold / edit ratio |"
    )
    print("| --: | --- | --: | --: | --: | --: | --: | --: | --: | --- |")
    with tempfile.TemporaryDirectory() as scratch:
        for n in map(int, options.n.split(",")):
            pairs, base = read_corpus(options.corpus, n), None
            for tool in tools:
                row = measure(tool, pairs, options.runs, Path(scratch) / str(n))
                base = base or (row if tool.name != "wendaku" else None)
                ratio = (
                    f"{row['cold'] / base['cold']:.2f} / {row['edit'] / base['edit']:.2f}" if base else "–"
                )
                print(
                    f"| {n:,} | {tool.name} | {row['cold']:.2f} | {row['cpu']:.2f} | {row['memory']:.0f} | {row['same']:.2f} "
                    f"| {row['edit']:.2f} | {row['bytes'] / 1e6:.1f} | {row['files']:,} | {ratio} |",
                    flush=True,
                )
            print_floor(Path(scratch) / str(n) / "wendaku", n)
            print_phases(Path(scratch) / str(n) / "wendaku", n)


if __name__ == "__main__":
    main()
