"""Makes a site, as a flat list of named, timed steps, from what the last build left of it."""

import contextlib
import functools
import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from wendaku import cache
from wendaku.config import Config, require_config
from wendaku.errors import ContentError
from wendaku.model import Problem
from wendaku.planning import PagesMemory, PagesUpdate, plan_entry_pages, plan_other_pages
from wendaku.publish import SiteFolder
from wendaku.records import Records, find_changes, indexed_entries, read_records, reread_records
from wendaku.search.index import Changes
from wendaku.search.shards import SearchData
from wendaku.search_data import SearchMemory, SearchUpdate
from wendaku.site.pages import SitePlan
from wendaku.standing import OVERRIDES, BuildReport, Output, Standing
from wendaku.words import Segmenter
from wendaku.workers import MIN_PART, start_task
from wendaku.writer import PageSource, Writer

if TYPE_CHECKING:  # imported once an edit's shards are being made beside: Jinja2 takes 15 ms
    from wendaku.site.rendering import Renderer

UNSAVED_SHARE = 100
"""A hundredth of the records may be remembered apart rather than all be saved again: saving 10,000 takes 0.2 s."""

KEPT_ONE_BUILD = ("search-data/", "assets/")
"""Files under these names outlive their build by one: a page that a reader has open may still ask for them."""


class _Memory(msgspec.Struct, kw_only=True):
    """What a build remembers of how it made the site, so that not all of it need be made again."""

    build: int = 0
    """Which build's memory this is."""
    saved: int = 0
    """Which saving of the records this build went on from."""
    unsaved: Records = {}
    """The records that this build made and did not save with the others."""
    search: SearchMemory = msgspec.field(default_factory=SearchMemory)
    pages: PagesMemory = msgspec.field(default_factory=PagesMemory)
    problems_of_names: tuple[Problem, ...] = ()
    """What is wrong with names and links under the entries' folder."""


class _SavedRecords(msgspec.Struct, array_like=True):
    saved: int
    """Nanoseconds since 1970, which tell one saving from another."""
    records: Records


