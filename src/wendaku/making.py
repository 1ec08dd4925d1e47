"""Makes a site, as a flat list of named, timed steps, from what the last build left of it."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wendaku import cache
from wendaku.config import Config, require_config
from wendaku.errors import ContentError
from wendaku.planning import PagesMemory, PagesUpdate, plan_entry_pages, plan_other_pages
from wendaku.publish import SiteFolder
from wendaku.record_memory import RecordMemory, RecordUpdate
from wendaku.search.index import Changes
from wendaku.search.shards import SearchData
from wendaku.search_data import SearchMemory, SearchUpdate
from wendaku.site.pages import SitePlan
from wendaku.standing import OVERRIDES, BuildReport, Output, Standing
from wendaku.words import Segmenter
from wendaku.writer import PageSource, Writer

if TYPE_CHECKING:  # imported once an edit's shards are being made beside: Jinja2 takes 15 ms
    from wendaku.site.rendering import Renderer

KEPT_ONE_BUILD = ("search-data/", "assets/")
"""Files under these names outlive their build by one: a page that a reader has open may still ask for them."""


class _Memory(msgspec.Struct, kw_only=True):
    """What a build remembers of how it made the site, so that not all of it need be made again."""

    build: int = 0
    """Which build's memory this is."""
    records: RecordMemory = msgspec.field(default_factory=RecordMemory)
    search: SearchMemory = msgspec.field(default_factory=SearchMemory)
    pages: PagesMemory = msgspec.field(default_factory=PagesMemory)


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
        self._step, self._started = "", 0.0

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
        self.step("read")
        memory = self.recall(standing, version)
        config = require_config(self.content)
        segmenter = Segmenter(config.words)
        records = RecordUpdate(self.content, self.folder, config, segmenter, memory.records, self.jobs)
        self.require_records(records, inputs, inputs.keys() == standing.inputs.keys())
        wait_until_saved = records.save()
        changes = None if self.destination.fresh else records.changes()
        self.step("plan")
        writer = Writer(self.destination, standing.outputs, damage())
        data = self.search_data(records, memory.search.numbers)
        search_version = cache.version_of(config.words)
        update = SearchUpdate(data, changes, memory.search, memory.pages.related, search_version)
        with update.begun(writer, self.jobs) as finish_search:
            renderer = self.renderer(config)
            pages = PagesMemory(version=renderer.digest.encode(), related=update.related)
            sources = self.plan_pages(config, records, changes, pages, memory.pages, writer)
            self.step("search data")
            if not update.is_edit:
                finish_search()
            self.step("pages")
            writer.write_files(renderer.asset_files())
            writer.write_pages(sources, renderer, self.jobs)
            self.step("publish")
            wait_until_saved()
            # Last, since it names shards and entries that must be there when it is read.
            writer.write_files([finish_search()])
            retired = self.retire(writer.outputs, standing)
        self.end_step()
        self.report.entries, self.report.withheld = data.count, len(records.now) - data.count
        self.report.files, self.report.written = len(writer.outputs), writer.written
        made = Standing(
            build=time.time_ns(),
            inputs=inputs,
            outputs=writer.outputs,
            retired=retired,
            report=msgspec.structs.replace(self.report, seconds={}, written=0, removed=0),
        )
        left = _Memory(build=made.build, records=records.memory, search=update.memory, pages=pages)
        cache.write_cache(self.folder / "build.cache", left, version)
        return made

    def recall(self, standing: Standing, version: str) -> _Memory:
        """How what stands was made; nothing where that is not known."""
        memory = cache.read_cache(self.folder / "build.cache", _Memory, version)
        return memory if memory is not None and memory.build == standing.build else _Memory()

    def step(self, name: str) -> None:
        """A step begins, and with it the one before ends."""
        self.end_step()
        self.on_step(name)
        self._step, self._started = name, time.perf_counter()

    def end_step(self) -> None:
        """Note how long the step took that was under way."""
        if self._step:
            self.report.seconds[self._step] = time.perf_counter() - self._started

    def require_records(
        self, records: RecordUpdate, inputs: dict[str, cache.Stamp], same_files: bool
    ) -> None:
        """Read the records; raises ContentError that names every error in them."""
        problems = records.read(inputs, same_files)
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise ContentError("\n".join(map(str, errors)))
        self.report.warnings = tuple(problems)

    def search_data(self, records: RecordUpdate, numbers: Mapping[str, int]) -> SearchData:
        """The search data of these records; `numbers` are those of the last build."""
        topics = {
            record.facts.id: record.facts.topic
            for record in records.now.values()
            if record.facts is not None and record.is_public
        }
        known = numbers if numbers.keys() == records.entries.keys() else None
        return SearchData(
            records.entries, topics, records.config, records.segmenter, lambda: records.texts, known
        )

    def base_url(self, config: Config) -> str:
        return config.site.base_url if self.given_url is None else self.given_url

    def renderer(self, config: Config) -> "Renderer":
        from wendaku.site.rendering import Renderer

        return Renderer(config, self.content / OVERRIDES, self.base_url(config))

    def plan_pages(
        self,
        config: Config,
        records: RecordUpdate,
        changes: Changes | None,
        pages: PagesMemory,
        earlier: PagesMemory,
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

    def retire(self, outputs: dict[str, Output], standing: Standing) -> list[str]:
        """Remove what no longer belongs to the site; returns what is kept for one build more."""
        earlier = set(standing.outputs) | set(standing.retired) or set(self.destination.list_ours())
        stale = earlier - outputs.keys()
        kept = {path for path in stale if path.startswith(KEPT_ONE_BUILD)} - set(standing.retired)
        self.report.removed = self.destination.finish(sorted(stale - kept))
        return sorted(kept)
