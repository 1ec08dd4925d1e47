"""Brings a site's search data up to date: only what entries that changed have touched is made again."""

from collections.abc import Collection, Sequence

import msgspec

from wendaku import cache
from wendaku.model import OutputFile
from wendaku.search.changes import changed_buckets
from wendaku.search.index import IndexedEntry
from wendaku.search.related import Related, find_related, update_related
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

    def relate(self, jobs: int) -> Related:
        """Related entries of each entry."""
        if self.before is None:
            self.memory.related = find_related(self.indexed, jobs)
        else:
            self.memory.related = update_related(self.before, self.indexed, self.earlier.related)
        return self.memory.related

    def write(self, shards: SearchData, writer: Writer, jobs: int) -> OutputFile:
        """Write everything but the manifest, which names it all and is returned for the caller to write last."""
        self._write_buckets(shards, writer, jobs)
        self._write_sounds(shards, writer)
        texts = self._write_texts(shards, writer, jobs)
        filters = shards.filter_shard(self.memory.sound_digests)
        writer.write_files(filters.files)
        return shards.manifest("".join(self.memory.buckets), texts, filters.digest)

    def _write_buckets(self, shards: SearchData, writer: Writer, jobs: int) -> None:
        wanted = self._changed_buckets(shards, writer)

        def write_part(part: Sequence[int]) -> list[tuple[int, str, list[Written]]]:
            return [
                (bucket, shard.digest, [writer.bring(file) for file in shard.files])
                for bucket, shard in shards.bucket_shards(part)
            ]

        digests = self.earlier.buckets if len(wanted) < shards.buckets else [""] * shards.buckets
        self.memory.buckets = list(digests)
        for results in map_parts(write_part, sorted(wanted), jobs):
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

    def _write_sounds(self, shards: SearchData, writer: Writer) -> None:
        facts = sorted(shards.strengths.items())
        self.memory.sounds = cache.digest(msgspec.msgpack.encode((shards.buckets, facts)))
        is_same = self.before is not None and self.memory.sounds == self.earlier.sounds
        if is_same and not writer.keep_files(lambda path: 0 if is_sound_file(path) else None, ()):
            self.memory.sound_digests = self.earlier.sound_digests
            return
        sounds = shards.sound_shards()
        self.memory.sound_digests = join_digests(sounds)
        for shard in sounds:
            writer.write_files(shard.files)
