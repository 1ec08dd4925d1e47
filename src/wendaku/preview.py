"""Serves a content folder's site on loopback, builds it again when something changes, and reloads open pages."""

import contextlib
import html
import json
import os
import socketserver
import threading
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import watchfiles

from wendaku.build import CACHE_FOLDER, BuildOptions, build_site
from wendaku.errors import UsageError, WendakuError
from wendaku.resources import data_file, templates_dir

HOST = "127.0.0.1"
OWN_PATH = "/wendaku-preview/"
"""Where the preview's own files stand; no topic or page of a site has this name."""

ARM_MS = 100
"""The watcher is armed once it has waited this long for the first time; later waits are as long."""

SETTLE_MS = 60
"""Changes that follow each other within this time make one build: editors write a file in several steps."""

STOP_SECONDS = 0.05
"""How often the server looks whether it should stop."""

HEARTBEAT_SECONDS = 15.0
"""How often an idle event stream says something, so that the streams of closed pages are noticed."""

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
}
"""Named here, since the operating system's own table may call a script text/plain, and browsers then refuse it."""


class BuildOutcome(NamedTuple):
    """What one build gave: a sentence on it, and the problems that kept the site from being built."""

    summary: str
    problems: Sequence[str] = ()


class Preview:
    """A content folder's site on loopback; `url` is where it stands."""

    def __init__(self, content: Path, port: int) -> None:
        """Takes the port (0: any free one); raises UsageError where another program has it."""
        self.content = content
        self.site = content.resolve().parent / CACHE_FOLDER / "preview"
        self.state = _State()
        try:
            self._server = _Server((HOST, port), _handler_for(self))
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(f"port {port} cannot be used ({reason}); choose another with --port") from error
        self.port: int = self._server.server_address[1]
        self.url = f"http://{HOST}:{self.port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(STOP_SECONDS,), daemon=True)

    def run(self, report: Callable[[BuildOutcome], None]) -> None:
        """Builds, serves, and builds again at each change of content or templates, until `stop` or Ctrl-C."""
        self._thread.start()
        try:
            for _ in _changes((self.content, templates_dir()), self.state.stopped):
                outcome = self._build()
                self.state.announce(outcome)
                report(outcome)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ends the server and every open event stream; may be called from any thread, more than once."""
        if not self.state.stopped.is_set():
            self.state.close()
            if self._thread.is_alive():
                self._server.shutdown()
            self._server.server_close()

    def _build(self) -> BuildOutcome:
        # One job: the server's threads run, and a process with threads must not fork.
        options = BuildOptions(base_url=self.url, jobs=1)
        try:
            report = build_site(self.content, self.site, options)
        except (WendakuError, OSError) as error:
            problems = str(error).splitlines()
            return BuildOutcome(f"the site could not be built: {len(problems)} problems", problems)
        except Exception as error:
            # A slip in a template raises whatever it likes; the next edit mends it, so the preview goes on.
            return BuildOutcome("the site could not be built", [f"{type(error).__name__}: {error}"])
        seconds = sum(report.seconds.values())
        return BuildOutcome(f"{report.written:,} of {report.files:,} files written, {seconds:.1f} s")


class _State:
    # What open pages are told: the number of the build, from 1, and what went wrong with it.

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.number = 0
        self.outcome = BuildOutcome("the site is being built")
        self._changed = threading.Condition()

    def announce(self, outcome: BuildOutcome) -> None:
        with self._changed:
            self.number, self.outcome = self.number + 1, outcome
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self.stopped.set()
            self._changed.notify_all()

    def wait_beyond(self, number: int) -> tuple[int, BuildOutcome]:
        with self._changed:
            self._changed.wait_for(lambda: self.number > number or self.stopped.is_set(), HEARTBEAT_SECONDS)
            return self.number, self.outcome


def _changes(folders: Sequence[Path], stopped: threading.Event) -> Iterator[None]:
    # The first round comes when the watcher is armed, so that no change during the first build is missed.
    rounds = watchfiles.watch(
        *folders,
        watch_filter=_SourceFilter(),
        step=SETTLE_MS,
        rust_timeout=ARM_MS,
        yield_on_timeout=True,
        stop_event=stopped,
    )
    armed = False
    for changes in rounds:
        if changes or not armed:
            armed = True
            yield


class _SourceFilter(watchfiles.DefaultFilter):
    # Where the content folder is the working directory, the preview's own output lies inside what is watched.
    ignore_dirs = (*watchfiles.DefaultFilter.ignore_dirs, CACHE_FOLDER)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Windows would let two programs listen on one port.
    allow_reuse_address = os.name != "nt"

    def server_bind(self) -> None:
        # HTTPServer's own asks the name service for the host's name, which may take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A page that went away in the middle of an answer is nobody's concern."""


