"""The engine in a real browser: the same order as its Python twin, from disk and over HTTP, whole or damaged."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from samples import SearchSample
from wendaku.resources import templates_dir
from wendaku.search.index import fold
from wendaku.search.ranking import Ranker
from wendaku.search.shards import MIN_BUCKETS, bucket_of, search_files

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
CASES = Path(__file__).parent.parent / "search" / "cases"

PAGE = """<!doctype html><html lang="zh-CN" data-root="./"><meta charset="utf-8"><title>t</title>
<link rel="icon" href="icon.svg">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'">
<script src="assets/js/engine.js" defer></script></html>"""

SEARCH = """async (calls) => {
  const answers = [];
  for (const [query, options] of calls) answers.push(await window.wendaku.searchAll(query, options));
  return answers;
}"""


@pytest.fixture(scope="module")
def sample_site(search_sample: SearchSample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with nothing but the engine, and the sample's search data."""
    out = tmp_path_factory.mktemp("engine")
    for file in search_files(search_sample.indexed, search_sample.config, search_sample.segmenter):
        (out / file.path).parent.mkdir(parents=True, exist_ok=True)
        (out / file.path).write_bytes(file.data)
    (out / "assets" / "js").mkdir(parents=True)
    shutil.copy(templates_dir() / "assets" / "js" / "engine.js", out / "assets" / "js")
    (out / "index.html").write_text(PAGE, encoding="utf-8")
    (out / "icon.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    return out


@pytest.fixture
def page(sample_site: Path, new_page: NewPage) -> Page:
    """The sample's page, opened from disk."""
    page = new_page()
    page.goto((sample_site / "index.html").as_uri())
    return page


@pytest.fixture
def copied_site(sample_site: Path, tmp_path: Path) -> Path:
    """A copy of the site that a test may damage."""
    return shutil.copytree(sample_site, tmp_path / "site")


def search(page: Page, query: str, **options: Any) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate(SEARCH, [[query, options]])[0]
    return answer


def ids(answer: dict[str, Any]) -> list[str]:
    return [result["id"] for result in answer["results"]]


def options_of(case: dict[str, Any]) -> dict[str, Any]:
    return {"limit": 5} | {key: case[key] for key in ("topic", "region") if key in case}


def test_texts_are_normalised_as_in_python(page: Page) -> None:
    cases = json.loads((CASES / "normalize.json").read_text(encoding="utf-8"))
    found = page.evaluate("texts => texts.map(window.wendaku.normalize)", [case["text"] for case in cases])
    assert found == [case["normal"] for case in cases]


def test_queries_are_cut_as_jieba_cuts_them(page: Page, search_sample: SearchSample) -> None:
    texts = [
        fold(text)[:80].strip() for entry in search_sample.indexed for text in (entry.question, entry.text)
    ]
    found = page.evaluate(
        "async texts => { const cuts = []; for (const text of texts) cuts.push(await window.wendaku.cut(text)); return cuts; }",
        texts,
    )
    # A text cut off after 80 characters may end within a word that the index does not know.
    assert [cut[:-1] for cut in found] == [
        search_sample.segmenter.cut(text)[: len(cut) - 1] for text, cut in zip(texts, found, strict=True)
    ]


def test_every_sample_query_finds_its_entry_first_and_says_why(
    page: Page, search_sample: SearchSample
) -> None:
    calls = [[case["query"], options_of(case)] for case in search_sample.queries]
    for case, answer in zip(search_sample.queries, page.evaluate(SEARCH, calls), strict=True):
        first = answer["results"][0]
        assert first["id"] == case["first"], case
        assert case["why"] in {reason["kind"] for reason in first["why"]}, (case, first["why"])


def test_order_and_scores_are_those_of_the_python_twin(page: Page, search_sample: SearchSample) -> None:
    ranker = Ranker(search_sample.indexed, search_sample.config, search_sample.segmenter)
    windows = [
        text[start : start + length]
        for entry in search_sample.entries
        for text in (entry.question, entry.answer)
        for start, length in ((0, 1), (1, 3), (2, 6), (4, 12), (3, 40))
    ]
    calls = [[case["query"], options_of(case)] for case in search_sample.queries]
    calls += [[window, {"limit": 10}] for window in windows]
    for (query, options), answer in zip(calls, page.evaluate(SEARCH, calls), strict=True):
        hits = ranker.rank(query, options["limit"], options.get("topic"), options.get("region"))
        found = [(result["id"], result["score"]) for result in answer["results"]]
        assert found == [(hit.id, hit.score) for hit in hits], query


def test_results_carry_what_pages_show(page: Page) -> None:
    first = search(page, "自习室预约")["results"][0]
    assert first["question"] == "自习室座位要不要预约"
    assert (first["topic"], first["region"], first["status"]) == ("room", "北京", "draft")
    assert first["url"].endswith("/room/room/index.html")
    assert "自习室" in first["marks"]


def test_marks_cover_exactly_what_matched_whatever_its_script_and_width(page: Page) -> None:
    search(page, "自习室过夜")
    pieces = page.evaluate("() => window.wendaku.marked('ＡＰＰ：自習室可以過夜', ['app', '自习室', '过夜'])")
    assert [piece["text"] for piece in pieces if piece["hit"]] == ["ＡＰＰ", "自習室", "過夜"]
    assert "".join(piece["text"] for piece in pieces) == "ＡＰＰ：自習室可以過夜"


def test_the_passage_shows_the_match_that_question_and_summary_lack(page: Page) -> None:
    script = "async query => window.wendaku.passage((await window.wendaku.search(query))[0])"
    assert "签到" in page.evaluate(script, "签到")
    assert page.evaluate(script, "借书证遗失") is None


def test_show_more_gives_every_entry_that_holds_a_character(page: Page, search_sample: SearchSample) -> None:
    holding = {entry.id for entry in search_sample.entries if "以" in entry.question + entry.answer}
    found: list[str] = []
    for offset in range(0, len(holding), 3):
        answer = search(page, "以", limit=3, offset=offset)
        found += ids(answer)
        assert answer["more"] or len(found) >= len(holding)
    assert set(found[: len(holding)]) == holding


def test_a_total_is_the_length_of_the_complete_list(page: Page, search_sample: SearchSample) -> None:
    known = 0
    for case in search_sample.queries:
        options = {key: case[key] for key in ("topic", "region") if key in case}
        total = search(page, case["query"], limit=5, **options)["total"]
        complete = search(page, case["query"], limit=500, **options)
        known += total is not None
        assert total in (None, len(complete["results"])), case
        assert not complete["more"]
    assert known > 0.9 * len(search_sample.queries)


def test_a_total_is_left_open_where_answers_that_were_not_read_may_add_to_it(page: Page) -> None:
    assert search(page, "以", limit=1)["total"] is None


def test_a_slip_is_offered_as_did_you_mean(page: Page) -> None:
    assert search(page, "自习士座位")["didYouMean"] == "自习室座位"
    assert search(page, "自习室座位")["didYouMean"] is None


@pytest.mark.parametrize("query", ["", "  ", "\u200b", "　"])
def test_an_empty_query_finds_nothing(page: Page, query: str) -> None:
    assert search(page, query)["results"] == []


@pytest.mark.parametrize(
    "query",
    ["[", "\\", "$&", "(.*)+", "__proto__", "constructor", "toString", "<b>", "借" * 5000, "\ud83d", "𠮷"],
)
def test_odd_queries_are_answered(page: Page, query: str) -> None:
    assert search(page, query)["notes"] == []


def test_two_calls_at_once_do_not_disturb_each_other(page: Page) -> None:
    script = "() => Promise.all(['续借', '逾期', '续借'].map((query) => window.wendaku.search(query)))"
    found = [[result["id"] for result in results] for results in page.evaluate(script)]
    assert found[0] == found[2] == ids(search(page, "续借"))
    assert found[1] == ids(search(page, "逾期"))


def test_it_works_over_http_under_a_base_path_and_a_strict_policy(
    sample_site: Path, new_page: NewPage, serve: Callable[..., str]
) -> None:
    page = new_page()
    page.goto(serve(sample_site, "/deep/down/") + "index.html")
    answer = search(page, "续借")
    assert ids(answer)[0] == "renew"
    assert "/deep/down/loan/renew/" in answer["results"][0]["url"]


def damage(site: Path, pattern: str, change: Callable[[Path], None]) -> None:
    files = list((site / "search-data").glob(pattern))
    assert files
    for file in files:
        change(file)


@pytest.mark.parametrize(
    ("pattern", "query", "first"),
    [
        (f"c/{bucket_of('快', MIN_BUCKETS)}.*.js", "图书快到期了怎么续借", ["renew"]),
        ("a/*.js", "当前借阅里点续借", ["renew"]),
        ("n/*.js", "图书快到期了怎么续借", []),
        ("s/*.js", "xujie", []),
    ],
)
@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda file: file.write_text("not for wendaku", encoding="utf-8")]
)
def test_a_missing_or_damaged_shard_leaves_what_the_others_give(
    copied_site: Path,
    chromium: Any,
    pattern: str,
    query: str,
    first: list[str],
    harm: Callable[[Path], None],
) -> None:
    damage(copied_site, pattern, harm)
    page = chromium.new_page()
    page.goto((copied_site / "index.html").as_uri())
    answer = search(page, query)
    page.close()
    assert answer["notes"] == ["incomplete"]
    assert ids(answer)[:1] == first


def test_search_data_of_another_format_are_refused_in_words(copied_site: Path, new_page: NewPage) -> None:
    manifest = copied_site / "search-data" / "index.js"
    manifest.write_text(
        re.sub(r'"format":\d+', '"format":999', manifest.read_text(encoding="utf-8")), encoding="utf-8"
    )
    page = new_page()
    page.goto((copied_site / "index.html").as_uri())
    assert search(page, "续借") == {
        "results": [],
        "more": False,
        "total": None,
        "didYouMean": None,
        "notes": ["format"],
    }
