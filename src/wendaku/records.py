"""Entries read and indexed, each once: what a build makes of one entry file is remembered until the file changes."""

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from wendaku import cache, store
from wendaku.model import Entry, Problem
from wendaku.search.cutting import FewTextsCutter
from wendaku.search.index import Changes, Cutter, IndexedEntry, index_entry
from wendaku.site.catalogue import Facts, facts_of
from wendaku.words import Segmenter
from wendaku.workers import map_parts

FEW_TEXTS = 20
"""Up to so many changed entries are cut without loading the dictionary, which takes as long as cutting 30."""

NOTHING = msgspec.Raw(msgspec.msgpack.encode(None))


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a build made of one entry file. Most builds need few entries whole, so that these stay packed."""

    stamp: cache.Stamp
    digest: bytes
    problems: tuple[Problem, ...]
    facts: Facts | None
    """None where the file has errors."""
    packed: msgspec.Raw
    """The entry as MessagePack, which only its own page needs; NOTHING where the file has errors."""
    packed_index: msgspec.Raw
    """Its part of the index as MessagePack; NOTHING where there is no entry, or one that is not published."""

    def entry(self) -> Entry:
        """The entry; msgspec.ValidationError where the file has errors."""
        return msgspec.msgpack.decode(self.packed, type=Entry)

    def indexed(self) -> IndexedEntry | None:
        """The entry's part of the index; None where there is no entry, or one that is not published."""
        return msgspec.msgpack.decode(self.packed_index, type=IndexedEntry | None)

    @property
    def is_public(self) -> bool:
        """Whether the site shows the entry."""
        return self.facts is not None and self.facts.is_public


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
    records |= _make_records(changed, segmenter, topic_ids, remembered, jobs)
    return {shown: record for shown, record in records.items() if record is not None}, problems


def reread_records(
    segmenter: Segmenter,
    topic_ids: frozenset[str],
    remembered: Mapping[str, Record],
    stamps: Mapping[str, cache.Stamp],
    jobs: int,
) -> Records | None:
    """What `read_records` gives where the same files stand under `root` as when they were remembered, without listing them, which
    takes longer than reading one; None where one of them is a link now."""
    records = {shown: remembered[shown] for shown in sorted(remembered)}
    changed = [
        store.known_file(shown)
        for shown, record in records.items()
        if _may_differ(record, stamps.get(store.known_path(shown), cache.NEVER))
    ]
    if any(Path(file.path).is_symlink() for file in changed):
        return None
    return records | _make_records(changed, segmenter, topic_ids, remembered, jobs)


def _make_records(
    files: Sequence[store.EntryFile],
    segmenter: Segmenter,
    topic_ids: frozenset[str],
    remembered: Mapping[str, Record],
    jobs: int,
) -> Records:
    cutter = _choose_cutter(segmenter, len(files))

    def read_part(part: Sequence[store.EntryFile]) -> bytes:
        made = [_read_record(file, remembered.get(file.shown), cutter, topic_ids) for file in part]
        return msgspec.msgpack.encode(made)

    parts = map_parts(read_part, files, jobs)
    made = [record for part in parts for record in msgspec.msgpack.decode(part, type=list[Record])]
    return {file.shown: record for file, record in zip(files, made, strict=True)}


def _may_differ(known: Record | None, stamp: cache.Stamp) -> bool:
    return known is None or stamp == cache.NEVER or known.stamp != stamp


def _choose_cutter(segmenter: Segmenter, texts: int) -> Cutter:
    if texts <= FEW_TEXTS:
        with contextlib.suppress(ValueError):
            return FewTextsCutter(segmenter)
    # Loaded here rather than in the workers, which share it: the dictionary takes 0.1 s and 60 MB.
    segmenter.load()
    return segmenter


class PackedEntries(Mapping[str, IndexedEntry]):
    """The published entries among some records as the index sees them, by id, each unpacked when it is asked for."""

    def __init__(self, records: Records) -> None:
        public = (record for record in records.values() if record.is_public)
        self._packed = {record.facts.id: record.packed_index for record in public if record.facts}
        self._decode = msgspec.msgpack.Decoder(IndexedEntry).decode

    def __getitem__(self, entry_id: str) -> IndexedEntry:
        return self._decode(self._packed[entry_id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def find_changes(before: Records, now: Records) -> Changes:
    """The entries whose file is not as it was."""
    old, new = _differing(before, now), _differing(now, before)
    return {entry_id: (old.get(entry_id), new.get(entry_id)) for entry_id in old.keys() | new.keys()}


def _differing(some: Records, others: Records) -> dict[str, IndexedEntry | None]:
    return {
        record.facts.id: record.indexed()
        for shown, record in some.items()
        if record.facts is not None and not _is_same(record, others.get(shown))
    }


def _is_same(record: Record, other: Record | None) -> bool:
    return record is other or (other is not None and record.digest == other.digest)


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
    packed = msgspec.Raw(msgspec.msgpack.encode(entry))
    indexed = index_entry(entry, cutter) if entry.is_public else None
    packed_index = msgspec.Raw(msgspec.msgpack.encode(indexed))
    return Record(stamp, digest, tuple(problems), facts_of(entry), packed, packed_index)


def _failed(stamp: cache.Stamp, digest: bytes, problems: Iterable[Problem]) -> Record:
    return Record(stamp, digest, tuple(problems), None, NOTHING, NOTHING)
