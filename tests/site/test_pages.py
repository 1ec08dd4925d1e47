"""Which pages a site has, and what they are told of other entries."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec

from wendaku.config import Config
from wendaku.model import Entry, Reference, Review, Source
from wendaku.site import PlannedPage, plan_pages

MakeEntry = Callable[..., Entry]


def plan(config: Config, *entries: Entry, **fields: Any) -> dict[str, PlannedPage]:
    pages = plan_pages(config, entries, **fields)
    planned = {page.path: page for page in pages}
    assert len(planned) == len(pages), "a path is planned twice"
    return planned


def questions(page: PlannedPage) -> list[str]:
    return [line.question for line in page.context.entries]  # type: ignore[attr-defined]


def test_an_empty_site_has_its_fixed_pages_and_every_topic(config: Config) -> None:
    assert set(plan(config)) == {
        "index.html", "search/index.html", "about/index.html", "all/index.html", "404.html", "robots.txt",
        "withdraw/index.html", "loan/index.html",
    }  # fmt: skip


def test_an_entry_has_its_page_under_its_topic(config: Config, make_entry: MakeEntry) -> None:
    assert "loan/limit/index.html" in plan(config, make_entry("limit", topic="loan"))


def test_quarantined_entries_appear_nowhere(config: Config, make_entry: MakeEntry) -> None:
    withheld = make_entry(
        "lure", question="加微信秒提", review=Review(status="quarantined", reason="第 3 行")
    )
    planned = plan(
        config, withheld, make_entry("rent"), related={"rent": ["lure"]}, base_url="https://example.org/"
    )
    assert not [path for path in planned if "lure" in path]
    assert "加微信" not in str(list(planned.values()))


def test_the_other_topic_has_pages_only_where_it_has_entries(config: Config, make_entry: MakeEntry) -> None:
    assert "other/index.html" not in plan(config, make_entry("rent"))
    planned = plan(config, make_entry("odd", topic="other"))
    assert "other/index.html" in planned
    assert [card.title for card in planned["index.html"].context.cards] == ["提取", "贷款", "其他"]  # type: ignore[attr-defined]


def test_the_home_page_counts_topics_and_ignores_unknown_featured_ids(
    config: Config, make_entry: MakeEntry
) -> None:
    home: Any = plan(config, make_entry("rent"), make_entry("buy"))["index.html"].context
    assert [(card.title, card.count) for card in home.cards] == [("提取", 2), ("贷款", 0)]
    assert [line.question for line in home.featured] == ["rent 怎么办"]
    assert home.latest == ()


def test_without_featured_entries_the_home_page_shows_the_latest(
    config: Config, make_entry: MakeEntry
) -> None:
    old = make_entry("old", source=Source(page="a.txt", published=dt.date(2020, 1, 1)))
    new = make_entry("new", review=Review(status="reviewed", date=dt.date(2025, 9, 1)))
    home: Any = plan(config, old, new, make_entry("undated", source=None))["index.html"].context
    assert [line.question for line in home.latest] == ["new 怎么办", "old 怎么办", "undated 怎么办"]


def test_lists_show_featured_then_national_then_the_freshest(config: Config, make_entry: MakeEntry) -> None:
    entries = (
        make_entry("b-local", region="厦门", source=Source(page="a.txt", published=dt.date(2025, 9, 1))),
        make_entry("a-national"),
        make_entry("c-newer", source=Source(page="a.txt", published=dt.date(2025, 9, 1))),
        make_entry("rent", region=None),
    )
    names = [question.split()[0] for question in questions(plan(config, *entries)["withdraw/index.html"])]
    assert names == ["rent", "c-newer", "a-national", "b-local"]


def test_long_lists_are_cut_into_pages_of_fifty(config: Config, make_entry: MakeEntry) -> None:
    planned = plan(config, *(make_entry(f"e{number:03}") for number in range(101)))
    for folder in ("withdraw", "all"):
        pages = [planned[f"{folder}/index.html"], *(planned[f"{folder}/page/{n}/index.html"] for n in (2, 3))]
        assert f"{folder}/page/4/index.html" not in planned
        pagings: list[Any] = [page.context.paging for page in pages]  # type: ignore[attr-defined]
        assert [paging.previous for paging in pagings] == [
            None, f"{folder}/index.html", f"{folder}/page/2/index.html",
        ]  # fmt: skip
        assert [link.address for link in pagings[1].links] == [
            f"{folder}/index.html", f"{folder}/page/2/index.html", f"{folder}/page/3/index.html",
        ]  # fmt: skip
    assert [
        len(questions(planned[path])) for path in ("withdraw/index.html", "withdraw/page/3/index.html")
    ] == [50, 1]


def test_a_topic_of_several_regions_has_a_list_for_each(config: Config, make_entry: MakeEntry) -> None:
    planned = plan(
        config,
        make_entry("national"),
        make_entry("city", region="厦门"),
        make_entry("province", region="福建省"),
        make_entry("unsaid", region=None),
    )
    first: Any = planned["withdraw/index.html"].context
    assert [(choice.title, choice.count) for choice in first.regions] == [
        ("全国", 1), ("福建", 1), ("厦门", 1), ("未注明", 1),
    ]  # fmt: skip
    city: Any = planned["withdraw/region/厦门/index.html"].context
    assert [line.question for line in city.entries] == ["city 怎么办"]
    assert [choice.title for choice in city.elsewhere] == ["福建", "全国"], "what else holds in 厦门"
    assert "%E5%8E%A6%E9%97%A8" in next(choice.address for choice in city.regions if choice.chosen)


def test_a_topic_of_one_region_needs_no_filter(config: Config, make_entry: MakeEntry) -> None:
    planned = plan(config, make_entry("a"), make_entry("b"))
    assert not [path for path in planned if "/region/" in path]
    assert planned["withdraw/index.html"].context.regions == ()  # type: ignore[attr-defined]


def test_a_place_that_no_table_knows_cannot_lead_out_of_its_folder(
    config: Config, make_entry: MakeEntry
) -> None:
    planned = plan(
        config, make_entry("a"), make_entry("b", region="../../etc"), make_entry("c", region="A/B")
    )
    regional = [path for path in planned if "/region/" in path]
    assert len(regional) == 3
    assert all(
        path.startswith("withdraw/region/") and path.count("/") == 3 and ".." not in path for path in regional
    )


def test_related_and_linked_entries_without_a_page_are_left_out(
    config: Config, make_entry: MakeEntry
) -> None:
    answer = "见[租房](entry:rent)和[不存在](entry:gone)。"
    planned = plan(
        config, make_entry("a", answer=answer), make_entry("rent"), related={"a": ["gone", "a", "rent"]}
    )
    page: Any = planned["withdraw/a/index.html"].context
    assert [line.question for line in page.related] == ["rent 怎么办"]
    assert page.links == {"rent": "withdraw/rent/index.html"}


def test_an_edited_answer_changes_the_context_of_its_own_page_alone(
    config: Config, make_entry: MakeEntry
) -> None:
    others = (make_entry("rent"), make_entry("c", region="厦门"))
    related = {"rent": ["a"], "a": ["rent"]}

    def digests(answer: str) -> dict[str, bytes]:
        planned = plan(config, make_entry("a", answer=answer), *others, related=related)
        return {path: msgspec.msgpack.encode(page.context) for path, page in planned.items()}

    before, after = digests("先登录。"), digests("先登录。\n\n再提交。")
    assert {path for path in before if before[path] != after[path]} == {"withdraw/a/index.html"}


def test_the_plan_does_not_depend_on_the_order_of_entries(config: Config, make_entry: MakeEntry) -> None:
    entries = [make_entry(f"e{number}", region=("厦门", None, "全国")[number % 3]) for number in range(9)]
    assert plan(config, *entries) == plan(config, *reversed(entries))


def test_the_about_page_counts_entries_and_names_rules_once(config: Config, make_entry: MakeEntry) -> None:
    rule = Reference(title="提取办法", number="示建〔2024〕1号")
    linked = Reference(title="提取办法", number="示建〔2024〕1号", url="https://example.org/rule")
    reviewed = Review(status="reviewed", by="甲", date=dt.date(2025, 1, 1))
    about: Any = plan(
        config, make_entry("a", references=(rule,), review=reviewed), make_entry("b", references=(linked,))
    )["about/index.html"].context
    assert (about.count, about.reviewed) == (2, 1)
    assert [reference.url for reference in about.references] == ["https://example.org/rule"]


def test_what_needs_a_base_url_is_planned_only_with_one(config: Config, make_entry: MakeEntry) -> None:
    wanted = {"sitemap.xml", "feed.xml", "opensearch.xml"}
    assert not wanted & set(plan(config, make_entry("a")))
    assert wanted <= set(plan(config, make_entry("a"), base_url="https://example.org/"))


def test_a_feed_needs_a_date(config: Config, make_entry: MakeEntry) -> None:
    planned = plan(config, make_entry("a", source=None), base_url="https://example.org/")
    assert "feed.xml" not in planned
    assert planned["index.html"].context.has_feed is False  # type: ignore[attr-defined]


def test_a_sitemap_too_long_for_one_file_is_an_index_of_parts(config: Config, make_entry: MakeEntry) -> None:
    entry = make_entry("e")
    entries = (msgspec.structs.replace(entry, id=f"e{number}") for number in range(50_001))
    planned = plan(config, *entries, base_url="https://example.org/")
    assert planned["sitemap.xml"].context.parts == ("sitemap-1.xml", "sitemap-2.xml")  # type: ignore[attr-defined]
    assert [len(planned[f"sitemap-{n}.xml"].context.pages) for n in (1, 2)] == [50_000, 6]  # type: ignore[attr-defined]
