"""Rendered pages: safe whatever the entries hold, lean, relative, and replaceable file by file."""

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape
from selectolax.lexbor import LexborHTMLParser

from wendaku.config import Config
from wendaku.errors import ContentError
from wendaku.model import Entry, Reference, Review, Source
from wendaku.site import plan_pages
from wendaku.site.escaping import escape_text
from wendaku.site.rendering import Renderer

MakeEntry = Callable[..., Entry]

HOSTILE = (
    "</script><script>alert(1)</script>{{ 7 * 7 }}{% raw %}<img src=x onerror=alert(1)>\"'&\u202e反\u2067"
)


def render(
    config: Config, *entries: Entry, base_url: str = "", overrides: Path | None = None, **fields: Any
) -> dict[str, str]:
    renderer = Renderer(config, overrides, base_url)
    planned = plan_pages(config, entries, base_url=base_url, **fields)
    return {file.path: file.data.decode() for file in map(renderer.render, planned)}


def visible(html: str) -> str:
    body = LexborHTMLParser(html).body
    assert body is not None
    body.unwrap_tags(["b", "a", "strong", "time"])
    return body.text(separator=" ", strip=True)


@pytest.fixture
def hostile_entry(make_entry: MakeEntry) -> Entry:
    return make_entry(
        "hostile",
        question=HOSTILE,
        aliases=(HOSTILE,),
        tags=(HOSTILE,),
        region=HOSTILE,
        summary=HOSTILE,
        answer=f"{HOSTILE}\n\n[点我](javascript:alert(1)) [数据](data:text/html,x) ![图](https://x.example/y.png)\n\n| a |\n|:-:|\n| b |",
        source=Source(page=HOSTILE, title=HOSTILE, publisher=HOSTILE, published=dt.date(2025, 1, 2)),
        references=(
            Reference(title=HOSTILE, number=HOSTILE, url='https://example.org/"><script>alert(1)</script>'),
        ),
        review=Review(status="reviewed", by=HOSTILE, date=dt.date(2025, 1, 2)),
    )


def test_an_entry_page_answers_first_and_says_where_it_holds_and_how_fresh_it_is(
    config: Config, make_entry: MakeEntry
) -> None:
    reviewed = Review(status="reviewed", by="王敏", date=dt.date(2025, 10, 9), due=dt.date(2026, 10, 9))
    page = visible(render(config, make_entry("a", region="厦门", review=reviewed))["withdraw/a/index.html"])
    order = [
        "a 怎么办",
        "a 可以办。",
        "厦门",
        "2025年3月28日",
        "已核对",
        "王敏",
        "2025年10月9日",
        "2026年10月9日",
        "先登录，再提交。",
        "办事指南",
    ]
    places = [page.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)


def test_an_entry_that_nobody_checked_says_so_and_a_missing_region_is_not_guessed(
    config: Config, make_entry: MakeEntry
) -> None:
    page = visible(render(config, make_entry("a", region=None))["withdraw/a/index.html"])
    assert "未核对" in page
    assert "未注明" in page


def test_every_page_is_safe_with_hostile_texts_in_every_field(config: Config, hostile_entry: Entry) -> None:
    site = msgspec.structs.replace(
        config.site, title=HOSTILE, description=HOSTILE, disclaimer=HOSTILE, featured=("hostile",)
    )
    hostile_config = msgspec.structs.replace(config, site=site)
    for path, html in render(hostile_config, hostile_entry, base_url="https://example.org/").items():
        if not path.endswith(".html"):
            continue
        tree = LexborHTMLParser(html)
        assert not tree.css("img, iframe, object, embed, style, [style]"), path
        assert all(
            script.attributes.get("src") or script.attributes.get("type") == "application/ld+json"
            for script in tree.css("script")
        ), path
        assert not [node for node in tree.css("*") for name in node.attributes if name.startswith("on")], path
        links = [link.attributes.get("href") or "" for link in tree.css("a")]
        assert not [
            link for link in links if re.match(r"\s*(javascript|data|vbscript):", link, re.IGNORECASE)
        ], path
        assert "{{ 7 * 7 }}" in html or "49" not in html, path


