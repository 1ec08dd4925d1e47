"""The export for search servers, checked against what their documentation asks for."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wendaku.config import Config, Site, Synonyms, Words
from wendaku.errors import UsageError
from wendaku.model import Entry, Review, Source, Topic
from wendaku.resources import default_content_dir
from wendaku.search.export import (
    cut_query,
    export_entries,
    meilisearch_settings,
    opensearch_settings,
    query_body,
    write_export,
)
from wendaku.words import Segmenter

CONFIG = Config(
    site=Site(base_url="https://example.org/faq"),
    topics=(Topic(id="remote-care", title="异地就医"),),
    words=Words(
        dictionary={"异地就医": 300, "医保卡": 300},
        synonyms=(Synonyms(words=("备案", "登记")), Synonyms(words=("掏钱", "自己出钱"), to=("垫付", "，"))),
        stop_words=("的", "吗"),
    ),
)
ENTRY = Entry(
    id="remote.how_to-file",
    file="entries/remote-care/remote.how_to-file.yaml",
    question="異地就醫怎么备案？",
    aliases=("去外地看病要登记吗",),
    topic="remote-care",
    region="厦门",
    summary="用手机就能备案。",
    answer="打开 **APP**，选2026年。\n\n- 先备案\n- 再住院",
    tags=("备案",),
    source=Source(page="pages/a.txt", published=dt.date(2025, 3, 28)),
    review=Review(status="reviewed", date=dt.date(2026, 5, 1)),
)

ALLOWED_IN_MEILISEARCH_KEYS = re.compile(r"[A-Za-z0-9_-]{1,511}")


def read_bulk(data: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """The ids and documents of a bulk body; fails where the bulk API would refuse it or Lucene a document."""
    assert data == b"" or data.endswith(b"\n"), "the last line needs its newline too"
    lines = data.split(b"\n")[:-1]
    assert len(lines) % 2 == 0
    for action, document in zip(lines[::2], lines[1::2], strict=True):
        (name, meta), *others = json.loads(action).items()
        assert (name, others) == ("index", [])
        assert set(meta) == {"_id"}
        assert 1 <= len(meta["_id"].encode()) <= 512
        fields = json.loads(document)
        assert_fits_the_mapping(fields)
        yield meta["_id"], fields


def assert_fits_the_mapping(fields: dict[str, Any]) -> None:
    properties = opensearch_settings(CONFIG)["mappings"]["properties"]
    assert set(fields) <= set(properties), "the mapping is strict"
    for name, value in fields.items():
        kind = properties[name]
        values = value if isinstance(value, list) else [value]
        assert all(isinstance(each, str) for each in values)
        if kind["type"] == "date":
            assert all(dt.date.fromisoformat(each) for each in values)
        elif kind["type"] == "keyword":
            assert all(len(each.encode()) <= 32_766 for each in values)
        elif kind.get("analyzer") == "cut":
            assert all(len(term.encode()) <= 32_766 for each in values for term in each.split(" "))


def exported(
    *entries: Entry, config: Config = CONFIG, base_url: str | None = None
) -> dict[str, dict[str, Any]]:
    return dict(read_bulk(b"".join(export_entries(entries, config, base_url))))


def changed(**changes: Any) -> Entry:
    return Entry(**{name: getattr(ENTRY, name) for name in ENTRY.__struct_fields__} | changes)


def test_a_document_holds_what_a_result_shows_and_what_a_search_needs() -> None:
    assert exported(ENTRY)["remote.how_to-file"] == {
        "id": "remote.how_to-file",
        "key": "remote_dhow__to-file",
        "url": "https://example.org/faq/remote-care/remote.how_to-file/",
        "question": "異地就醫怎么备案？",
        "aliases": ["去外地看病要登记吗"],
        "summary": "用手机就能备案。",
        "answer": "打开 APP，选2026年。\n先备案\n再住院",
        "topic": "remote-care",
        "topic_title": "异地就医",
        "region": "厦门",
        "tags": ["备案"],
        "review": "reviewed",
        "reviewed": "2026-05-01",
        "published": "2025-03-28",
        "question_characters": "异 地 就 医 怎 么 备 案 去 外 地 看 病 要 登 记 吗",
        "question_words": "异地就医 怎么 备案 去 外地 看病 要 登记 吗",
        "answer_words": "用 手机 就 能 备案 打开 app 选 2026 年 先 备案 再 住院",
        "answer_bigrams": "用手 手机 机就 就能 能备 备案 打开 app 选 2026 年 先备 备案 再住 住院",
    }


def test_only_published_entries_leave_the_house() -> None:
    hidden = changed(id="hidden", review=Review(status="quarantined", reason="广告"))
    draft = changed(id="draft", review=Review())
    assert list(exported(hidden, draft)) == ["draft"]
    assert exported(draft)["draft"]["review"] == "draft"


def test_addresses_are_relative_to_the_site_where_its_own_is_not_known() -> None:
    unset = Config(words=CONFIG.words)
    assert exported(changed(id="a"), config=unset)["a"]["url"] == "remote-care/a/index.html"
    assert exported(changed(id="a"), base_url="https://x.cn/")["a"]["url"] == "https://x.cn/remote-care/a/"


@settings(deadline=None, max_examples=15)
@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=4), st.text(max_size=3000))
def test_whatever_stands_in_an_entry_makes_a_valid_bulk_body(questions: list[str], answer: str) -> None:
    texts = [text.encode("utf-8", "ignore").decode() or "问" for text in questions]
    entry = changed(
        question=texts[0], aliases=tuple(texts[1:]), answer=answer.encode("utf-8", "ignore").decode() or "答"
    )
    assert list(exported(entry, changed(id="b"))) == ["remote.how_to-file", "b"]


def test_no_run_of_letters_makes_a_term_that_lucene_refuses() -> None:
    document = exported(changed(answer="a" * 100_000 + " " + "１" * 50_000))["remote.how_to-file"]
    assert max(map(len, document["answer_words"].split(" "))) <= 64


def test_meilisearch_keys_are_allowed_and_differ_where_ids_differ() -> None:
    ids = ["a.b", "a_b", "a_db", "a__b", "a-b", "a._b", "A.B", "a" * 120]
    keys = [document["key"] for document in exported(*(changed(id=id) for id in ids)).values()]
    assert len(set(keys)) == len(ids)
    assert all(ALLOWED_IN_MEILISEARCH_KEYS.fullmatch(key) for key in keys)


def test_settings_name_only_analyzers_filters_and_similarities_that_they_define_or_servers_have() -> None:
    body = opensearch_settings(CONFIG)
    analysis = body["settings"]["analysis"]
    built_in = {"standard", "whitespace", "cjk_width", "lowercase", "cjk_bigram"}
    for analyzer in analysis["analyzer"].values():
        assert {analyzer["tokenizer"], *analyzer.get("filter", ())} <= built_in | set(analysis["filter"])
    for field in body["mappings"]["properties"].values():
        assert {field[name] for name in ("analyzer", "search_analyzer") if name in field} <= set(
            analysis["analyzer"]
        )
        assert field.get("similarity", "wendaku") in body["settings"]["similarity"]


def test_synonyms_are_cut_with_the_same_words_and_keep_their_direction() -> None:
    synonyms = opensearch_settings(CONFIG)["settings"]["analysis"]["filter"]["synonyms"]["synonyms"]
    assert synonyms == ["备案, 登记", "掏钱 => 掏钱, 垫付", "自己 出钱 => 自己 出钱, 垫付"]


def test_fields_with_synonyms_of_several_words_keep_positions() -> None:
    properties = opensearch_settings(CONFIG)["mappings"]["properties"]
    with_synonyms = [field for field in properties.values() if field.get("search_analyzer") == "words"]
    assert with_synonyms
    assert all("index_options" not in field for field in with_synonyms)


def test_meilisearch_gets_dictionary_synonyms_and_the_fields_that_documents_have() -> None:
    body = meilisearch_settings(CONFIG)
    assert body["dictionary"] == ["医保卡", "异地就医"]
    assert body["synonyms"]["备案"] == ["登记"]
    assert body["synonyms"]["登记"] == ["备案"]
    assert "垫付" not in body["synonyms"]
    document = exported(ENTRY)["remote.how_to-file"]
    named = body["searchableAttributes"] + body["filterableAttributes"] + body["displayedAttributes"]
    assert set(named) <= set(document)


def test_a_query_is_cut_as_the_documents_were() -> None:
    segmenter = Segmenter(CONFIG.words)
    assert cut_query("異地就醫　怎么备案？", segmenter) == "异地就医 怎么 备案"
    body = query_body("異地就醫", segmenter, topic="remote-care", regions=("厦门", "福建", "全国"))["query"][
        "bool"
    ]
    asked = {name: match["query"] for clause in body["should"] for name, match in clause["match"].items()}
    assert asked["question_words"] == "异地就医"
    assert set(asked) <= set(opensearch_settings(CONFIG)["mappings"]["properties"])
    assert body["filter"] == [
        {"term": {"topic": "remote-care"}},
        {"terms": {"region": ["厦门", "福建", "全国"]}},
    ]


def test_the_documented_python_asks_with_the_fields_of_the_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    guide = Path(__file__).parents[2] / "docs" / "scale-out.md"
    code = re.search(r"```python\n(.*?)```", guide.read_text(encoding="utf-8"), re.S)
    assert code
    monkeypatch.chdir(default_content_dir().parent)
    names: dict[str, Any] = {}
    exec(code[1], names)
    asked = {name for clause in names["body"]["query"]["bool"]["should"] for name in clause["match"]}
    assert asked == {"question_characters", "question_words", "answer_words", "answer_bigrams"}


def test_three_files_are_written_whole(tmp_path: Path) -> None:
    paths = write_export([ENTRY], CONFIG, tmp_path / "entries.ndjson")
    assert [path.name for path in paths] == [
        "entries.ndjson",
        "entries.opensearch.json",
        "entries.meilisearch.json",
    ]
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert [id for id, _ in read_bulk(paths[0].read_bytes())] == [ENTRY.id]
    assert json.loads(paths[1].read_bytes()) == opensearch_settings(CONFIG)
    assert json.loads(paths[2].read_bytes()) == meilisearch_settings(CONFIG)


def test_a_file_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_export([ENTRY], CONFIG, tmp_path / "no-such-folder" / "entries.ndjson")


def test_no_entries_make_an_empty_body(tmp_path: Path) -> None:
    assert write_export([], CONFIG, tmp_path / "entries.ndjson")[0].read_bytes() == b""
