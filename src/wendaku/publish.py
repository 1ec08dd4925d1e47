"""Writes the site so that a build killed at any moment leaves a site that works.

A fresh site is written beside its place and renamed whole. A site that exists is updated file by file, each
written beside and renamed; the caller writes shards and assets before the pages that name them, and stale
files go last, in `finish`.
"""

# pathlib's objects double the time of writing a small file, and a site has tens of thousands of them.
# ruff: noqa: PTH102, PTH103, PTH105, PTH116, PTH123

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from wendaku.errors import UsageError
from wendaku.model import OutputFile

MARKER = ".wendaku-site"
"""The file by which a site folder is known as ours; no other folder is ever written into."""

_MARKER_TEXT = "This folder is written by wendaku build; files that it did not write are left alone.\n"


class SiteFolder:
    """The output folder of one build. Safe to use from forked workers, each writing its own files."""

    def __init__(self, out: Path, content: Path) -> None:
        """Prepare to write into `out`; raises UsageError where it is not a folder that we may write into."""
        self.out = out
        _require_ours(out, content)
        self.fresh = not (out / MARKER).is_file()
        self.root = out.parent / f".{out.name}.building" if self.fresh else out
        self._prefix = f"{self.root}{os.sep}"
        self._folders: set[str] = set()
        """Those that are there, relative to the root."""
        if self.fresh:
            shutil.rmtree(self.root, ignore_errors=True)
            self.root.mkdir(parents=True)

    def write(self, file: OutputFile) -> tuple[os.stat_result, bool]:
        """Write one file whole: what it is on disk then, and whether it is new; it is not where it stood there with the same bytes.

        Raises ValueError for a path that is absolute or leads out of the site.
        """
        place = safe_path(file.path)
        target = f"{self._prefix}{place}"
        folder = place.rpartition("/")[0]
        if folder not in self._folders:
            _make_folder(f"{self._prefix}{folder}")
            self._folders.add(folder)
        if self.fresh:
            return _write(target, file.data), True
        with contextlib.suppress(OSError), open(target, "rb") as existing:
            if existing.read() == file.data:
                return os.fstat(existing.fileno()), False
        beside = f"{target}.{os.getpid()}.part"
        _write(beside, file.data)
        os.replace(beside, target)
        return os.stat(target), True  # renaming has changed its times

    def finish(self, stale: Iterable[str]) -> int:
        """Put a fresh site in its place, or remove the stale files; returns how many were removed."""
        if self.fresh:
            (self.root / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
            self.root.replace(self.out)
            return 0
        removed = 0
        for path in stale:
            target = self.root / safe_path(path)
            with contextlib.suppress(FileNotFoundError):
                target.unlink()
                removed += 1
            _remove_empty_folders(target.parent, self.root)
        return removed

    def discard(self) -> None:
        """Remove what a failed build wrote beside a fresh site's place."""
        if self.fresh:
            shutil.rmtree(self.root, ignore_errors=True)

    def list_ours(self) -> list[str]:
        """Files in the site folder that only a build writes: pages, search data and assets.

        Used where the build remembers nothing; files of other names (CNAME, images) are somebody else's.
        """
        if self.fresh:
            return []
        found = []
        for folder, _, names in os.walk(self.root):
            place = Path(folder).relative_to(self.root).as_posix()
            whole = place.split("/")[0] in ("search-data", "assets")
            found += [str(PurePosixPath(place, name)) for name in names if whole or name == "index.html"]
        return found


def _make_folder(folder: str) -> None:
    # os.makedirs looks at every level above before it makes one, and nearly always only the last one is missing.
    try:
        os.mkdir(folder)
    except OSError:
        os.makedirs(folder, exist_ok=True)


def _write(path: str, data: bytes) -> os.stat_result:
    # A file object asks the system thrice what it has opened, which is a sixth of the time that a small file takes.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


_NO_NAMES = frozenset(("", ".", ".."))


def safe_path(path: str) -> str:
    """The path itself; raises ValueError where it is absolute or leads out of the folder it is relative to."""
    if not path or path.startswith("/") or "\\" in path or "\0" in path or ":" in path.split("/")[0]:
        raise ValueError(f"{path!r}: is not a path inside the site")
    if not _NO_NAMES.isdisjoint(path.split("/")):
        raise ValueError(f"{path!r}: is not a path inside the site")
    return path


def _require_ours(out: Path, content: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UsageError(f"{out}: is not a folder; choose another --out")
    resolved, source = out.resolve(), content.resolve()
    if resolved == source or resolved in source.parents or source in resolved.parents:
        raise UsageError(f"{out}: lies over the content folder {content}; choose another --out")
    if out.is_dir() and not (out / MARKER).is_file() and any(out.iterdir()):
        raise UsageError(
            f"{out}: is not empty and was not written by wendaku; choose another --out or empty it"
        )


def _remove_empty_folders(folder: Path, root: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
