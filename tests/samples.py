"""A small library's questions: the sample on which the Python ranking and the browser are both tried."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from wendaku.config import Config, Words
from wendaku.model import Entry
from wendaku.search.index import IndexedEntry, index_entry
from wendaku.words import Segmenter


class SearchSample(NamedTuple):
    """Entries as the index sees them, with their configuration, and queries with what they must find first."""

    config: Config
    segmenter: Segmenter
    entries: list[Entry]
    indexed: list[IndexedEntry]
    queries: list[dict[str, Any]]


def read_search_sample() -> SearchSample:
    """The sample of cases/sample.json."""
    data = json.loads(
        (Path(__file__).parent / "search" / "cases" / "sample.json").read_text(encoding="utf-8")
    )
    config = Config(words=msgspec.convert(data["words"], Words))
    segmenter = Segmenter(config.words)
    entries = [msgspec.convert({"file": "sample"} | fields, Entry) for fields in data["entries"]]
    return SearchSample(
        config, segmenter, entries, [index_entry(entry, segmenter) for entry in entries], data["queries"]
    )
