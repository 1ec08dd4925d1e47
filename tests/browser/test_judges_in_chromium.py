"""The judges of tests/search look at what the browser itself finds on the shipped content."""

import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from plain_scan import PlainScan, sample_windows
from wendaku import store
from wendaku.build import build_site
from wendaku.config import Config, require_config
from wendaku.model import Entry
from wendaku.resources import default_content_dir
from wendaku.search.index import index_entry
from wendaku.search.ranking import Ranker
from wendaku.words import Segmenter

pytestmark = pytest.mark.browser

SEARCH = """async (queries) => {
  const found = [];
  for (const query of queries) found.push((await window.wendaku.search(query, {limit: 10})).map((result) => result.id));
  return found;
}"""


@pytest.fixture(scope="module")
def shipped_url(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., str]) -> str:
    folder = tmp_path_factory.mktemp("judged")
    shutil.copytree(default_content_dir(), folder / "content")
    build_site(folder / "content", folder / "site")
    return serve(folder / "site")


@pytest.fixture(scope="module")
def config() -> Config:
    return require_config(default_content_dir())


@pytest.fixture(scope="module")
def shipped(config: Config) -> list[Entry]:
    loaded = store.read_entries(default_content_dir() / "entries", config)
    return [entry for entry in loaded.entries if entry.is_public]


def search(page: Page, url: str, queries: list[str]) -> list[list[str]]:
    page.goto(f"{url}index.html")
    found: list[list[str]] = page.evaluate(SEARCH, queries)
    return found


def test_the_browser_finds_every_string_where_the_plain_scan_does(
    new_page: Callable[..., Page], shipped_url: str, shipped: list[Entry]
) -> None:
    windows = sample_windows(shipped, 120, seed=9)
    scan = PlainScan(shipped)
    found = search(new_page(), shipped_url, windows)
    assert [
        said for window, ids in zip(windows, found, strict=True) if (said := scan.complaint(window, ids))
    ] == []


def test_the_browser_orders_as_the_judged_twin_does(
    new_page: Callable[..., Page], shipped_url: str, shipped: list[Entry], config: Config
) -> None:
    segmenter = Segmenter(config.words)
    ranker = Ranker([index_entry(entry, segmenter) for entry in shipped], config, segmenter)
    queries = [entry.question for entry in shipped[::5]] + sample_windows(shipped, 40, seed=10)
    found = search(new_page(), shipped_url, queries)
    assert found == [[hit.id for hit in ranker.rank(query, 10)] for query in queries]
