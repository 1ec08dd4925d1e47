"""Brings a site's search data up to date: only what entries that changed have touched is made again."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import msgspec

from wendaku import cache
from wendaku.model import OutputFile
from wendaku.search.changes import changed_buckets
from wendaku.search.index import IndexedEntry
from wendaku.search.related import Neighbourhood, Related, update_related
from wendaku.search.shards import SearchData, bucket_of_file, is_sound_file, join_digests
from wendaku.workers import map_parts
from wendaku.writer import Writer, Written


class SearchMemory(msgspec.Struct, kw_only=True):
    """What one build leaves to the next about entries whose search data it wrote."""

    version: str = ""
    """Names everything but the entries that search data depend on."""
    buckets: list[str] = []
    """Digest of each bucket's shard."""
    sounds: bytes = b""
    """Digest of what the sound shards were made of."""
    sound_digests: str = ""
    related: Related = {}


class SearchUpdate:
    """One build's search data. `before` are the entries that `memory` speaks of, None to make everything anew."""

    def __init__(
        self,
        indexed: Sequence[IndexedEntry],
        before: Sequence[IndexedEntry] | None,
        memory: SearchMemory,
        version: str,
    ) -> None:
        self.indexed = indexed
        self.before = before if memory.version == version else None
        self.earlier = memory
        self.memory = SearchMemory(version=version)

    def relate(self, shards: SearchData, writer: Writer, jobs: int) -> Related:
        """Related entries of each entry. The sound shards are written beside: neither can be spread by itself."""

        def run(tasks: Sequence[Callable[[], object]]) -> list[object]:
            return [task() for task in tasks]

        tasks = [lambda: self._find_related(shards), lambda: self._make_sounds(shards, writer)]
        results = map_parts(run, tasks, jobs, least=1)
        related, sounds = (result for part in results for result in part)
        assert isinstance(related, dict)
        assert isinstance(sounds, _Sounds)
        self.memory.related = related
        self._note_sounds(sounds, shards, writer)
        return self.memory.related

    def write(self, shards: SearchData, writer: Writer, jobs: int) -> OutputFile:
        """Write everything but the manifest, which names it all and is returned for the caller to write last."""
        self._write_buckets(shards, writer, jobs)
        texts = self._write_texts(shards, writer, jobs)
        filters = shards.filter_shard(self.memory.sound_digests)
        writer.write_files(filters.files)
        return shards.manifest("".join(self.memory.buckets), texts, filters.digest)

    def _write_buckets(self, shards: SearchData, writer: Writer, jobs: int) -> None:
        wanted = sorted(self._changed_buckets(shards, writer))

        def write_part(part: Sequence[int]) -> list[tuple[int, str, list[Written]]]:
            return [
                (bucket, shard.digest, [writer.bring(file) for file in shard.files])
                for bucket, shard in shards.bucket_shards(part)
            ]

        digests = self.earlier.buckets if len(wanted) < shards.buckets else [""] * shards.buckets
        self.memory.buckets = list(digests)
        for results in map_parts(write_part, wanted, jobs):
            for bucket, digest, written in results:
                self.memory.buckets[bucket] = digest
                writer.note(written)

    def _changed_buckets(self, shards: SearchData, writer: Writer) -> Collection[int]:
        if self.before is None or len(self.earlier.buckets) != shards.buckets:
            return range(shards.buckets)
        old, new = ({entry.id: entry for entry in entries} for entries in (self.before, self.indexed))
        changed = changed_buckets(old, new)
        return changed | writer.keep_files(bucket_of_file, changed)

    def _write_texts(self, shards: SearchData, writer: Writer, jobs: int) -> str:
        def write_part(part: Sequence[int]) -> list[tuple[str, list[Written]]]:
            return [
                (shard.digest, [writer.bring(file) for file in shard.files])
                for shard in shards.text_shards(part)
            ]

        digests = ""
        for results in map_parts(write_part, range(shards.directories), jobs, least=2):
            for digest, written in results:
                digests += digest
                writer.note(written)
        return digests

    def _find_related(self, shards: SearchData) -> Related:
        neighbourhood = Neighbourhood(shards.columns, shards.numbered)
        if self.before is None:
            return neighbourhood.related()
        return update_related(neighbourhood, self.before, self.indexed, self.earlier.related)

    def _make_sounds(self, shards: SearchData, writer: Writer) -> "_Sounds":
        facts = (shards.buckets, sorted(shards.strengths.items()))
        key = cache.digest(msgspec.msgpack.encode(facts))
        if self.before is not None and key == self.earlier.sounds:
            return _Sounds(key, self.earlier.sound_digests, None)
        sounds = shards.sound_shards()
        written = [writer.bring(file) for shard in sounds for file in shard.files]
        return _Sounds(key, join_digests(sounds), written)

    def _note_sounds(self, sounds: "_Sounds", shards: SearchData, writer: Writer) -> None:
        self.memory.sounds, self.memory.sound_digests = sounds.key, sounds.digests
        if sounds.written is not None:
            writer.note(sounds.written)
        elif writer.keep_files(lambda path: 0 if is_sound_file(path) else None, ()):
            for shard in shards.sound_shards():  # somebody damaged one
                writer.write_files(shard.files)


class _Sounds(NamedTuple):
    key: bytes
    """Digest of what the shards are made of."""
    digests: str
    written: list[Written] | None
    """None where the shards of the last build still hold."""
