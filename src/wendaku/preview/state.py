"""What open pages are told: the number of the last build and what went wrong with it."""

import threading
from collections.abc import Sequence
from typing import NamedTuple

HEARTBEAT_SECONDS = 15.0
"""How often an idle event stream says something, so that the streams of closed pages are noticed."""


class BuildOutcome(NamedTuple):
    """What one build gave: a sentence on it, and the problems that kept the site from being built."""

    summary: str
    problems: Sequence[str] = ()


class PreviewState:
    """The last build, shared by the thread that builds and those that answer."""

    def __init__(self) -> None:
        """Nothing is built yet: build number 0."""
        self.stopped = threading.Event()
        self.number = 0
        self.outcome = BuildOutcome("the site is being built")
        self._changed = threading.Condition()

    def announce(self, outcome: BuildOutcome) -> None:
        """A build has ended; wakes those who wait for it."""
        with self._changed:
            self.number, self.outcome = self.number + 1, outcome
            self._changed.notify_all()

    def close(self) -> None:
        """The preview ends; wakes those who wait."""
        with self._changed:
            self.stopped.set()
            self._changed.notify_all()

    def wait_beyond(self, number: int) -> tuple[int, BuildOutcome]:
        """The last build, once its number is above the given one, or after HEARTBEAT_SECONDS."""
        with self._changed:
            self._changed.wait_for(lambda: self.number > number or self.stopped.is_set(), HEARTBEAT_SECONDS)
            return self.number, self.outcome
