"""The preview in a real browser: open pages follow edits and show what went wrong."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from wendaku.preview import Preview
from wendaku.starter import create_content

pytestmark = pytest.mark.browser

SAMPLE = "entries/balance-lookup/sample-hotline.yaml"
SAMPLE_PAGE = "balance-lookup/sample-hotline/"


def edit(path: Path, old: str, new: str) -> None:
    beside = path.with_suffix(".edited~")
    beside.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    beside.replace(path)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    create_content(tmp_path / "content")
    return tmp_path / "content"


@pytest.fixture
def preview(content: Path) -> Iterator[Preview]:
    preview = Preview(content, 0)
    built = threading.Event()
    thread = threading.Thread(target=preview.run, args=(lambda outcome: built.set(),))
    thread.start()
    assert built.wait(60)
    yield preview
    preview.stop()
    thread.join(60)


def test_an_open_page_shows_an_edit_by_itself(
    preview: Preview, content: Path, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(preview.url + SAMPLE_PAGE)
    expect(page.locator("h1")).to_have_text("医保的事打哪个电话问")
    edit(content / SAMPLE, "医保的事打哪个电话问", "医保的事应该问谁")
    expect(page.locator("h1")).to_have_text("医保的事应该问谁")
    page.close()


def test_an_open_page_shows_why_a_build_failed_until_it_is_mended(
    preview: Preview, content: Path, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(preview.url + SAMPLE_PAGE)
    edit(content / SAMPLE, "topic: balance-lookup", "topic: balance-lokup")
    panel = page.locator("#wendaku-preview")
    expect(panel).to_contain_text(
        'topic "balance-lokup" is not in topics.yaml; did you mean "balance-lookup"?'
    )
    expect(page.locator("h1")).to_have_text("医保的事打哪个电话问")
    edit(content / SAMPLE, "topic: balance-lokup", "topic: balance-lookup")
    expect(panel).to_have_count(0)
    page.close()
