"""The preview over real HTTP: what it serves, what it refuses, and how it follows edits."""

import http.client
import json
import queue
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from wendaku.errors import UsageError
from wendaku.preview import OWN_PATH, BuildOutcome, Preview, find_file
from wendaku.starter import create_content

PATIENCE = 60.0
"""Seconds after which a test gives up; nothing waits that long unless it is broken."""

SAMPLE = "entries/balance-lookup/sample-hotline.yaml"
SAMPLE_PAGE = "/balance-lookup/sample-hotline/"


class Running:
    """A preview at work in a thread, and what it reported of its builds."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.preview = Preview(content, 0)
        self.outcomes: queue.Queue[BuildOutcome] = queue.Queue()
        self._thread = threading.Thread(target=self.preview.run, args=(self.outcomes.put,))
        self._thread.start()

    def next_outcome(self) -> BuildOutcome:
        return self.outcomes.get(timeout=PATIENCE)

    def get(self, path: str, host: str | None = None, method: str = "GET") -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.preview.port, timeout=PATIENCE)
        try:
            headers = {} if host is None else {"Host": host}
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read().decode()
        finally:
            connection.close()

    def close(self) -> None:
        self.preview.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


class Events:
    """An open page's event stream."""

    def __init__(self, running: Running) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", running.preview.port, timeout=PATIENCE)
        self._connection.request("GET", OWN_PATH + "events")
        self._response = self._connection.getresponse()

    def next(self) -> dict[str, object]:
        while True:
            line = self._response.readline().decode()
            assert line, "the stream ended"
            if line.startswith("data: "):
                event: dict[str, object] = json.loads(line.removeprefix("data: "))
                return event

    def close(self) -> None:
        self._response.close()
        self._connection.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    create_content(tmp_path / "content")
    running = Running(tmp_path / "content")
    yield running
    running.close()


@pytest.fixture
def events(running: Running) -> Iterator[Events]:
    assert running.next_outcome().problems == ()
    events = Events(running)
    yield events
    events.close()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    # Renamed into place, as editors do: a file that is cut short and then written might be built in between.
    beside = path.with_suffix(".edited~")
    beside.write_text(text.replace(old, new), encoding="utf-8")
    beside.replace(path)


def test_pages_are_served_with_the_script_that_reloads_them(running: Running) -> None:
    running.next_outcome()
    status, headers, page = running.get(SAMPLE_PAGE)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"] == "default-src 'self'"
    assert "医保的事打哪个电话问" in page
    assert f'<script src="{OWN_PATH}preview.js" data-build="1" defer></script>' in page


def test_the_site_on_disk_knows_nothing_of_the_preview(running: Running) -> None:
    running.next_outcome()
    page = running.preview.site / SAMPLE_PAGE.strip("/") / "index.html"
    assert "preview.js" not in page.read_text(encoding="utf-8")


def test_an_edit_is_built_and_told_to_open_pages(running: Running, events: Events) -> None:
    assert events.next()["build"] == 1
    edit(running.content / SAMPLE, "医保的事打哪个电话问", "医保的事应该问谁")
    assert events.next() == {"build": 2, "summary": running.next_outcome().summary, "problems": []}
    assert "医保的事应该问谁" in running.get(SAMPLE_PAGE)[2]


def test_a_template_of_the_content_folder_is_built_and_told_to_open_pages(
    running: Running, events: Events
) -> None:
    assert events.next()["build"] == 1
    override = running.content / "templates" / "404.html"
    override.parent.mkdir()
    assert "本页是我们自己的" not in running.get("/nowhere/")[2]
    override.write_text("<!doctype html><title>404</title><p>本页是我们自己的</p>", encoding="utf-8")
    while "本页是我们自己的" not in running.get("/nowhere/")[2]:
        # Making the folder may have been a build of its own.
        assert events.next()["problems"] == []


