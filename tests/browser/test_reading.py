"""The pages as people read them: on a phone, without scripts, in the dark, on paper, from disk."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from wendaku.build import BuildOptions, build_site

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
PAGES = [
    "index.html", "withdraw/index.html", "withdraw/page/2/index.html", "withdraw/region/全国/index.html", "all/index.html",
    "about/index.html", "search/index.html", "withdraw/rent/index.html", "withdraw/endless/index.html",
    "withdraw/hostile/index.html", "loan/early/index.html",
]  # fmt: skip

# WCAG 2.2, relative luminance and contrast ratio; text against the nearest opaque background.
CONTRAST = """() => {
  const numbers = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const color = numbers(getComputedStyle(node).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll('body *')) {
    const text = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!text || !node.checkVisibility() || ['SCRIPT', 'OPTION'].includes(node.tagName)) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(numbers(style.color)), light(ground(node))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) poor.push(`${node.tagName}.${node.className} ${style.color}`);
  }
  return poor;
}"""

# Everything that is pressed, save links inside running text (WCAG 2.2, 2.5.8 exempts those).
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, select, input')]
  .filter((node) => node.checkVisibility() && !node.closest('.answer, article section, .note, .lead, noscript') && !node.matches('.skip'))
  .filter((node) => { const box = node.getBoundingClientRect(); return box.height < 43.5; })
  .filter((node) => !node.matches('.entries a, .cards a, .questions h2 a, section > h2 > a'))
  .map((node) => node.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_scrolls_sideways(new_page: NewPage, site_url: str, viewport: dict[str, int]) -> None:
    page = new_page(viewport=viewport)
    for path in PAGES:
        page.goto(site_url + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(new_page: NewPage, site_url: str, scheme: str) -> None:
    page = new_page(viewport=PHONE, color_scheme=scheme)
    for path in [*PAGES, "search/index.html?q=提取"]:
        page.goto(site_url + path)
        if "?" in path:
            expect(page.locator("[data-result]").first).to_be_visible()
        assert page.evaluate(CONTRAST) == [], path


def test_what_is_pressed_on_a_phone_is_large_enough_for_a_finger(new_page: NewPage, site_url: str) -> None:
    page = new_page(viewport=PHONE)
    for path in PAGES:
        page.goto(site_url + path)
        assert page.evaluate(SMALL_TARGETS) == [], path


def test_text_is_set_for_reading_chinese(new_page: NewPage, site_url: str) -> None:
    page = new_page(viewport=DESKTOP)
    page.goto(site_url + "withdraw/rent/index.html")
    size, leading, width = page.evaluate(
        "() => { const style = getComputedStyle(document.querySelector('.answer p'));"
        "return [style.fontSize, style.lineHeight, document.querySelector('.answer').clientWidth].map(parseFloat); }"
    )
    assert size >= 17
    assert 1.7 <= leading / size <= 1.9
    assert 32 <= width / size <= 44, "characters a line"


def test_without_javascript_everything_but_search_can_be_read_and_reached(
    new_page: NewPage, site_url: str
) -> None:
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto(site_url)
    page.locator(".cards").get_by_role("link", name="提取").click()
    expect(page.locator("h1")).to_contain_text("提取")
    page.get_by_role("navigation", name="按适用地区筛选").get_by_role("link", name="福建").click()
    expect(page.locator(".entries")).to_contain_text("能给父母治病提取吗")
    expect(page.locator(".note")).to_contain_text("全国")
    page.get_by_role("link", name="能给父母治病提取吗").click()
    expect(page.locator(".answer")).to_contain_text("凭住院发票提取")
    page.get_by_role("link", name="全部问题").first.click()
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_role("navigation", name="翻页").locator("[aria-current]")).to_have_text("2")


def test_without_javascript_the_search_page_points_to_the_lists(new_page: NewPage, site_url: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site_url)
    page.locator("input[type=search]").fill("租房")
    page.get_by_role("button", name="搜索").click()
    page.wait_for_url("**/search/index.html?q=*")
    expect(page.locator("main")).to_contain_text("要用到 JavaScript")
    page.locator("main").get_by_role("link", name="全部问题").click()
    expect(page.locator("h1")).to_contain_text("全部问题")


def test_the_whole_site_can_be_walked_from_disk(new_page: NewPage, site_folder: Path) -> None:
    page = new_page()
    for path in PAGES:
        page.goto((site_folder / path).as_uri())
        assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none", (
            f"{path} has no style"
        )
        assert page.evaluate("typeof window.wendaku.search") == "function", path


def test_an_entry_links_to_the_entries_it_names_and_to_related_ones(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url + "withdraw/rent/index.html")
    page.locator(".answer").get_by_role("link", name="能贷多少").click()
    page.wait_for_url("**/loan/limit/index.html")
    expect(page.locator("h1")).to_have_text("公积金贷款额度是多少")


def test_paper_gets_the_answer_without_the_furniture(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url + "withdraw/rent/index.html")
    page.emulate_media(media="print")
    for selector in ("header", ".crumbs", "footer nav"):
        expect(page.locator(selector)).to_be_hidden()
    for selector in (".summary", ".answer", "footer p"):
        expect(page.locator(selector).first).to_be_visible()


def test_the_first_tab_stop_skips_to_the_text(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url + "withdraw/rent/index.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()


def test_the_page_that_is_not_there_works_at_any_depth(
    new_page: NewPage, content_folder: Path, serve: Callable[..., str], tmp_path: Path
) -> None:
    out = tmp_path / "site"
    build_site(content_folder, out, BuildOptions(base_url="https://example.org/team/faq/"))
    lost = out / "withdraw" / "gone" / "index.html"
    lost.parent.mkdir()
    lost.write_bytes((out / "404.html").read_bytes())
    page = new_page()
    page.goto(serve(out, "/team/faq/") + "withdraw/gone/index.html")
    page.locator("input[type=search]").press_sequentially("租房")
    page.locator("[data-result]").first.click()
    page.wait_for_url("**/team/faq/withdraw/rent/index.html")
