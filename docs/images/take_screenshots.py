"""Take the README's screenshots of the shipped site: `python docs/images/take_screenshots.py`.

Each page alone, as `home-phone.png`, and all pages of a device beside each other, as `phone.png`.
"""

import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from wendaku.build import build_site

IMAGES = Path(__file__).resolve().parent
CONTENT = IMAGES.parent.parent / "content"
QUERY = "卡里的钱怎么取出来"
PAGES = {
    "home": "index.html",
    "topic": "remote-care/index.html",
    "entry": "balance-withdrawal/balance-used-up/index.html",
    "search": f"search/index.html?q={quote(QUERY)}",
}
# Twice the pixels on the phone, whose picture is shown at half its size.
VIEWPORTS = {"phone": (390, 844, 2), "desktop": (1440, 900, 1)}
# Width of the picture of all pages, and of each page in it.
SHEETS = {"phone": (1600, 376), "desktop": (2000, 976)}
SHEET = """<!doctype html><style>
body {{ margin: 0; padding: 16px; box-sizing: border-box; width: {width}px; display: flex; flex-wrap: wrap; gap: 16px; background: #d5ddda }}
img {{ width: {each}px; display: block; border-radius: 10px }}
</style>{images}"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        content = Path(folder) / "content"
        shutil.copytree(CONTENT, content)
        build_site(content, site)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for device, (width, height, scale) in VIEWPORTS.items():
                page = browser.new_page(
                    viewport={"width": width, "height": height}, device_scale_factor=scale, locale="zh-CN"
                )
                for name, path in PAGES.items():
                    page.goto(f"{site.as_uri()}/{path}")
                    settle(page, name)
                    page.screenshot(path=IMAGES / f"{name}-{device}.png")
                take_sheet(page, device, Path(folder) / "sheet.html")
            browser.close()


def take_sheet(page: Page, device: str, sheet: Path) -> None:
    width, each = SHEETS[device]
    images = "".join(f'<img src="{(IMAGES / f"{name}-{device}.png").as_uri()}">' for name in PAGES)
    sheet.write_text(SHEET.format(width=width, each=each, images=images), encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 100})
    page.goto(sheet.as_uri())
    page.screenshot(path=IMAGES / f"{device}.png", full_page=True, scale="css")


def settle(page: Page, name: str) -> None:
    if name == "search":
        page.locator("[data-result]").first.wait_for()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
