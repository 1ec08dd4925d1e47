"""Brings a site's search data up to date: only what entries that changed have touched is made again."""

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from wendaku.model import OutputFile
from wendaku.search.changes import (
    FILTERS,
    SOUNDS,
    Group,
    Kind,
    all_groups,
    changed_groups,
    group_of_file,
    touched_pairs,
)
from wendaku.search.index import Changes
from wendaku.search.postings import table_size
from wendaku.search.shards import SearchData, Shard, join_digests
from wendaku.search.sounds import PhraseCounts, recount
from wendaku.workers import count_parts, tasks_beside
from wendaku.writer import Writer, Written, pack_written, unpack_written

if TYPE_CHECKING:  # numpy comes with it, which most edits leave to the process that makes their shards
    from wendaku.search.related import Related

FEW_CHANGES = 20
"""Up to so many changed entries are an edit, whose shards are made beside the pages; the work of more is spread."""

LEAST_BUCKETS, LEAST_DIRECTORIES = 96, 16
"""Fewer are no task of their own."""


class SearchMemory(msgspec.Struct, kw_only=True):
    """What one build leaves to the next about entries whose search data it wrote."""

    version: str = ""
    """Names everything but the entries that search data depend on."""
    numbers: dict[str, int] = {}
    """Of the entries, by id."""
    topics: list[str] = []
    buckets: list[str] = []
    """Digest of each bucket's shard."""
    directories: list[str] = []
    """Digest of each directory's shard, or of its chunks where one file names all chunks."""
    sounds: str = ""
    """Digests of the sound shards."""
    filters: str = ""
    """Digest of the shard of topics and regions."""
    counts: msgspec.Raw = msgspec.Raw(msgspec.msgpack.encode(PhraseCounts()))
    """PhraseCounts, packed: unpacking a large corpus's takes as long as all the rest, and can wait until shards are being made."""


class _Made(NamedTuple):
    """What a task did: the digests of the groups whose files it wrote."""

    digests: dict[Group, str]
    written: bytes
    """As `pack_written` packs it, here and below."""


class _Sounds(NamedTuple):
    counts: PhraseCounts
    digests: str
    written: bytes


