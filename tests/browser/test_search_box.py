"""The search box under every page's hands: typing, keys, input methods, screen readers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]

RESULTS = "[data-result]"


def box(page: Page) -> Locator:
    return page.locator("input[type=search]")


def entries(page: Page) -> list[str]:
    return page.locator(RESULTS).evaluate_all("links => links.map((link) => link.dataset.entry)")


def put_in(page: Page, text: str) -> None:
    """Set the whole query at once, as an input method commits it."""
    page.evaluate(
        """(text) => {
            const box = document.querySelector('input[type=search]');
            box.focus();
            box.value = text;
            box.dispatchEvent(new InputEvent('input', {bubbles: true}));
        }""",
        text,
    )


def test_typing_shows_the_right_entry_first_and_marks_what_matched(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url)
    box(page).press_sequentially("租房")
    first = page.locator(RESULTS).first
    expect(first).to_have_attribute("data-entry", "rent")
    expect(first.locator("b mark").first).to_have_text("租房")
    expect(first).to_contain_text("可以。连续缴存满三个月")


def test_one_character_is_enough_for_suggestions(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url)
    box(page).press_sequentially("租")
    expect(page.locator(RESULTS).first).to_have_attribute("data-entry", "rent")


def test_an_empty_box_shows_no_results(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url)
    expect(page.locator(RESULTS)).to_have_count(0)
    put_in(page, "租房")
    expect(page.locator(RESULTS).first).to_be_visible()
    put_in(page, "")
    expect(page.locator(RESULTS)).to_have_count(0)


def test_only_the_answer_to_the_latest_query_is_shown(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url)
    for query in ("网点", "提前还款", "大病", "租房"):
        put_in(page, query)
    expect(page.locator(RESULTS).first).to_have_attribute("data-entry", "rent")
    page.evaluate("wendaku.searchAll('网点', {limit: 10})")
    assert entries(page)[0] == "rent"


def test_the_keyboard_alone_finds_and_opens_an_entry(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url + "about/index.html")
    page.keyboard.press("/")
    page.keyboard.type("租房")
    expect(page.locator(RESULTS).first).to_be_visible()
    expect(box(page)).to_have_value("租房")
    page.keyboard.press("ArrowDown")
    active = page.locator("#" + (box(page).get_attribute("aria-activedescendant") or "none"))
    expect(active).to_have_attribute("aria-selected", "true")
    expect(active).to_have_attribute("data-entry", "rent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/withdraw/rent/index.html")
    expect(page.locator("h1")).to_have_text("租房可以提取公积金吗")


def test_arrows_go_round_the_list_and_escape_closes_it(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url)
    box(page).press_sequentially("网点")
    expect(page.locator(RESULTS)).to_have_count(7)
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_have_attribute("aria-activedescendant", "suggestion-6")
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("网点")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".suggestions")).to_be_visible()


def test_enter_without_a_choice_opens_the_results_page(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url)
    box(page).press_sequentially("提前还款")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html?q=*")
    expect(page.locator(RESULTS).first).to_have_attribute("data-entry", "early")
    expect(box(page)).to_have_value("提前还款")


def test_a_click_on_a_suggestion_opens_it(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url + "withdraw/leave/index.html")
    box(page).press_sequentially("租房")
    page.locator(RESULTS).first.click()
    page.wait_for_url("**/withdraw/rent/index.html")


def test_leaving_the_box_closes_the_list(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url)
    box(page).press_sequentially("租房")
    expect(page.locator(RESULTS).first).to_be_visible()
    page.locator("h1").click()
    expect(page.locator(".suggestions")).to_be_hidden()
    box(page).focus()
    expect(page.locator(RESULTS).first).to_be_visible()


def test_letters_of_an_input_method_are_not_searched_before_they_are_committed(
    new_page: NewPage, site_url: str
) -> None:
    page = new_page()
    page.goto(site_url)
    box(page).focus()
    keyboard = page.context.new_cdp_session(page)
    page.evaluate(
        "() => { window.asked = []; const all = wendaku.searchAll;"
        "wendaku.searchAll = (query, options) => { window.asked.push(query); return all(query, options); }; }"
    )
    for letters in ("zu", "zu'f", "zu'fang"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
    keyboard.send("Input.insertText", {"text": "租房"})
    expect(page.locator(RESULTS).first).to_have_attribute("data-entry", "rent")
    assert set(page.evaluate("window.asked")) == {"租房"}


def test_screen_readers_are_told_what_the_box_is_and_how_much_it_found(
    new_page: NewPage, site_url: str
) -> None:
    page = new_page()
    page.goto(site_url)
    field = page.get_by_role("combobox", name="搜索问题")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_attribute("aria-autocomplete", "list")
    field.press_sequentially("租房")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox")).to_have_id(field.get_attribute("aria-controls") or "")
    assert page.get_by_role("option").count() > 0
    expect(page.get_by_role("status")).to_contain_text("找到")


def test_slash_is_a_character_like_any_other_inside_the_box(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    page.goto(site_url)
    box(page).press_sequentially("1/2")
    expect(box(page)).to_have_value("1/2")


def test_search_works_from_disk(new_page: NewPage, site_folder: Path) -> None:
    page = new_page()
    page.goto((site_folder / "withdraw" / "leave" / "index.html").as_uri())
    box(page).press_sequentially("租房")
    page.locator(RESULTS).first.click()
    page.wait_for_url("file://**/withdraw/rent/index.html")
    expect(page.locator("h1")).to_have_text("租房可以提取公积金吗")


@pytest.mark.parametrize("query", ["alert", "script", "onerror"])
def test_hostile_texts_are_shown_as_text(new_page: NewPage, site_url: str, query: str) -> None:
    page = new_page()
    page.goto(site_url)
    box(page).press_sequentially(query)
    hostile = page.locator('[data-entry="hostile"]')
    expect(hostile).to_contain_text("<script>document.title='owned'</script>")
    hostile.click()
    page.wait_for_url("**/withdraw/hostile/index.html")
    expect(page.locator("h1")).to_contain_text("<img src=x onerror=alert(1)>{{ 7*7 }}")
    assert page.locator("main img, main [onerror], main a[href^='javascript']").count() == 0
    assert page.title() != "owned"
