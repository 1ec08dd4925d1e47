"""Comparison copies: what load would have written where a person's entry stood in the way.

They stand in `<content>/changed/<id>.yaml`, never under the entries' root, where they would be read as entries.
A copy is settled once the entry names the same pages with the same digests as the copy.
"""

from collections.abc import Iterable
from pathlib import Path

from wendaku.model import Entry, EntryFields, Problem, Source
from wendaku.store.ids import id_problem
from wendaku.store.reading import ANY_TOPIC, read_bytes, read_entry


def changed_folder(content: Path) -> Path:
    """The folder of the comparison copies."""
    return content / "changed"


def pending_changes(content: Path, entries: Iterable[Entry]) -> list[Problem]:
    """A warning for each comparison copy that is not settled, at the entry that it belongs to."""
    copies = sorted(changed_folder(content).glob("*.yaml"))
    if not copies:
        return []
    by_id = {entry.id: entry for entry in entries}
    return [problem for copy in copies if (problem := _judge(copy, by_id.get(copy.stem)))]


def _judge(copy: Path, entry: Entry | None) -> Problem | None:
    shown = copy.as_posix()
    proposal = read_copy(copy)
    if proposal is None:
        return _warn(
            shown, "is a comparison copy that cannot be read", "delete it; the next load writes it again"
        )
    if entry is None:
        return _warn(shown, "belongs to an entry that is not there", "delete it")
    unsettled = unsettled_pages(entry, proposal)
    if not unsettled:
        return None
    return _warn(
        entry.file,
        f"was edited by a person, and what its pages say has changed: {', '.join(unsettled)}",
        f"compare with {shown}, take over what holds together with its `source`, then delete that file",
    )


def unsettled_pages(entry: EntryFields, proposal: EntryFields) -> list[str]:
    """The pages that a comparison copy names with a digest that the entry does not have."""

    known = [source.digest for source in _sources(entry) if source.digest]
    return [
        source.page or "?"
        for source in _sources(proposal)
        # An entry may name as much of a digest as its writer liked, 16 digits or more.
        if source.digest and not any(source.digest[:32].startswith(digest[:32]) for digest in known)
    ]


def _sources(fields: EntryFields) -> tuple[Source, ...]:
    return ((fields.source,) if fields.source else ()) + fields.sources


def read_copy(copy: Path) -> Entry | None:
    """The entry that a comparison copy proposes, None where there is none or it cannot be read."""
    if id_problem(copy.stem) or copy.is_symlink() or not copy.is_file():
        return None
    data, _ = read_bytes(copy, copy.as_posix())
    return read_entry(data, copy.stem, copy.as_posix(), ANY_TOPIC)[0] if data is not None else None


def _warn(file: str, message: str, remedy: str) -> Problem:
    return Problem(severity="warning", code="changed-page", file=file, message=message, remedy=remedy)
