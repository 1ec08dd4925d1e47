"""The records of one build: those that the last one left, brought up to date, and what is left to the next."""

import functools
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import msgspec

from wendaku import cache
from wendaku.config import Config
from wendaku.model import Problem
from wendaku.records import PackedEntries, Records, find_changes, read_records, reread_records
from wendaku.search.index import Changes
from wendaku.search.texts import Texts, texts_of
from wendaku.words import Segmenter
from wendaku.workers import MIN_PART, start_task

UNSAVED_SHARE = 100
"""A hundredth of the records may be remembered apart rather than all be saved again: saving 10,000 takes 0.2 s."""


class RecordMemory(msgspec.Struct, kw_only=True):
    """What one build leaves to the next about records, beside those that are saved."""

    saved: int = 0
    """Which saving of the records this build went on from: nanoseconds since 1970, which tell one from another."""
    unsaved: Records = {}
    """The records that this build made and did not save with the others."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with names and links under the entries' folder."""


class _Saved(msgspec.Struct, array_like=True):
    saved: int
    records: Records


class _SavedTexts(msgspec.Struct, array_like=True):
    saved: int
    texts: Texts
    """Of the records' published entries."""


class RecordUpdate:
    """One build's records."""

    def __init__(
        self,
        content: Path,
        folder: Path,
        config: Config,
        segmenter: Segmenter,
        memory: RecordMemory,
        jobs: int,
    ) -> None:
        """`folder` holds what is saved; `memory` is what the last build left, empty where that is not known."""
        self.root, self.folder, self.config, self.segmenter = content / "entries", folder, config, segmenter
        self.jobs, self.earlier = jobs, memory
        self.version = cache.version_of(str(content), config.words, sorted(config.topic_ids))
        kept = cache.read_cache(folder / "entries.cache", _Saved, self.version) or _Saved(0, {})
        self.were_built = kept.saved == memory.saved != 0
        """Whether `before` are the records of the last build."""
        self.before = kept.records | memory.unsaved if self.were_built else kept.records
        self.now: Records = {}
        self.memory = RecordMemory()

    def read(self, stamps: dict[str, cache.Stamp], same_files: bool) -> list[Problem]:
        """Bring the records up to date; returns what is wrong with files and names.

        `stamps` are those of all inputs; `same_files` says that none has come or gone since the last build.
        """
        topic_ids = self.config.topic_ids
        names = list(self.earlier.problems)
        now = None
        if self.were_built and same_files:
            now = reread_records(self.segmenter, topic_ids, self.before, stamps, self.jobs)
        if now is None:
            now, names = read_records(self.root, self.segmenter, topic_ids, self.before, stamps, self.jobs)
        self.now = now
        self.memory.problems = tuple(names)
        return [*names, *(problem for record in now.values() for problem in record.problems)]

    @cached_property
    def entries(self) -> PackedEntries:
        """The published entries as the index sees them."""
        return PackedEntries(self.now)

    def changes(self) -> Changes | None:
        """What has changed since the last build; None where that is not known."""
        return find_changes(self.before, self.now) if self.were_built else None

    def save(self) -> Callable[[], None]:
        """Save the records beside this process, or leave a few of them to what the build remembers; returns what waits for it."""
        unsaved = {
            shown: record
            for shown, record in self.now.items()
            if shown in self.earlier.unsaved or record is not self.before.get(shown)
        }
        all_there = self.before.keys() <= self.now.keys()
        if self.were_built and all_there and len(unsaved) <= len(self.now) // UNSAVED_SHARE:
            self.memory.saved, self.memory.unsaved = self.earlier.saved, unsaved
            return lambda: None
        self.memory.saved = time.time_ns()
        # Made here, since the search data need them too.
        texts = self.texts
        return start_task(
            functools.partial(self._write, texts), self.jobs if len(self.now) >= MIN_PART else 1
        )

    @cached_property
    def texts(self) -> Texts:
        """The texts of all entries; where few records are not saved, those that were saved with the others are read."""
        if self.memory.saved == self.earlier.saved:
            kept = cache.read_cache(self.folder / "texts.cache", _SavedTexts, self.version)
            if kept is not None and kept.saved == self.memory.saved:
                unsaved = self.memory.unsaved
                others = {record.facts.id for record in unsaved.values() if record.facts is not None}
                return kept.texts.without(others) + texts_of(PackedEntries(unsaved).values())
        return texts_of(self.entries.values())

    def _write(self, texts: Texts) -> None:
        saved = self.memory.saved
        cache.write_cache(self.folder / "entries.cache", _Saved(saved, self.now), self.version)
        cache.write_cache(self.folder / "texts.cache", _SavedTexts(saved, texts), self.version)
