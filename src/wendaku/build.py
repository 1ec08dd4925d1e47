"""The build: a content folder becomes a site, as a flat list of named, timed steps."""

import contextlib
import functools
import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from wendaku import cache, site
from wendaku.config import Config, config_path, require_config
from wendaku.errors import ContentError
from wendaku.model import Problem
from wendaku.planning import find_unchanged, plan_sources
from wendaku.publish import SiteFolder
from wendaku.records import Records, indexed_entries, read_records
from wendaku.resources import templates_dir
from wendaku.search.shards import SearchData
from wendaku.search_data import SearchMemory, SearchUpdate
from wendaku.words import Segmenter
from wendaku.workers import MIN_PART, count_jobs, start_task
from wendaku.writer import Output, Writer, find_damaged

CONFIG_FILES = ("site.yaml", "topics.yaml", "words.yaml", "search-tests.yaml")
UNSAVED_SHARE = 100
"""A hundredth of the records may be remembered apart rather than all be saved again: saving 10,000 takes 0.2 s."""

KEPT_ONE_BUILD = ("search-data/", "assets/")
"""Files under these names outlive their build by one: a page that a reader has open may still ask for them."""


class BuildOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller may choose about a build."""

    base_url: str | None = None
    """Where the site will stand; None for what site.yaml says."""
    jobs: int | None = None
    """Processes to use; None for one a processor."""


class BuildReport(msgspec.Struct, kw_only=True):
    """What a build did."""

    entries: int = 0
    """Published entries."""
    withheld: int = 0
    """Quarantined entries."""
    files: int = 0
    """Files of the site."""
    written: int = 0
    removed: int = 0
    warnings: tuple[Problem, ...] = ()
    seconds: dict[str, float] = {}
    """Wall time by step, in the order of the steps; empty where nothing had changed since the last build."""


class _Memory(msgspec.Struct, kw_only=True):
    """What a build remembers to see that nothing changed and what need not be made again."""

    inputs: dict[str, cache.Stamp] = {}
    outputs: dict[str, Output] = {}
    pages_version: bytes = b""
    """Names everything but entries that pages depend on."""
    retired: list[str] = []
    """Files of the build before this one that are still kept."""
    report: BuildReport = msgspec.field(default_factory=BuildReport)
    saved: int = 0
    """Which saving of the records this build went on from."""
    unsaved: Records = {}
    """The records that this build made and did not save with the others."""
    search: SearchMemory = msgspec.field(default_factory=SearchMemory)


class _SavedRecords(msgspec.Struct, array_like=True):
    saved: int
    """Nanoseconds since 1970, which tell one saving from another."""
    records: Records


def build_site(
    content: Path,
    out: Path,
    options: BuildOptions | None = None,
    on_step: Callable[[str], None] | None = None,
) -> BuildReport:
    """Bring the site in `out` up to date with the content folder; `on_step` hears each step's name as it begins.

    Raises ContentError that names every error of the content, before anything is written, and UsageError
    for an output folder that is not ours. The site's bytes depend on nothing but content, templates and options.
    """
    options = options or BuildOptions()
    folder = cache.cache_folder(content)
    with cache.locked(folder):
        return _Build(content, out, options, folder, on_step or (lambda name: None)).run()


class _Build:
    def __init__(
        self, content: Path, out: Path, options: BuildOptions, folder: Path, on_step: Callable[[str], None]
    ) -> None:
        self.content, self.options, self.folder, self.on_step = content, options, folder, on_step
        self.destination = SiteFolder(out, content)
        self.jobs = count_jobs(options.jobs)
        self.report = BuildReport()
        self.inputs = self.stamp_inputs(time.time_ns())
        self.version = _version(str(out.resolve()), options.base_url)

    def run(self) -> BuildReport:
        with _collector_paused():
            memory = cache.read_cache(self.folder / "build.cache", _Memory, self.version) or _Memory()
        if self.destination.fresh:
            memory.outputs = {}
        # Looking at all files of the site takes as long as reading the records, which goes on meanwhile.
        damage = start_task(
            functools.partial(find_damaged, self.destination.root, memory.outputs),
            self.jobs if len(memory.outputs) >= MIN_PART else 1,
        )
        if memory.outputs and self.inputs == memory.inputs and cache.NEVER not in self.inputs.values():
            damaged = damage()
            if not damaged:
                return memory.report
            damage = functools.partial(set, damaged)
        try:
            self.build(memory, damage)
        except BaseException:
            self.destination.discard()
            raise
        return self.report

    def build(self, memory: _Memory, damage: Callable[[], set[str]]) -> None:
        with _collector_paused():
            with self.step("read"):
                config = require_config(self.content)
                segmenter = Segmenter(config.words)
                records = self.read_records(config, segmenter, memory)
                saved, unsaved, wait_until_saved = self.save(records, memory)
                indexed, before = indexed_entries(records.now), indexed_entries(records.before)
            writer = Writer(self.destination, memory.outputs, damage())
            with self.step("search data"):
                goes_on = records.were_built and not self.destination.fresh
                update = SearchUpdate(
                    SearchData(indexed, config, segmenter),
                    before if goes_on else None,
                    memory.search,
                    _version(config.words),
                )
                finish_search = update.begin(writer, self.jobs)
            with self.step("plan"):
                base_url = config.site.base_url if self.options.base_url is None else self.options.base_url
                renderer = site.Renderer(config, self.overrides, base_url)
                version = renderer.digest.encode()
                unchanged = (
                    find_unchanged(records.before, records.now, memory.search.related, update.memory.related)
                    if goes_on and memory.pages_version == version
                    else frozenset()
                )
                facts = [record.facts for record in records.now.values() if record.facts is not None]
                plan = site.SitePlan(config, facts, update.memory.related, base_url)
                pages = plan_sources(plan, records.now, version, unchanged, memory.outputs)
        with self.step("pages"):
            writer.write_files(renderer.asset_files())
            writer.write_pages(pages, renderer, self.jobs)
        with self.step("publish"):
            wait_until_saved()
            manifest = finish_search()
            # Last, since it names shards and entries that must be there when it is read.
            writer.write_files([manifest])
            retired = self.retire(writer.outputs, memory)
        self.report.entries, self.report.withheld = len(indexed), len(records.now) - len(indexed)
        self.report.files, self.report.written = len(writer.outputs), writer.written
        self.remember(
            _Memory(
                outputs=writer.outputs,
                pages_version=version,
                retired=retired,
                saved=saved,
                unsaved=unsaved,
                search=update.memory,
            )
        )

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.on_step(name)
        started = time.perf_counter()
        yield
        self.report.seconds[name] = time.perf_counter() - started

    @property
    def overrides(self) -> Path:
        return self.content / "templates"

    def read_records(self, config: Config, segmenter: Segmenter, memory: _Memory) -> "_RecordsOfBuilds":
        version = _version(str(self.content), config.words, sorted(config.topic_ids))
        kept = cache.read_cache(self.folder / "entries.cache", _SavedRecords, version) or _SavedRecords(0, {})
        were_built = kept.saved == memory.saved != 0
        before = kept.records | memory.unsaved if were_built else kept.records
        now, problems = read_records(
            self.content / "entries", segmenter, config.topic_ids, before, self.inputs, self.jobs
        )
        problems += [problem for record in now.values() for problem in record.problems]
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise ContentError("\n".join(map(str, errors)))
        self.report.warnings = tuple(problems)
        return _RecordsOfBuilds(version, before, now, were_built)

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

    def retire(self, outputs: dict[str, Output], memory: _Memory) -> list[str]:
        """Remove what no longer belongs to the site; returns what is kept for one build more."""
        earlier = set(memory.outputs) | set(memory.retired) or set(self.destination.list_ours())
        stale = earlier - outputs.keys()
        kept = {path for path in stale if path.startswith(KEPT_ONE_BUILD)} - set(memory.retired)
        self.report.removed = self.destination.finish(sorted(stale - kept))
        return sorted(kept)

    def remember(self, memory: _Memory) -> None:
        memory.inputs = self.inputs
        memory.report = msgspec.structs.replace(self.report, seconds={}, written=0, removed=0)
        cache.write_cache(self.folder / "build.cache", memory, self.version)

    def stamp_inputs(self, seen_ns: int) -> dict[str, cache.Stamp]:
        """The stamps of every file that the site depends on, as they are before any of them is read."""
        stamps = {}
        for name in CONFIG_FILES:
            for path in (self.content / name, config_path(self.content, name)):
                stamps[str(path)] = cache.stamp_now(path, seen_ns)
        for root in (self.content / "entries", self.overrides, templates_dir()):
            stamps |= cache.stamps_under(root, seen_ns)
        return stamps


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


def _version(*facts: object) -> str:
    return cache.digest(msgspec.msgpack.encode((cache.code_version(), *facts))).hex()