class Making:
    """One build of a site that is not as it should be."""

    def __init__(
        self,
        content: Path,
        destination: SiteFolder,
        folder: Path,
        base_url: str | None,
        jobs: int,
        on_step: Callable[[str], None],
    ) -> None:
        """`folder` holds the memories, `base_url` is None for what site.yaml says."""
        self.content, self.destination, self.folder = content, destination, folder
        self.given_url, self.jobs, self.on_step = base_url, jobs, on_step
        self.report = BuildReport()

    def run(
        self,
        inputs: dict[str, cache.Stamp],
        standing: Standing,
        damage: Callable[[], set[str]],
        version: str,
    ) -> Standing:
        """Make the site of these inputs from what stands of it but `damage`; returns what stands then.

        Raises ContentError that names every error of the content, before anything is written.
        """
        with _collector_paused():
            memory = self.recall(standing, version)
            with self.step("read"):
                config = require_config(self.content)
                segmenter = Segmenter(config.words)
                same_files = inputs.keys() == standing.inputs.keys()
                records = self.read_records(config, segmenter, inputs, memory, same_files)
                saved, unsaved, wait_until_saved = self.save(records, memory)
            writer = Writer(self.destination, standing.outputs, damage())
            goes_on = records.were_built and not self.destination.fresh
            changes = find_changes(records.before, records.now) if goes_on else None
            public = [record.facts for record in records.now.values() if record.facts and record.is_public]
            with self.step("search data"):
                update = SearchUpdate(
                    SearchData(
                        len(public),
                        {facts.topic for facts in public},
                        functools.partial(indexed_entries, records.now),
                        config,
                        segmenter,
                    ),
                    changes,
                    memory.search,
                    memory.pages.related,
                    cache.version_of(config.words),
                )
                finish_search = update.begin(writer, self.jobs)
            with self.step("plan"):
                renderer = self.renderer(config)
                pages = PagesMemory(version=renderer.digest.encode(), related=update.related)
                sources = self.plan_pages(config, records, changes, pages, memory.pages, writer)
        with self.step("pages"):
            writer.write_files(renderer.asset_files())
            writer.write_pages(sources, renderer, self.jobs)
        with self.step("publish"):
            wait_until_saved()
            manifest = finish_search()
            # Last, since it names shards and entries that must be there when it is read.
            writer.write_files([manifest])
            retired = self.retire(writer.outputs, standing)
        self.report.entries, self.report.withheld = len(public), len(records.now) - len(public)
        self.report.files, self.report.written = len(writer.outputs), writer.written
        made = Standing(
            build=time.time_ns(),
            inputs=inputs,
            outputs=writer.outputs,
            retired=retired,
            report=msgspec.structs.replace(self.report, seconds={}, written=0, removed=0),
        )
        memory = _Memory(
            build=made.build,
            saved=saved,
            unsaved=unsaved,
            problems_of_names=records.problems_of_names,
            search=update.memory,
            pages=pages,
        )
        cache.write_cache(self.folder / "build.cache", memory, version)
        return made

    def base_url(self, config: Config) -> str:
        return config.site.base_url if self.given_url is None else self.given_url

    def renderer(self, config: Config) -> "Renderer":
        from wendaku.site.rendering import Renderer

        return Renderer(config, self.content / OVERRIDES, self.base_url(config))

    def plan_pages(
        self,
        config: Config,
        records: "_RecordsOfBuilds",
        changes: Changes | None,
        pages: "PagesMemory",
        earlier: "PagesMemory",
        writer: Writer,
    ) -> list[PageSource]:
        """The pages that may have to be rendered; those that surely need not be are noted."""
        facts = [record.facts for record in records.now.values() if record.facts is not None]
        plan = SitePlan(config, facts, pages.related, self.base_url(config))
        if changes is not None and pages.version == earlier.version:
            update = PagesUpdate(records.before, records.now, changes.keys(), earlier, pages.related)
            writer.keep(update.standing(plan))
        sources = list(plan_entry_pages(plan, records.now, pages.version, writer.outputs))
        pages.others = earlier.others
        if not earlier.others or not all(path in writer.outputs for path in earlier.others):
            others = list(plan_other_pages(plan, pages.version))
            pages.others = [source.path for source in others]
            sources += others
        return sources

    def recall(self, standing: Standing, version: str) -> _Memory:
        """How what stands was made; nothing where that is not known."""
        memory = cache.read_cache(self.folder / "build.cache", _Memory, version)
        return memory if memory is not None and memory.build == standing.build else _Memory()

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.on_step(name)
        started = time.perf_counter()
        yield
        self.report.seconds[name] = time.perf_counter() - started

    def read_records(
        self,
        config: Config,
        segmenter: Segmenter,
        inputs: dict[str, cache.Stamp],
        memory: _Memory,
        same_files: bool,
    ) -> "_RecordsOfBuilds":
        """`same_files` says that no file has come or gone since the last build."""
        version = cache.version_of(str(self.content), config.words, sorted(config.topic_ids))
        kept = cache.read_cache(self.folder / "entries.cache", _SavedRecords, version) or _SavedRecords(0, {})
        were_built = kept.saved == memory.saved != 0
        before = kept.records | memory.unsaved if were_built else kept.records
        now, names = None, list(memory.problems_of_names)
        if were_built and same_files:
            now = reread_records(segmenter, config.topic_ids, before, inputs, self.jobs)
        if now is None:
            root = self.content / "entries"
            now, names = read_records(root, segmenter, config.topic_ids, before, inputs, self.jobs)
        problems = [*names, *(problem for record in now.values() for problem in record.problems)]
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise ContentError("\n".join(map(str, errors)))
        self.report.warnings = tuple(problems)
        return _RecordsOfBuilds(version, before, now, were_built, tuple(names))

    def save(self, records: "_RecordsOfBuilds", memory: _Memory) -> tuple[int, Records, Callable[[], None]]:
        """Save the records beside this process, or leave a few of them to what the build remembers.

        Returns which saving holds, those few, and what waits for the saving to end.
        """
        unsaved = {
            shown: record
            for shown, record in records.now.items()
            if shown in memory.unsaved or record is not records.before.get(shown)
        }
        is_shorter = len(records.now) < len(records.before)
        if records.were_built and not is_shorter and len(unsaved) <= len(records.now) // UNSAVED_SHARE:
            return memory.saved, unsaved, lambda: None
        kept = _SavedRecords(time.time_ns(), records.now)
        path = self.folder / "entries.cache"
        save = functools.partial(cache.write_cache, path, kept, records.version)
        return kept.saved, {}, start_task(save, self.jobs if len(records.now) >= MIN_PART else 1)

    def retire(self, outputs: dict[str, Output], standing: Standing) -> list[str]:
        """Remove what no longer belongs to the site; returns what is kept for one build more."""
        earlier = set(standing.outputs) | set(standing.retired) or set(self.destination.list_ours())
        stale = earlier - outputs.keys()
        kept = {path for path in stale if path.startswith(KEPT_ONE_BUILD)} - set(standing.retired)
        self.report.removed = self.destination.finish(sorted(stale - kept))
        return sorted(kept)


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """What a build reads and plans lives as long as it does, and walking through it again and again takes a third of a rebuild."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _RecordsOfBuilds(NamedTuple):
    version: str
    before: Records
    now: Records
    were_built: bool
    """Whether `before` are the records of the build whose outputs are remembered."""
    problems_of_names: tuple[Problem, ...]
