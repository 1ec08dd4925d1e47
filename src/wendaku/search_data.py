"""Brings a site's search data up to date: only what entries that changed have touched is made again."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from wendaku.model import OutputFile
from wendaku.search.changes import SOUNDS, Group, Kind, all_groups, changed_groups, group_of_file
from wendaku.search.index import IndexedEntry
from wendaku.search.postings import table_size
from wendaku.search.related import Neighbourhood, Related, update_related
from wendaku.search.shards import SearchData, Shard, join_digests
from wendaku.search.sounds import PhraseCounts, recount
from wendaku.workers import count_parts, run_tasks, start_task
from wendaku.writer import Writer, Written

FEW_TASKS = 2
"""What an edit takes: its buckets, its directories."""

LEAST_BUCKETS, LEAST_DIRECTORIES = 32, 4
"""Fewer are no task of their own."""


class SearchMemory(msgspec.Struct, kw_only=True):
    """What one build leaves to the next about entries whose search data it wrote."""

    version: str = ""
    """Names everything but the entries that search data depend on."""
    buckets: list[str] = []
    """Digest of each bucket's shard."""
    directories: list[str] = []
    """Digest of each directory's shard, or of its chunks where one file names all chunks."""
    sounds: str = ""
    """Digests of the sound shards."""
    counts: PhraseCounts = msgspec.field(default_factory=PhraseCounts)
    related: Related = {}


class _Made(NamedTuple):
    """What a task did: the digests of the groups whose files it wrote."""

    digests: dict[Group, str]
    written: list[Written]


class _Sounds(NamedTuple):
    counts: PhraseCounts
    digests: str
    written: list[Written]


class SearchUpdate:
    """One build's search data. `before` are the entries that `memory` speaks of, None to make everything anew."""

    def __init__(
        self,
        data: SearchData,
        before: Sequence[IndexedEntry] | None,
        memory: SearchMemory,
        version: str,
    ) -> None:
        self.data = data
        self.before = before if memory.version == version else None
        self.earlier = memory
        self.memory = SearchMemory(version=version)
        """Complete once the manifest is there."""

    def begin(self, writer: Writer, jobs: int) -> Callable[[], OutputFile]:
        """Find related entries and make the shards; the few of an edit are made beside this process, which goes on.

        The returned function waits for them and gives the manifest, which names them all and is for the caller to write last.
        """
        changed = self._changed_groups(writer)
        shards = self._shard_tasks(changed, writer, jobs)
        make_sounds = partial(self._make_sounds, writer, is_damaged=SOUNDS in changed)
        if len(shards) <= FEW_TASKS:
            wait = start_task(lambda: [task() for task in shards], jobs)
            self.memory.related, sounds = self._find_related(), make_sounds()
            return lambda: self._finish(writer, [sounds, *wait()])
        tasks: list[Callable[[], _Made | _Sounds | Related]] = [make_sounds, self._find_related, *shards]
        results = run_tasks(tasks, jobs)
        self.memory.related = next(result for result in results if isinstance(result, dict))
        made = [result for result in results if not isinstance(result, dict)]
        return partial(self._finish, writer, made)

    def _shard_tasks(
        self, changed: Collection[Group], writer: Writer, jobs: int
    ) -> list[Callable[[], _Made]]:
        makers: list[tuple[Kind, Callable[[Sequence[int]], Iterable[tuple[int, Shard]]], int]] = [
            ("bucket", self.data.bucket_shards, LEAST_BUCKETS),
            ("directory", self.data.text_shards, LEAST_DIRECTORIES),
        ]
        return [
            partial(_bring, writer, kind, make, part)
            for kind, make, least in makers
            for part in _parts(sorted(group.number for group in changed if group.kind == kind), jobs, least)
        ]

    def _finish(self, writer: Writer, results: Iterable[_Made | _Sounds]) -> OutputFile:
        kept: tuple[tuple[Kind, list[str]], ...] = (
            ("bucket", self.earlier.buckets),
            ("directory", self.earlier.directories),
        )
        digests = {
            Group(kind, number): digest for kind, earlier in kept for number, digest in enumerate(earlier)
        }
        for result in results:
            writer.note(result.written)
            if isinstance(result, _Made):
                digests |= result.digests
            else:
                self.memory.counts, self.memory.sounds = result.counts, result.digests
        data, memory = self.data, self.memory
        memory.buckets = [digests[Group("bucket", number)] for number in range(data.buckets)]
        memory.directories = [digests[Group("directory", number)] for number in range(data.directories)]
        filters = data.filter_shard(memory.sounds)
        directory = data.text_directory("".join(memory.directories))
        writer.write_files([*directory.files, *filters.files])
        return data.manifest("".join(memory.buckets), directory.digest, filters.digest)

    def _changed_groups(self, writer: Writer) -> set[Group]:
        """The groups to make; the files of the others are noted as they stand."""
        size = self.data.size
        if self.before is None:
            return all_groups(size, "bucket") | all_groups(size, "directory") | {SOUNDS}
        old, new = ({entry.id: entry for entry in entries} for entries in (self.before, self.data.entries))
        changed = changed_groups(old, new, {entry.id: number for number, entry in self.data.numbered})
        return changed | writer.keep_files(group_of_file, changed)

    def _find_related(self) -> Related:
        neighbourhood = Neighbourhood(self.data.columns, self.data.numbered)
        if self.before is None:
            return neighbourhood.related()
        return update_related(neighbourhood, self.before, self.data.entries, self.earlier.related)

    def _make_sounds(self, writer: Writer, is_damaged: bool) -> _Sounds:
        if self.before is None:
            counts = self.data.count_phrases()
        else:
            counts, touched = recount(self.earlier.counts, self.before, self.data.entries)
            was, now = table_size(len(self.before)), self.data.size
            same = all(self.earlier.counts.strength(p, was) == counts.strength(p, now) for p in touched)
            if same and was == now and not is_damaged:
                return _Sounds(counts, self.earlier.sounds, [])
        shards = self.data.sound_shards(counts)
        written = [writer.bring(file) for shard in shards for file in shard.files]
        return _Sounds(counts, join_digests(shards), written)


def _parts(numbers: Sequence[int], jobs: int, least: int) -> list[Sequence[int]]:
    count = count_parts(len(numbers), jobs, least)
    return [numbers[start::count] for start in range(count)] if numbers else []


def _bring(
    writer: Writer,
    kind: Kind,
    make: Callable[[Sequence[int]], Iterable[tuple[int, Shard]]],
    numbers: Sequence[int],
) -> _Made:
    digests: dict[Group, str] = {}
    written: list[Written] = []
    for number, shard in make(numbers):
        digests[Group(kind, number)] = shard.digest
        written += map(writer.bring, shard.files)
    return _Made(digests, written)
