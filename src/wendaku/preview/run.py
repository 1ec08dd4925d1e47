"""Builds a content folder's site, serves it, and builds it again whenever something changes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import watchfiles

from wendaku.build import BuildOptions, build_site
from wendaku.cache import CACHE_FOLDER, cache_folder
from wendaku.errors import WendakuError
from wendaku.preview.desk import Desk
from wendaku.preview.server import PreviewServer
from wendaku.preview.state import BuildOutcome, PreviewState
from wendaku.resources import templates_dir

ARM_MS = 100
"""The watcher is armed once it has waited this long for the first time; later waits are as long."""

SETTLE_MS = 60
"""Changes that follow each other within this time make one build: editors write a file in several steps."""

STOP_SECONDS = 0.05
"""How often the server looks whether it should stop."""


class Preview:
    """A content folder's site on loopback; `url` is where it stands."""

    def __init__(self, content: Path, port: int) -> None:
        """Takes the port (0: any free one); raises UsageError where another program has it."""
        self.content = content
        self.site = cache_folder(content) / "preview"
        self.state = PreviewState()
        self._server = PreviewServer(port, self.site, self.state, Desk(content))
        self.port = self._server.server_port
        self.url = self._server.url
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
