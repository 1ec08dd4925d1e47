"""Entries read and indexed, each once: what a build makes of one entry file is remembered until the file changes."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from wendaku import cache, site, store
from wendaku.model import Entry, Problem
from wendaku.search.index import IndexedEntry, index_entry
from wendaku.words import Segmenter
from wendaku.workers import map_parts


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What a build made of one entry file."""

    stamp: cache.Stamp
    digest: bytes
    problems: tuple[Problem, ...]
    facts: site.Facts | None
    """None where the file has errors."""
    packed: msgspec.Raw
    """The entry as MessagePack, which only its own page needs; nil where the file has errors."""
    indexed: IndexedEntry | None
    """None where there is no entry, or one that is not published."""

    def entry(self) -> Entry:
        """The entry; msgspec.ValidationError where the file has errors."""
        return msgspec.msgpack.decode(self.packed, type=Entry)


Records = dict[str, Record]
"""By the entry file's path as messages show it."""


def read_records(
    root: Path,
    segmenter: Callable[[], Segmenter],
    topic_ids: frozenset[str],
    remembered: Mapping[str, Record],
    jobs: int,
) -> tuple[Records, list[Problem]]:
    """Every entry file under `root` as a record, in the order of their paths, and problems of names and links.

    Only files that changed since they were remembered are read, and only those whose bytes differ are parsed.
    `segmenter` is called only where there are such files.
    """
    files, problems = store.find_entry_files(root)
    seen_ns = time.time_ns()
    records: dict[str, Record | None] = {}
    changed = []
    for file in files:
        known = remembered.get(file.shown)
        records[file.shown] = known
        if known is None or known.stamp == cache.NEVER or known.stamp != cache.stamp_now(file.path, seen_ns):
            changed.append(file)
    if changed:
        # Made here rather than in the workers, which share it: the dictionary takes 0.1 s and 60 MB to load.
        cutter = segmenter()

        def read_part(part: Sequence[store.EntryFile]) -> bytes:
            made = [_read_record(file, remembered.get(file.shown), cutter, topic_ids) for file in part]
            return msgspec.msgpack.encode(made)

        parts = map_parts(read_part, changed, jobs)
        made = [record for part in parts for record in msgspec.msgpack.decode(part, type=list[Record])]
        records |= {file.shown: record for file, record in zip(changed, made, strict=True)}
    return {shown: record for shown, record in records.items() if record is not None}, problems


def indexed_entries(records: Records) -> list[IndexedEntry]:
    """The published entries among the records, as the index sees them."""
    return [record.indexed for record in records.values() if record.indexed is not None]


def _read_record(
    file: store.EntryFile, known: Record | None, segmenter: Segmenter, topic_ids: frozenset[str]
) -> Record:
    stamp = cache.stamp_now(file.path, time.time_ns())
    data, problems = store.read_bytes(file.path, file.shown)
    if data is None:
        return _failed(cache.NEVER, b"", problems)
    digest = cache.digest(data)
    if known is not None and known.digest == digest:
        return msgspec.structs.replace(known, stamp=stamp)
    entry, problems = store.read_entry(data, file.id, file.shown, topic_ids)
    if entry is None:
        return _failed(stamp, digest, problems)
    packed = msgspec.Raw(msgspec.msgpack.encode(entry))
    indexed = index_entry(entry, segmenter) if entry.is_public else None
    return Record(stamp, digest, tuple(problems), site.facts_of(entry), packed, indexed)


def _failed(stamp: cache.Stamp, digest: bytes, problems: Iterable[Problem]) -> Record:
    return Record(stamp, digest, tuple(problems), None, msgspec.Raw(msgspec.msgpack.encode(None)), None)
