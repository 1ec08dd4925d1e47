"""Printing: plain words, problems, JSON documents and progress."""

import json
import re
import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

import click

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from wendaku.model import Problem

_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]"
)
"""Control and direction characters: scraped text must not move the cursor, hide text or turn it round."""

PLAIN_LINES = 4
"""How many lines a long step prints where there is no terminal: enough to see it move, few enough for a CI log."""

REFRESH_SECONDS = 0.1
"""Drawing the bar takes a millisecond; a step may advance ten thousand times."""


def printable(text: str) -> str:
    """The text with control and direction characters spelt out (`\\x1b`), so that it cannot act on a terminal."""
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], text)


def say(text: str, *, err: bool = False) -> None:
    """Prints a line on stdout, or on stderr."""
    click.echo(printable(text), err=err)


def say_problems(problems: Iterable["Problem"], *, err: bool = False) -> None:
    """Prints one problem a line: severity, place, message, remedy, name of the check."""
    for problem in problems:
        say(f"{problem.severity}: {problem} [{problem.code}]", err=err)


def say_json(document: Any) -> None:
    """Prints one JSON document on stdout, in UTF-8 whatever the locale."""
    import msgspec

    text = json.dumps(msgspec.to_builtins(document), ensure_ascii=False, indent=2)
    # Half a character cannot be written as UTF-8; \udc80 is JSON's way of writing it.
    click.echo(text.encode("utf-8", "backslashreplace"))


def count(number: int, noun: str) -> str:
    """A number with its noun, such as `1 error` or `12 entries`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


class StepProgress:
    """Shows the step a command is at and how far it has come: a bar on a terminal, plain lines elsewhere. On stderr."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._step = ""
        self._printed = 0
        self._refreshed = 0.0

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[part]}"))
            # Refreshed by hand: rich's own thread would run while the rooms fork their processes.
            self._bar = Progress(
                *columns,
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
                auto_refresh=False,
            )
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, step: str) -> None:
        """A step begins whose length is not known."""
        self._step, self._printed = step, 0
        if self._bar is None:
            say(step, err=True)
        else:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(step, total=None, part="")
            self._bar.refresh()

    def advance(self, step: str, done: int, total: int) -> None:
        """`done` of `total` parts of a step are done; the step begins where another one was at work."""
        if step != self._step:
            self.begin(step)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total, part=f"{done:,} of {total:,}")
            self._refresh(self._bar, is_last=done == total)
        elif done * PLAIN_LINES // max(total, 1) > self._printed:
            self._printed = done * PLAIN_LINES // max(total, 1)
            say(f"{step}: {done:,} of {total:,}", err=True)

    def _refresh(self, bar: "Progress", *, is_last: bool) -> None:
        now = time.monotonic()
        if is_last or now - self._refreshed > REFRESH_SECONDS:
            self._refreshed = now
            bar.refresh()
