"""What the entries on disk say of the pages that they were read from, kept small: the text itself stays on disk."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from wendaku import store, typed_yaml
from wendaku.model import Entry, EntryFields, Problem

_PAGE = re.compile(r"^\s*(?:-\s+)?page:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_DIGEST = re.compile(r"^\s*(?:-\s+)?digest:\s*[\"']?([0-9a-f]{16,64})\b", re.MULTILINE)


class KnownSource(msgspec.Struct, frozen=True, array_like=True):
    """Where an entry on disk came from."""

    page: str
    digest: str
    """Empty where a person wrote the source without one."""
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
    return KnownEntries(entries, _taken_ids(root), problems)


def _taken_ids(root: Path) -> set[str]:
    return {path.stem.casefold() for path in root.rglob("*") if path.suffix.lower() in (".yaml", ".yml")}


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
        return KnownEntry(file.id, file.path, file.shown, "", _salvage(file), False, False), [problem]
    text, entry = read
    sources = tuple(
        KnownSource(source.page or "", source.digest or "", source.question or entry.question, source.lines)
        for source in entry.all_sources
    )
    is_ours = entry.review.status != "reviewed" and store.is_as_written(text, entry)
    return KnownEntry(file.id, file.path, file.shown, entry.question, sources, is_ours, True), []


def _salvage(file: store.EntryFile) -> tuple[KnownSource, ...]:
    """The sources that a file with errors seems to name, found by their look."""
    data, _ = store.read_bytes(file.path, file.shown)
    text = (data or b"").decode("utf-8", "replace")
    digests = _DIGEST.findall(text)
    pages = _PAGE.findall(text)
    return tuple(
        KnownSource(pages[at] if at < len(pages) else "", digests[at] if at < len(digests) else "", "", None)
        for at in range(max(len(pages), len(digests)))
    )


def all_sources(known: list[KnownEntry]) -> Iterator[tuple[int, int, KnownSource]]:
    """Every source with the numbers of its entry and of itself."""
    for number, entry in enumerate(known):
        for at, source in enumerate(entry.sources):
            yield number, at, source


def fields_of(entry: Entry) -> EntryFields:
    """An entry without its place on disk."""
    return EntryFields(**{name: getattr(entry, name) for name in EntryFields.__struct_fields__})