def test_a_broken_entry_is_shown_and_mending_it_recovers(running: Running, events: Events) -> None:
    assert events.next()["build"] == 1
    edit(running.content / SAMPLE, "topic: balance-lookup", "topic: balance-lokup")
    broken = events.next()
    assert 'topic "balance-lokup" is not in topics.yaml' in str(broken["problems"])
    assert running.next_outcome().problems == broken["problems"]
    assert running.get(SAMPLE_PAGE)[0] == 200, "the last good site stays"
    edit(running.content / SAMPLE, "topic: balance-lokup", "topic: balance-lookup")
    assert events.next()["problems"] == []


def test_where_the_first_build_fails_every_page_tells_why_and_reloads_when_it_is_mended(
    tmp_path: Path,
) -> None:
    content = tmp_path / "content"
    create_content(content)
    edit(content / SAMPLE, "topic: balance-lookup", "topic: '<b>no</b>'")
    running = Running(content)
    try:
        assert running.next_outcome().problems
        status, _, page = running.get("/")
        assert status == 503
        assert "&lt;b&gt;no&lt;/b&gt;" in page
        assert "preview.js" in page
        edit(content / SAMPLE, "topic: '<b>no</b>'", "topic: balance-lookup")
        assert running.next_outcome().problems == ()
        assert running.get("/")[0] == 200
    finally:
        running.close()


def test_an_unknown_page_is_the_sites_own_404(running: Running) -> None:
    running.next_outcome()
    assert running.get("/nothing-here/")[0] == 404


def test_a_folder_without_its_slash_is_redirected_within_the_site(running: Running) -> None:
    running.next_outcome()
    status, headers, _ = running.get(SAMPLE_PAGE.rstrip("/"))
    assert (status, headers["Location"]) == (301, SAMPLE_PAGE)
    assert running.get("//evil.example/..")[0] == 404


def test_a_head_request_has_no_body(running: Running) -> None:
    running.next_outcome()
    status, headers, body = running.get("/", method="HEAD")
    assert (status, body) == (200, "")
    assert int(headers["Content-Length"]) > 0


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "127.0.0.1:1"]
)
def test_other_names_that_lead_to_loopback_are_refused(running: Running, host: str) -> None:
    for path in ("/", OWN_PATH + "events", SAMPLE_PAGE):
        assert running.get(path, host=host)[0] == 403


def test_a_port_in_use_is_a_wrong_call(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} cannot be used .*; choose another with --port"):
            Preview(tmp_path, port)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/a/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/link.txt",
        "/.wendaku-site",
        "/a%00.html",
        "/%ff",
        "/c:/secret.txt",
    ],
)
def test_nothing_outside_the_site_is_found(tmp_path: Path, path: str) -> None:
    site = tmp_path / "site"
    (site / "a").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (site / ".wendaku-site").write_text("ours")
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert find_file(site, path) is None


def test_a_page_with_a_chinese_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "厦门").mkdir()
    (tmp_path / "厦门" / "index.html").write_text("x")
    assert find_file(tmp_path, "/%E5%8E%A6%E9%97%A8/") == tmp_path / "厦门" / "index.html"


def test_the_editors_desk_finds_entries_that_are_not_published(running: Running) -> None:
    running.next_outcome()
    hidden = running.content / "entries" / "other" / "hidden.yaml"
    hidden.write_text(
        "question: 余额变现<script>alert(1)</script>\ntopic: other\nanswer: 隔离的回答\n"
        "review: {status: quarantined, reason: 广告}\n",
        encoding="utf-8",
    )
    status, _, page = running.get(OWN_PATH + "?q=%E4%BD%99%E9%A2%9D%E5%8F%98%E7%8E%B0")
    assert status == 200
    assert "余额变现&lt;script&gt;" in page
    assert "quarantined" in page
    assert "<script>alert" not in page
    assert 'href="/balance-lookup/sample-hotline/"' in running.get(OWN_PATH + "?q=12393")[2]


def test_the_editors_desk_opens_without_a_query_and_shows_the_last_build(running: Running) -> None:
    summary = running.next_outcome().summary
    status, _, page = running.get(OWN_PATH)
    assert status == 200
    assert summary in page
