"""The preview's web server: the site's files, the script that reloads them, and the editors' desk. Loopback only."""

import contextlib
import html
import json
import os
import socketserver
import urllib.parse
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from wendaku.errors import UsageError
from wendaku.preview.desk import Desk
from wendaku.preview.state import BuildOutcome, PreviewState
from wendaku.resources import data_file

HOST = "127.0.0.1"
OWN_PATH = "/wendaku-preview/"
"""Where the preview's own files stand; no topic or page of a site has this name."""

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


class PreviewServer(ThreadingHTTPServer):
    """Serves a site's folder; `url` is where its home page stands."""

    daemon_threads = True
    # Windows would let two programs listen on one port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, port: int, site: Path, state: PreviewState, desk: Desk) -> None:
        """Takes the port (0: any free one); raises UsageError where another program has it."""
        self.site, self.state, self.desk = site, state, desk
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(f"port {port} cannot be used ({reason}); choose another with --port") from error
        self.url = f"http://{HOST}:{self.server_port}/"

    def server_bind(self) -> None:
        """Takes the port without asking the name service for the host's name, which may take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A page that went away in the middle of an answer is nobody's concern."""


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer

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
        elif path == OWN_PATH:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("q", [""])[0]
            page = self.server.desk.render(query, self.server.state.outcome)
            self._send(HTTPStatus.OK, ".html", page.encode(), self.server.state.number)
        else:
            self._send_page(path)

    def _asks_for_us(self) -> bool:
        names = ("127.0.0.1", "localhost")
        return self.headers.get("Host", "") in {f"{name}:{self.server.server_port}" for name in names}

    def _send_page(self, path: str) -> None:
        number, outcome = self.server.state.number, self.server.state.outcome
        file = find_file(self.server.site, path)
        if file is not None and file.is_dir():
            self._redirect(path + "/")
        elif file is not None:
            self._send(HTTPStatus.OK, file.suffix, file.read_bytes(), number)
        elif (missing := self.server.site / "404.html").is_file():
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
        while not self.server.state.stopped.is_set():
            number, outcome = self.server.state.wait_beyond(told)
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
