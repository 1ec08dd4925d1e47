"""Which pages a load reads: files and folders as given → page files in one order, each with the name it goes by."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from wendaku.errors import UsageError

SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp"}
)
"""What scraped pages end in; a file named on the command line is read whatever it ends in."""

MAX_NAME = 300
"""`source.page` is no longer; of a longer path the end is kept, so that it still ends in the file's name."""


class PageFile(NamedTuple):
    """A page's file and the name it goes by in entries and reports."""

    path: str
    shown: str
    """With `/`: relative to the content folder for pages in it, else from the name of the folder given, so that
    it neither depends on where one stands nor tells where on the machine the pages were."""
    skipped: str = ""
    """Why the file is not read; empty where it is."""


def find_pages(paths: Iterable[Path], content: Path) -> list[PageFile]:
    """Every page file under the paths once, sorted by shown name; files that are not read say why.

    Raises UsageError for a path that does not exist.
    """
    found = []
    for root, label in _label(_outermost(list(paths)), content):
        for path, reason in _walk(str(root)):
            inside = path[len(str(root)) :].replace(os.sep, "/").lstrip("/")
            found.append(PageFile(path, _shorten(f"{label}/{inside}" if inside else label), reason))
    return sorted(found, key=lambda page: (page.shown, page.path))


def _outermost(paths: list[Path]) -> list[Path]:
    """The paths, resolved, without those that lie within another, in a fixed order."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: does not exist; name a page or a folder of pages")
    resolved = sorted({path.resolve() for path in paths})
    return [path for path in resolved if not any(other in path.parents for other in resolved)]


def _label(roots: list[Path], content: Path) -> list[tuple[Path, str]]:
    """Each root with what its pages' names begin with; made longer only where two would be the same."""
    home = content.resolve()
    labels: dict[str, Path] = {}
    for root in sorted(roots, key=lambda root: (home not in root.parents, root)):
        if home in root.parents:
            labels[root.relative_to(home).as_posix()] = root
            continue
        # A file is named with its folder, so that it goes by the same name as when the folder is loaded.
        depth = 1 if root.is_dir() else 2
        while _tail(root, depth) in labels and depth < len(root.parts) - 1:
            depth += 1
        labels[_tail(root, depth)] = root
    return [(root, label) for label, root in labels.items()]


def _tail(path: Path, depth: int) -> str:
    return "/".join(path.parts[1:][-depth:])


def _walk(root: str) -> Iterator[tuple[str, str]]:
    """Every file under a root with the reason why it is not read, hidden files and folders left out."""
    if not os.path.isdir(root):  # noqa: PTH112
        yield root, ""
        return
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            yield folder, f"the folder cannot be listed ({error.strerror})"
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                yield entry.path, "is a link; put the page itself here"
            elif entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
            elif not entry.is_file(follow_symlinks=False):
                yield entry.path, "is no regular file"
            else:
                suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122
                yield entry.path, "" if suffix in SUFFIXES else f"does not look like a page (“{suffix}”)"


def _shorten(shown: str) -> str:
    # File names are bytes; those that are not UTF-8 come as surrogates, which no YAML file can hold.
    readable = shown.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if len(readable) <= MAX_NAME:
        return readable
    return readable[-MAX_NAME:].partition("/")[2] or readable[-MAX_NAME:]