@pytest.fixture(scope="module")
def plain_renderer() -> Renderer:
    return Renderer(Config())


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_a_page_shows_exactly_what_the_entry_says(plain_renderer: Renderer, text: str) -> None:
    entry = Entry(id="a", file="a.yaml", question=text, topic="other", answer="答")
    planned = plan_pages(Config(), (entry,))
    (page,) = (page for page in planned if page.path == "other/a/index.html")
    tree = LexborHTMLParser(plain_renderer.render(page).data.decode())
    assert tree.css_first("h1").text() == text
    assert (
        json.loads(tree.css_first('script[type="application/ld+json"]').text())["mainEntity"][0]["name"]
        == text
    )


def test_structured_data_cannot_end_its_script_element(config: Config, hostile_entry: Entry) -> None:
    html = render(config, hostile_entry)["withdraw/hostile/index.html"]
    (block,) = LexborHTMLParser(html).css('script[type="application/ld+json"]')
    data = json.loads(block.text())
    assert data["mainEntity"][0]["name"] == HOSTILE
    assert "点我" in data["mainEntity"][0]["acceptedAnswer"]["text"]


def test_feeds_stay_well_formed_with_control_characters_and_markup(
    config: Config, make_entry: MakeEntry
) -> None:
    site = msgspec.structs.replace(config.site, title="<b>&\x0c题")
    entry = make_entry("a", question="a\x0b<b>&]]>", summary="\x00\ufffe摘要")
    pages = render(msgspec.structs.replace(config, site=site), entry, base_url="https://example.org/faq")
    for path in ("feed.xml", "sitemap.xml", "opensearch.xml"):
        ElementTree.fromstring(pages[path])
    feed = ElementTree.fromstring(pages["feed.xml"])
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.findtext("a:entry/a:title", namespaces=atom) == "a<b>&]]>"
    assert feed.findtext("a:entry/a:id", namespaces=atom) == "https://example.org/faq/withdraw/a/"
    assert feed.findtext("a:updated", namespaces=atom) == "2025-03-28T00:00:00Z"


def test_links_between_pages_are_relative_and_lead_to_files_that_exist(
    config: Config, make_entry: MakeEntry
) -> None:
    entries = [
        make_entry(f"e{n:03}", region=("全国", "厦门", None)[n % 3], answer=f"[下一个](entry:e{n + 1:03})")
        for n in range(60)
    ]
    related = {entry.id: ["e000", "e001"] for entry in entries}
    pages = render(config, *entries, related=related)
    assets = {file.path for file in Renderer(config).asset_files()}
    for path, html in pages.items():
        if not path.endswith(".html") or path == "404.html":
            continue
        for node in LexborHTMLParser(html).css("[href], [src], [action]"):
            address = (
                next(node.attributes[name] for name in ("href", "src", "action") if name in node.attributes)
                or ""
            )
            if address.startswith(("tel:", "mailto:", "#")):
                continue
            target = _resolve(path, address.partition("?")[0])
            assert target in pages or target in assets, f"{path} links to {address}"
            assert not target.endswith("/"), f"{path}: {address} shows a listing from disk"


def _resolve(page: str, address: str) -> str:
    return unquote(urljoin(f"http://x/{page}", address)).removeprefix("http://x/")


def test_404_works_at_any_address_under_the_base_path(config: Config) -> None:
    html = render(config, base_url="https://example.org/deep/faq")["404.html"]
    assert 'href="/deep/faq/index.html"' in html
    assert 'data-root="/deep/faq/"' in html
    assert 'data-root="/"' in render(config)["404.html"]


def test_canonical_links_appear_only_with_a_base_url(config: Config, make_entry: MakeEntry) -> None:
    path = "withdraw/a/index.html"
    assert "canonical" not in render(config, make_entry("a"))[path]
    html = render(config, make_entry("a"), base_url="https://example.org/faq/")[path]
    assert '<link rel="canonical" href="https://example.org/faq/withdraw/a/">' in html


def test_every_page_forbids_inline_scripts_and_other_hosts(config: Config, make_entry: MakeEntry) -> None:
    for path, html in render(config, make_entry("a")).items():
        if path.endswith(".html"):
            assert "Content-Security-Policy\" content=\"default-src 'self'" in html, path


def test_pages_have_one_h1_a_language_and_one_search_box(config: Config, make_entry: MakeEntry) -> None:
    for path, html in render(config, make_entry("a", answer="# 大标题\n\n文")).items():
        if path.endswith(".html"):
            tree = LexborHTMLParser(html)
            assert len(tree.css("h1")) == 1, path
            assert len(tree.css('input[type="search"][name="q"][aria-label]')) == 1, path
            assert tree.css_first("html").attributes["lang"] == "zh-CN", path


