"""Entries read and indexed, each once: what a build makes of one entry file is remembered until the file changes."""

import contextlib
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from wendaku import cache, site, store
from wendaku.model import Entry, Problem
from wendaku.search.cutting import FewTextsCutter
from wendaku.search.index import Cutter, IndexedEntry, index_entry
from wendaku.words import Segmenter
from wendaku.workers import map_parts

FEW_TEXTS = 20
"""Up to so many changed entries are cut without loading the dictionary, which takes as long as cutting 30."""


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a build made of one entry file."""

    stamp: cache.Stamp
    digest: bytes
    problems: tuple[Problem, ...]
    facts: site.Facts | None
    """None where the file has errors."""
    packed: bytes
    """The entry as MessagePack, which only its own page needs; empty where the file has errors."""
    indexed: IndexedEntry | None
    """None where there is no entry, or one that is not published."""

    def entry(self) -> Entry:
        """The entry; msgspec.ValidationError where the file has errors."""
        return msgspec.msgpack.decode(self.packed, type=Entry)


Records = dict[str, Record]
"""By the entry file's path as messages show it."""


def read_records(
    root: Path,
    segmenter: Segmenter,
    topic_ids: frozenset[str],
    remembered: Mapping[str, Record],
    stamps: Mapping[str, cache.Stamp],
    jobs: int,
) -> tuple[Records, list[Problem]]:
    """Every entry file under `root` as a record, in the order of their paths, and problems of names and links.

    Only files whose stamp is another than when they were remembered are read, and only those whose bytes differ are parsed.
    """
    files, problems = store.find_entry_files(root)
    records: dict[str, Record | None] = {file.shown: remembered.get(file.shown) for file in files}
    changed = [file for file in files if _may_differ(records[file.shown], stamps.get(file.path, cache.NEVER))]
    cutter = _choose_cutter(segmenter, len(changed))

    def read_part(part: Sequence[store.EntryFile]) -> bytes:
        made = [_read_record(file, remembered.get(file.shown), cutter, topic_ids) for file in part]
        return msgspec.msgpack.encode(made)

    parts = map_parts(read_part, changed, jobs)
    made = [record for part in parts for record in msgspec.msgpack.decode(part, type=list[Record])]
    records |= {file.shown: record for file, record in zip(changed, made, strict=True)}
    return {shown: record for shown, record in records.items() if record is not None}, problems


def _may_differ(known: Record | None, stamp: cache.Stamp) -> bool:
    return known is None or stamp == cache.NEVER or known.stamp != stamp


def _choose_cutter(segmenter: Segmenter, texts: int) -> Cutter:
    if texts <= FEW_TEXTS:
        with contextlib.suppress(ValueError):
            return FewTextsCutter(segmenter)
    # Loaded here rather than in the workers, which share it: the dictionary takes 0.1 s and 60 MB.
    segmenter.load()
    return segmenter


def indexed_entries(records: Records) -> list[IndexedEntry]:
    """The published entries among the records, as the index sees them."""
    return [record.indexed for record in records.values() if record.indexed is not None]


def _read_record(
    file: store.EntryFile, known: Record | None, cutter: Cutter, topic_ids: frozenset[str]
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
    packed = msgspec.msgpack.encode(entry)
    indexed = index_entry(entry, cutter) if entry.is_public else None
    return Record(stamp, digest, tuple(problems), site.facts_of(entry), packed, indexed)


def _failed(stamp: cache.Stamp, digest: bytes, problems: Iterable[Problem]) -> Record:
    return Record(stamp, digest, tuple(problems), None, b"", None)
