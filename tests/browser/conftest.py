"""A real Chromium, a real built site, and a watch on what no page of it may ever do."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from wendaku.build import build_site

expect.set_options(timeout=20_000)

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")

SITE = {
    "title": "公积金问答",
    "description": "住房公积金常见问题，先给结论，再讲怎么办。",
    "disclaimer": "仅供参考，以公积金中心答复为准。",
    "in_doubt": "先打 **12329**。",
    "hotlines": [{"number": "12329", "name": "公积金热线", "note": "工作日有人接"}],
    "correction": "mailto:help@example.org?subject={id}",
    "featured": ["rent", "limit"],
    "example_queries": ["租房能提取吗"],
}
TOPICS = {
    "topics": [
        {"id": "withdraw", "title": "提取", "order": 1, "introduction": "哪些情形能提取，办理要带什么。"},
        {"id": "loan", "title": "贷款", "order": 2, "introduction": "能贷多少，怎么申请，怎么还。"},
    ]
}
WORDS = {
    "dictionary": {"公积金": 20000, "提取": 9000, "租房": 9000, "贷款": 9000, "额度": 5000, "还款": 5000},
    "synonyms": [{"words": ["提取", "取出来"]}],
    "stop_words": ["的", "了", "吗", "怎么"],
}
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>{{ 7*7 }}"


def entry(question: str, answer: str, **fields: Any) -> dict[str, Any]:
    return {"question": question, "topic": "withdraw", "region": "全国", "answer": answer} | fields


ENTRIES: dict[str, dict[str, Any]] = {
    "rent": entry(
        "租房可以提取公积金吗",
        "## 条件\n\n连续缴存满三个月，本人和配偶在当地没有自己的住房。\n\n## 怎么办\n\n1. 登录网上大厅；\n2. 提交无房证明；\n"
        "3. 等待到账。\n\n| 方式 | 多久到账 |\n|:--|--:|\n| 网上 | 三个工作日 |\n\n另见[能贷多少](entry:limit)。",
        aliases=["交房租能不能用公积金"],
        summary="可以。连续缴存满三个月、当地没有住房，就能按月提取付房租。",
        source={"page": "rent.txt", "title": "租房提取指南", "publisher": "示例中心", "published": "2025-03-28"},
        review={"status": "reviewed", "by": "王敏", "date": "2025-10-09", "due": "2026-10-09"},
    ),
    "limit": entry("公积金贷款额度是多少", "看账户余额、缴存时间和当地上限，三者取低。", topic="loan", region="厦门"),
    "early": entry("提前还款要交违约金吗", "不用。还款满一年以后可以申请提前还清，窗口当天就办。", topic="loan", region=None),
    "leave": entry("离职以后公积金怎么取出来", "账户封存满半年，没有新单位继续缴存，就可以销户提取。"),
    "parents": entry("能给父母治病提取吗", "本人、配偶和父母得了大病，都可以凭住院发票提取。", region="福建"),
    "hostile": entry(HOSTILE, f"{HOSTILE}\n\n[点](javascript:alert(1))", aliases=[HOSTILE], summary=HOSTILE),
    "endless": entry("A" * 280, "B" * 4000 + "\n\n```\n" + "C" * 300 + "\n```\n\n| " + "D" * 200 + " |\n|--|\n| 一 |"),
} | {
    f"branch-{number:02}": entry(f"第{number}网点周末上班吗", f"第{number}网点周六上午办公，周日休息。")
    for number in range(1, 61)
}  # fmt: skip


@pytest.fixture(scope="session")
def content_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the test site as a content folder."""
    content = tmp_path_factory.mktemp("browser") / "content"
    for name, data in (("site", SITE), ("topics", TOPICS), ("words", WORDS)):
        _write_yaml(content / f"{name}.yaml", data)
    for entry_id, fields in ENTRIES.items():
        _write_yaml(content / "entries" / fields["topic"] / f"{entry_id}.yaml", fields)
    return content


def _write_yaml(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="session")
def site_folder(content_folder: Path) -> Path:
    """The test site, built as its owner would build it."""
    out = content_folder.parent / "site"
    build_site(content_folder, out)
    return out


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under a base path and a strict policy, as a careful host of project pages does."""

    base = "/"
    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.base):
            return str(Path(self.directory) / "no-such-file")
        return super().translate_path("/" + path.removeprefix(self.base))

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """`serve(folder, base="/")` puts a folder on loopback and returns the address of its root."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(folder: Path, base: str = "/") -> str:
        handler = type("Handler", (_QuietHandler,), {"base": base})
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
        )
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}{base}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site_url(site_folder: Path, serve: Callable[..., str]) -> str:
    """The test site's root over HTTP, under a base path."""
    return serve(site_folder, "/team/faq/")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for all browser tests of a process."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`new_page(**context_options)` opens a page in a context of its own.

    When the test ends, none of the pages may have logged an error, broken its Content-Security-Policy, opened
    a dialog or asked another host than loopback.
    """
    contexts: list[BrowserContext] = []
    offences: list[str] = []

    def watch(page: Page) -> None:
        page.on(
            "console", lambda message: message.type in ("error", "warning") and offences.append(message.text)
        )
        page.on("pageerror", lambda error: offences.append(str(error)))
        page.on("request", lambda request: _is_foreign(request.url) and offences.append(request.url))
        page.on("dialog", lambda dialog: (offences.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def open_page(**options: Any) -> Page:
        context = chromium.new_context(locale="zh-CN", **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        context.on("page", watch)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not offences


def _is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "file:///", "data:"))
