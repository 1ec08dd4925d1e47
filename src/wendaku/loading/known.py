"""What the entries on disk say of the pages that they were read from, kept small: the text itself stays on disk."""

import itertools
import re
from pathlib import Path
from typing import NamedTuple

import msgspec

from wendaku import store, typed_yaml
from wendaku.loading.step import DIGEST_DIGITS
from wendaku.model import Entry, EntryFields, Problem

_PAGE = re.compile(r"^\s*(?:-\s+)?page:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_DIGEST = re.compile(r"^\s*(?:-\s+)?digest:\s*[\"']?([0-9a-f]{16,64})\b", re.MULTILINE)


class KnownSource(msgspec.Struct, frozen=True, array_like=True):
    """Where an entry on disk came from."""

    page: str
    digest: str
    """At most as long as load writes it; empty where a person wrote the source without one."""
    question: str
    lines: tuple[int, int] | None


class KnownEntry(msgspec.Struct, frozen=True, array_like=True):
    """An entry file on disk."""

    id: str
    path: str
    shown: str
    question: str
    sources: tuple[KnownSource, ...]
    is_ours: bool
    """Whether the file is as load wrote it and no person has reviewed it; only then may load write it again."""
    is_readable: bool


def is_digest_of(known: str, page: str) -> bool:
    """Whether a page has the digest that an entry names, be it the first 16 digits of it."""
    return bool(known) and page.startswith(known)


class KnownEntries(NamedTuple):
    """Everything under the entries' root."""

    entries: list[KnownEntry]
    taken: set[str]
    """Case-folded ids that are in use, whatever state their files are in."""
    problems: list[Problem]


def read_known(root: Path, shown_root: str) -> KnownEntries:
    """What stands under an entries' root. A file with errors counts too: a person may be at work in it."""
    files, problems = store.find_entry_files(root, shown_root)
    entries = []
    for file in files:
        known, found = _read_file(file)
        entries.append(known)
        problems += found
    # Files that are no entries for want of a usable name stand for their pages all the same.
    usable = {file.path for file in files}
    everything = sorted(path for path in root.rglob("*") if path.suffix.lower() in (".yaml", ".yml"))
    for path in everything:
        if str(path) not in usable and path.is_file() and not path.is_symlink():
            shown = f"{shown_root}/{path.relative_to(root).as_posix()}"
            sources = _salvage(str(path))
            entries.append(KnownEntry(path.stem, str(path), shown, "", sources, False, False))
    return KnownEntries(entries, {path.stem.casefold() for path in everything}, problems)


def read_entry_file(path: str) -> tuple[str, Entry] | None:
    """An entry file's text and entry, None where it cannot be read without errors."""
    data, _ = store.read_bytes(path, path)
    text = typed_yaml.decode(data, path)[0] if data is not None else None
    if data is None or text is None:
        return None
    entry, _ = store.read_entry(data, Path(path).stem, path, store.ANY_TOPIC)
    return (text, entry) if entry is not None else None


def _read_file(file: store.EntryFile) -> tuple[KnownEntry, list[Problem]]:
    read = read_entry_file(file.path)
    if read is None:
        message = "has errors, so the pages it names are left alone"
        problem = Problem(
            severity="error", code="unreadable-entry", file=file.shown, message=message,
            remedy="see `wendaku check`, then load again",
        )  # fmt: skip
        return KnownEntry(file.id, file.path, file.shown, "", _salvage(file.path), False, False), [problem]
    text, entry = read
    sources = tuple(
        KnownSource(
            source.page or "",
            (source.digest or "")[:DIGEST_DIGITS],
            source.question or entry.question,
            source.lines,
        )
        for source in entry.all_sources
    )
    is_ours = entry.review.status != "reviewed" and store.is_as_written(text, entry)
    return KnownEntry(file.id, file.path, file.shown, entry.question, sources, is_ours, True), []


def _salvage(path: str) -> tuple[KnownSource, ...]:
    """The sources that a file with errors seems to name, found by their look."""
    data, _ = store.read_bytes(path, path)
    text = (data or b"").decode("utf-8", "replace")
    named = itertools.zip_longest(_PAGE.findall(text), _DIGEST.findall(text), fillvalue="")
    return tuple(KnownSource(page, digest[:DIGEST_DIGITS], "", None) for page, digest in named)


def fields_of(entry: Entry) -> EntryFields:
    """An entry without its place on disk."""
    return EntryFields(**{name: getattr(entry, name) for name in EntryFields.__struct_fields__})