class SearchUpdate:
    """One build's search data. `changes` are those since the build that left `memory`, None to make everything anew."""

    def __init__(
        self,
        data: SearchData,
        changes: Changes | None,
        memory: SearchMemory,
        related: "Related",
        version: str,
    ) -> None:
        """`related` are the related entries before the changes."""
        self.data = data
        self.changes = changes if memory.version == version else None
        self.earlier, self.related = memory, related
        self.memory = SearchMemory(version=version, topics=data.topics)
        """Complete once the manifest is there."""
        self.is_edit = False
        """Whether few entries changed, so that their shards are made while the pages are."""

    @contextlib.contextmanager
    def begun(self, writer: Writer, jobs: int) -> Iterator[Callable[[], OutputFile]]:
        """Find related entries, and begin to make the shards beside this process, which goes on.

        What is given lends a hand, waits for them and gives the manifest, which names them all and is for the caller to write last.
        """
        damaged = writer.damaged_groups(group_of_file)
        self.is_edit = self._has_few(damaged)
        tasks: list[Callable[[], _Made | _Sounds]]
        if self.is_edit:
            # Which groups an edit touches is told beside, too.
            tasks = [partial(self._make_touched, writer, damaged)]
        else:
            changed = self._changed_groups(damaged)
            self.data.prepare()
            tasks = [
                partial(self._make_sounds, writer, is_damaged=SOUNDS in changed),
                *self._shard_tasks(changed, writer, jobs),
            ]
        with tasks_beside(tasks, jobs) as join_in:
            self.related = self._find_related()
            own = [self._make_sounds(writer, is_damaged=SOUNDS in damaged)] if self.is_edit else []
            standing = writer.earlier_groups(group_of_file)

            def finish() -> OutputFile:
                results = [*own, *join_in()]
                writer.keep(self._standing_files(standing, results))
                return self._finish(writer, results)

            yield cache(finish)

    def _has_few(self, damaged: Collection[Group]) -> bool:
        return (
            self.changes is not None
            and len(self.changes) + len(damaged) <= FEW_CHANGES
            and self.data.size == table_size(len(self.earlier.numbers))
            and self.data.topics == self.earlier.topics
        )

    def _all_groups(self) -> Set[Group]:
        size = self.data.size
        return all_groups(size, "bucket") | all_groups(size, "directory") | {SOUNDS, FILTERS}

    def _changed_groups(self, damaged: Set[Group]) -> Set[Group]:
        return self._all_groups() if self.changes is None else self._touched_groups(self.changes) | damaged

    def _make_touched(self, writer: Writer, damaged: Set[Group]) -> _Made:
        made = [task() for task in self._shard_tasks(self._changed_groups(damaged), writer, 1)]
        digests = {group: digest for each in made for group, digest in each.digests.items()}
        return _Made(digests, pack_written([file for each in made for file in unpack_written(each.written)]))

    def _standing_files(
        self, standing: Mapping[Group, Sequence[str]], results: Iterable[_Made | _Sounds]
    ) -> Iterator[str]:
        """The files of groups that were not made again."""
        if self.changes is None:
            return
        left = set(self._all_groups())
        for result in results:
            if isinstance(result, _Made):
                left -= result.digests.keys()
            elif result.written:
                left.discard(SOUNDS)
        for group in left & standing.keys():
            yield from standing[group]

    def _shard_tasks(
        self, changed: Collection[Group], writer: Writer, jobs: int
    ) -> list[Callable[[], _Made]]:
        makers: list[tuple[Kind, Callable[[Sequence[int]], Iterable[tuple[int, Shard]]], int]] = [
            ("bucket", self.data.bucket_shards, LEAST_BUCKETS),
            ("directory", self.data.text_shards, LEAST_DIRECTORIES),
            ("filters", self.data.filter_shards, 1),
        ]
        return [
            partial(_bring, writer, kind, make, part)
            for kind, make, least in makers
            for part in _parts(sorted(group.number for group in changed if group.kind == kind), jobs, least)
        ]

    def _finish(self, writer: Writer, results: Iterable[_Made | _Sounds]) -> OutputFile:
        data, memory, earlier = self.data, self.memory, self.earlier
        kept: tuple[tuple[Kind, list[str]], ...] = (
            ("bucket", earlier.buckets),
            ("directory", earlier.directories),
            ("filters", [earlier.filters]),
        )
        digests = {Group(kind, number): digest for kind, each in kept for number, digest in enumerate(each)}
        for result in results:
            writer.note(unpack_written(result.written))
            if isinstance(result, _Made):
                digests |= result.digests
            else:
                memory.counts = msgspec.Raw(msgspec.msgpack.encode(result.counts))
                memory.sounds = result.digests
        memory.buckets = [digests[Group("bucket", number)] for number in range(data.buckets)]
        memory.directories = [digests[Group("directory", number)] for number in range(data.directories)]
        memory.filters = digests[FILTERS]
        memory.numbers = dict(data.numbers)
        filters = data.filter_lead(memory.filters, memory.sounds)
        directory = data.text_directory("".join(memory.directories))
        writer.write_files([*directory.files, *filters.files])
        return data.manifest("".join(memory.buckets), directory.digest, filters.digest)

    def _touched_groups(self, changes: Changes) -> set[Group]:
        data = self.data
        return changed_groups(data.entries, data.numbers, changes, data.topics == self.earlier.topics)

    def _find_related(self) -> "Related":
        if self.changes is not None and touched_pairs(self.changes) is None:
            return self.related
        from wendaku.search.related import Neighbourhood, update_related

        neighbourhood = Neighbourhood(self.data.columns, self.data.numbers, self.data.topic_of)
        if self.changes is None:
            return neighbourhood.related()
        return update_related(neighbourhood, self.changes, self.related)

    def _make_sounds(self, writer: Writer, is_damaged: bool) -> _Sounds:
        if self.changes is None:
            counts = self.data.count_phrases()
        else:
            before = msgspec.msgpack.decode(self.earlier.counts, type=PhraseCounts)
            counts, touched = recount(before, self.changes)
            was, now = table_size(len(self.earlier.numbers)), self.data.size
            same = all(before.strength(p, was) == counts.strength(p, now) for p in touched)
            if same and was == now and not is_damaged:
                return _Sounds(counts, self.earlier.sounds, b"")
        shards = self.data.sound_shards(counts)
        written = [writer.bring(file) for shard in shards for file in shard.files]
        return _Sounds(counts, join_digests(shards), pack_written(written))


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
    return _Made(digests, pack_written(written))