def _handler_for(preview: Preview) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        shown = preview

    return Handler


class _Handler(BaseHTTPRequestHandler):
    shown: Preview

    def do_GET(self) -> None:
        with contextlib.suppress(ConnectionError):
            self._answer()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass  # the command line alone prints

    def _answer(self) -> None:
        path = urllib.parse.urlsplit(self.path).path
        if not self._asks_for_us():
            # Another site whose name leads to 127.0.0.1 (DNS rebinding) must not read the drafts here.
            self._send(HTTPStatus.FORBIDDEN, ".txt", b"this preview answers on loopback only")
        elif path == OWN_PATH + "events":
            self._stream_events()
        elif path in (OWN_PATH + "preview.js", OWN_PATH + "preview.css"):
            own = data_file(path.removeprefix(OWN_PATH))
            self._send(HTTPStatus.OK, own.suffix, own.read_bytes())
        else:
            self._send_page(path)

    def _asks_for_us(self) -> bool:
        names = ("127.0.0.1", "localhost")
        return self.headers.get("Host", "") in {f"{name}:{self.shown.port}" for name in names}

    def _send_page(self, path: str) -> None:
        number, outcome = self.shown.state.number, self.shown.state.outcome
        file = find_file(self.shown.site, path)
        if file is not None and file.is_dir():
            self._redirect(path + "/")
        elif file is not None:
            self._send(HTTPStatus.OK, file.suffix, file.read_bytes(), number)
        elif (missing := self.shown.site / "404.html").is_file():
            self._send(HTTPStatus.NOT_FOUND, ".html", missing.read_bytes(), number)
        else:
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, ".html", _page_without_site(outcome), number)

    def _redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", urllib.parse.quote("/" + path.strip("/") + "/"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, suffix: str, body: bytes, build: int | None = None) -> None:
        if build is not None and suffix == ".html":
            body = _with_reload(body, build)
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPES.get(suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self._send_security_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_security_headers(self) -> None:
        for name, value in SECURITY_HEADERS.items():
            self.send_header(name, value)
        self.end_headers()

    def _stream_events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self._send_security_headers()
        told = -1
        while not self.shown.state.stopped.is_set():
            number, outcome = self.shown.state.wait_beyond(told)
            event = json.dumps(
                {"build": number, "summary": outcome.summary, "problems": list(outcome.problems)}
            )
            self.wfile.write(b": idle\n\n" if number == told else f"data: {event}\n\n".encode())
            told = number


def find_file(site: Path, url_path: str) -> Path | None:
    """The site's file (or folder, where the final `/` is missing) for a URL's path; None where there is none.

    Nothing outside the folder is ever found, neither through `..`, however written, nor through links; nor
    hidden files.
    """
    with contextlib.suppress(UnicodeDecodeError, ValueError, OSError):
        parts = [part for part in urllib.parse.unquote(url_path, errors="strict").split("/") if part]
        if any(part.startswith(".") or "\\" in part or ":" in part for part in parts):
            return None
        file = site.joinpath(*parts)
        if url_path.endswith("/"):
            file /= "index.html"
        is_inside = file.resolve(strict=True).is_relative_to(site.resolve())
        return file if is_inside and (file.is_file() or (file / "index.html").is_file()) else None
    return None


def _with_reload(page: bytes, build: int) -> bytes:
    tags = (
        f'<link rel="stylesheet" href="{OWN_PATH}preview.css">'
        f'<script src="{OWN_PATH}preview.js" data-build="{build}" defer></script>'
    ).encode()
    before, end, after = page.rpartition(b"</body>")
    return before + tags + end + after if end else page + tags


def _page_without_site(outcome: BuildOutcome) -> bytes:
    problems = "".join(f"<li>{html.escape(problem)}</li>" for problem in outcome.problems)
    title = html.escape(outcome.summary)
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><ul>{problems}</ul>'
    return page.encode()
