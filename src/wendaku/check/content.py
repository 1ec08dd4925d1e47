"""What the validators look at, and what they share: places in files, suggestions."""

import datetime as dt
import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from wendaku import store, typed_yaml
from wendaku.config import Config
from wendaku.model import Entry, Problem


class Content:
    """What the validators look at; `today` is what due dates are compared with."""

    def __init__(self, entries: Sequence[Entry], config: Config, folder: Path, today: dt.date) -> None:
        """Of the entries, `public` are those that the site shows."""
        self.entries, self.config, self.folder, self.today = entries, config, folder, today
        self.public = [entry for entry in entries if entry.is_public]
        self.by_id = {entry.id: entry for entry in entries}


Validator = Callable[[Content], Iterator[Problem]]


def entry_warning(entry: Entry, code: str, message: str, remedy: str, key: str = "") -> Problem:
    """A warning of an entry, at the line of a key (`review.due` for a nested one) where one is given."""
    line = store.line_of(Path(entry.file), key) if key else None
    return Problem(severity="warning", code=code, file=entry.file, line=line, message=message, remedy=remedy)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A suggestion of the known name that comes closest, empty where none does."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {close[0]}?" if close else ""


def lines_of_items(path: Path, key: str) -> list[int]:
    """The lines of the items of a list in a configuration file that has been read, such as those of `tests`."""
    text, _ = typed_yaml.read_text(path, path.as_posix())
    node, _ = typed_yaml.parse(text or "", path.as_posix())
    if node is None or key not in node.value:
        return []
    return [item.line for item in node.value[key].value or []]


def line_of_text(entry: Entry, text: str) -> int | None:
    """The line of the entry's file in which the text stands, None where it is written otherwise there."""
    raw, _ = typed_yaml.read_text(Path(entry.file), entry.file)
    lines = (raw or "").split("\n")
    return next((number for number, line in enumerate(lines, start=1) if text in line), None)
