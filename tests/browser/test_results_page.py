"""The results page: its address holds the query, the filters and how much is shown; history gives them back."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]

RESULTS = "#results [data-result]"


def address(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def wait_until(page: Page, condition: str) -> None:
    """Wait for a JavaScript condition, looking at every frame; Playwright's own wait needs `eval`, which the policy forbids."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
            const started = performance.now();
            const look = () => {{
                if ({condition}) done();
                else if (performance.now() - started > 20000) fail('never came true: {condition}');
                else requestAnimationFrame(look);
            }};
            look();
        }})"""
    )


def open_results(page: Page, site_url: str, query: str) -> None:
    page.goto(f"{site_url}search/index.html?q={query}")
    expect(page.locator(RESULTS).first).to_be_visible()


def test_the_address_alone_brings_back_query_and_filters(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(f"{site_url}search/index.html?q=公积金&topic=loan&region=厦门")
    expect(page.locator(RESULTS)).to_have_count(1)
    expect(page.locator(RESULTS)).to_have_attribute("data-entry", "limit")
    expect(page.locator("#q")).to_have_value("公积金")
    expect(page.locator("#topic")).to_have_value("loan")
    expect(page.locator("#region")).to_have_value("厦门")


def test_a_place_without_entries_of_its_own_has_those_of_its_province_and_the_country(
    new_page: NewPage, site_url: str
) -> None:
    page = new_page()
    page.goto(f"{site_url}search/index.html?q=提取&region=泉州")
    expect(page.locator("#region")).to_have_value("泉州")
    expect(page.locator('[data-entry="parents"]')).to_be_visible()
    expect(page.locator('[data-entry="rent"]')).to_be_visible()
    expect(page.locator('[data-entry="limit"]')).to_have_count(0)


def test_typing_and_filtering_are_written_into_the_address(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url + "search/index.html")
    page.locator("#q").press_sequentially("提取")
    expect(page.locator(RESULTS).first).to_be_visible()
    assert address(page) == {"q": "提取"}
    page.locator("#region").select_option("福建")
    expect(page.locator('[data-entry="parents"]')).to_be_visible()
    assert address(page) == {"q": "提取", "region": "福建"}
    page.locator("#topic").select_option("loan")
    expect(page.locator('[data-entry="parents"]')).to_have_count(0)
    assert address(page) == {"q": "提取", "region": "福建", "topic": "loan"}


def test_the_page_says_how_many_there_are_in_all(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    open_results(page, site_url, "网点周六上午")
    expect(page.locator(RESULTS)).to_have_count(20)
    expect(page.locator("#status")).to_contain_text("共找到 60 条")


def test_back_restores_query_filters_and_place(new_page: NewPage, site_url: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    open_results(page, site_url, "网点")
    page.locator("#more").click()
    expect(page.locator(RESULTS)).to_have_count(40)
    page.locator(RESULTS).nth(30).scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    opened = page.locator(RESULTS).nth(30).get_attribute("data-entry")
    page.locator(RESULTS).nth(30).click()
    page.wait_for_url(f"**/{opened}/index.html")
    page.go_back()
    expect(page.locator(RESULTS)).to_have_count(40)
    wait_until(page, f"Math.abs(scrollY - {place}) < 60")
    assert address(page) == {"q": "网点", "n": "40"}


def test_back_leads_from_one_query_to_the_one_before(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    open_results(page, site_url, "租房")
    page.locator("#q").fill("提前还款")
    page.keyboard.press("Enter")
    expect(page.locator(RESULTS).first).to_have_attribute("data-entry", "early")
    page.go_back()
    expect(page.locator(RESULTS).first).to_have_attribute("data-entry", "rent")
    expect(page.locator("#q")).to_have_value("租房")
    page.go_forward()
    expect(page.locator("#q")).to_have_value("提前还款")


def test_show_more_gives_every_match_and_keeps_the_keyboards_place(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    open_results(page, site_url, "周末上班")
    for already, count in ((20, 40), (40, 60)):
        page.locator("#more").focus()
        page.keyboard.press("Enter")
        expect(page.locator(RESULTS)).to_have_count(count)
        assert (
            page.evaluate("[...document.querySelectorAll('#results a')].indexOf(document.activeElement)")
            == already
        )
    found = page.locator(RESULTS).evaluate_all("links => links.map((link) => link.dataset.entry)")
    assert len(set(found)) == 60
    assert all(entry_id.startswith("branch-") for entry_id in found)


def test_arrows_lead_from_the_box_through_the_list_and_back(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    open_results(page, site_url, "网点")
    page.locator("#q").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(RESULTS).nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()


def test_a_result_says_where_it_holds_and_how_fresh_it_is(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    open_results(page, site_url, "租房")
    rent = page.locator("#results li").first
    expect(rent).to_contain_text("全国")
    expect(rent).to_contain_text("已核对 2025-10-09")
    page.locator("#q").fill("提前还款")
    expect(page.locator("#results li").first).to_contain_text("地区未注明")
    expect(page.locator("#results li").first).to_contain_text("未核对")


def test_a_match_in_the_answer_alone_is_shown_with_its_passage(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    open_results(page, site_url, "无房证明")
    rent = page.locator("#results li", has=page.locator('[data-entry="rent"]'))
    expect(rent.locator(".text")).to_contain_text("无房证明")
    expect(rent.locator(".text mark").first).to_be_visible()


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("zufang", "按拼音“zufang”找到“租房”"),
        ("租方", "与“租方”相近的“租房”"),
        ("貸款額度", "按简繁写法找到“贷款额度”"),
    ],
)
def test_a_result_that_is_no_literal_hit_says_why_it_is_there(
    new_page: NewPage, site_url: str, query: str, reason: str
) -> None:
    page = new_page()
    open_results(page, site_url, query)
    expect(page.locator("#results li").first.locator(".why")).to_have_text(reason)


def test_a_slip_of_the_pen_is_asked_back(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    open_results(page, site_url, "租方")
    page.locator("#status").get_by_role("link", name="租房").click()
    expect(page.locator("#q")).to_have_value("租房")
    expect(page.locator(RESULTS).first).to_have_attribute("data-entry", "rent")


def test_a_query_that_finds_nothing_gets_help(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url + "search/index.html?q=ξψω&topic=loan")
    expect(page.locator("#status")).to_contain_text("没有找到")
    expect(page.locator("#help")).to_contain_text("按主题找")
    expect(page.locator('#help a[href="tel:12329"]')).to_be_visible()
    expect(page.locator("#status a")).to_contain_text("不限主题")


def test_screen_readers_hear_how_many_were_found(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    open_results(page, site_url, "租房")
    expect(page.get_by_role("status")).to_contain_text("找到")


def test_nothing_moves_while_results_and_passages_come_in(new_page: NewPage, site_url: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const e of list.getEntries())"
        " if (!e.hadRecentInput) window.shift += e.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    open_results(page, site_url, "无房证明")
    expect(page.locator("#results .text").first).to_contain_text("无房证明")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.shift") < 0.01


def test_missing_search_data_are_admitted(chromium: Browser, site_url: str) -> None:
    page = chromium.new_page(locale="zh-CN")
    page.route(
        "**/search-data/**",
        lambda route: route.abort() if "index.js" not in route.request.url else route.continue_(),
    )
    page.goto(site_url + "search/index.html?q=租房")
    expect(page.locator("#status")).to_contain_text("没有取到")
    expect(page.locator("#help")).to_be_visible()
    page.close()


def test_the_results_page_works_from_disk(new_page: NewPage, site_folder: Path) -> None:
    page = new_page()
    page.goto((site_folder / "search" / "index.html").as_uri() + "?q=租房")
    expect(page.locator(RESULTS).first).to_have_attribute("data-entry", "rent")
    page.locator("#q").fill("提前还款")
    expect(page.locator(RESULTS).first).to_have_attribute("data-entry", "early")
    assert address(page) == {"q": "提前还款"}