def test_an_entry_page_adds_little_to_its_content(config: Config, make_entry: MakeEntry) -> None:
    entry = make_entry("a", answer="答" * 100)
    html = render(config, entry)["withdraw/a/index.html"]
    content = 2 * len(entry.answer.encode()) + 2 * len((entry.summary or "").encode())
    assert len(html.encode()) - content < 6000


def test_the_correction_link_carries_the_entrys_id(config: Config, make_entry: MakeEntry) -> None:
    assert (
        'href="mailto:help@example.org?subject=a"' in render(config, make_entry("a"))["withdraw/a/index.html"]
    )


def test_a_hotline_that_cannot_be_dialled_is_no_link(config: Config) -> None:
    hotline = msgspec.structs.replace(config.site.hotlines[0], number="窗口")
    site = msgspec.structs.replace(config.site, hotlines=(hotline,))
    assert "tel:" not in render(msgspec.structs.replace(config, site=site))["index.html"]


def test_rendering_twice_gives_the_same_bytes(config: Config, hostile_entry: Entry) -> None:
    assert render(config, hostile_entry) == render(config, hostile_entry)


def test_an_owner_replaces_templates_and_assets_one_by_one(
    tmp_path: Path, config: Config, make_entry: MakeEntry
) -> None:
    (tmp_path / "assets" / "css").mkdir(parents=True)
    (tmp_path / "assets" / "css" / "site.css").write_text("body { color: red }", encoding="utf-8")
    (tmp_path / "assets" / "logo.png").write_bytes(b"png")
    (tmp_path / "about.html").write_text(
        '{% extends "base.html" %}{% block main %}<h1>我们</h1>{% endblock %}', encoding="utf-8"
    )
    pages = render(config, make_entry("a"), overrides=tmp_path)
    assert "<h1>我们</h1>" in pages["about/index.html"]
    assert "先登录" in pages["withdraw/a/index.html"]
    files = {file.path: file.data for file in Renderer(config, tmp_path).asset_files()}
    assert files["assets/logo.png"] == b"png"
    (style,) = (path for path in files if path.endswith(".css"))
    assert files[style] == b"body { color: red }"
    assert style in pages["index.html"]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% if %}", r"about\.html:1: .*mend the template"),
        ("一\n{{ page.nothing }}", r"about\.html:2: .*nothing.*mend the template"),
        ("{{ 1|nofilter }}", r"about\.html:1: .*nofilter.*mend the template"),
    ],
)
def test_a_mistake_in_a_template_is_reported_with_its_file_and_line(
    tmp_path: Path, config: Config, template: str, message: str
) -> None:
    (tmp_path / "about.html").write_text(template, encoding="utf-8")
    with pytest.raises(ContentError, match=message):
        render(config, overrides=tmp_path)


def test_every_template_that_cannot_be_compiled_is_named_before_anything_is_rendered(
    tmp_path: Path, config: Config, make_entry: MakeEntry
) -> None:
    (tmp_path / "entry.html").write_text("{% block %}", encoding="utf-8")
    (tmp_path / "home.html").write_bytes(b"\xff\xfe\x00")
    planned = plan_pages(config, (make_entry("a"),))
    Renderer(config).prepare(page.template for page in planned)
    with pytest.raises(ContentError, match=r"entry\.html:1: .*\n.*home\.html: .*UTF-8"):
        Renderer(config, tmp_path).prepare(page.template for page in planned)
    with pytest.raises(ContentError, match=r"home\.html: .*UTF-8"):
        Renderer(config, tmp_path).digest  # noqa: B018


def test_the_digest_changes_with_templates_and_configuration(tmp_path: Path, config: Config) -> None:
    plain = Renderer(config).digest
    assert Renderer(config).digest == plain
    assert Renderer(config, None, "https://example.org/").digest != plain
    site = msgspec.structs.replace(config.site, title="另一个")
    assert Renderer(msgspec.structs.replace(config, site=site)).digest != plain
    (tmp_path / "entry.html").write_text("x", encoding="utf-8")
    assert Renderer(config, tmp_path).digest != plain


@given(st.one_of(st.text(), st.text(alphabet="&<>\"'甲a"), st.integers(), st.none(), st.text().map(Markup)))
def test_values_are_escaped_as_markupsafe_does(value: object) -> None:
    assert escape_text(value) == str(escape(value))
