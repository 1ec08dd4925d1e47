"""The build: a content folder becomes a site, as a flat list of named, timed steps."""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from wendaku import cache, site
from wendaku.config import Config, config_path, require_config
from wendaku.errors import ContentError
from wendaku.model import Entry, OutputFile, Problem
from wendaku.publish import SiteFolder
from wendaku.records import Records, read_records
from wendaku.resources import templates_dir
from wendaku.search.shards import search_files
from wendaku.words import Segmenter
from wendaku.workers import count_jobs, map_parts

CACHE_FOLDER = ".wendaku"
CONFIG_FILES = ("site.yaml", "topics.yaml", "words.yaml", "search-tests.yaml")
UNSAVED_SHARE = 100
"""A hundredth of the entries may be read again at the next build rather than all be saved at this one:
writing 10,000 takes 0.15 s, reading 100 takes 0.02 s."""

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
    """Wall time by step, in the order of the steps."""

    @property
    def unchanged(self) -> bool:
        """Whether nothing had changed since the last build, so that nothing was done."""
        return not self.seconds


class _Output(msgspec.Struct, frozen=True, array_like=True):
    """A file of the site as it was written."""

    key: bytes
    """Digest of everything that its bytes depend on."""
    stamp: cache.Stamp


class _Memory(msgspec.Struct, array_like=True):
    """What a build remembers to see that nothing changed and what need not be written again."""

    inputs: dict[str, cache.Stamp]
    outputs: dict[str, _Output]
    retired: list[str]
    """Files of the build before this one that are still kept."""
    report: BuildReport


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
    folder = content.resolve().parent / CACHE_FOLDER
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
        self._segmenter: Segmenter | None = None
        self.started_ns = time.time_ns()
        self.version = _version(str(out.resolve()), options.base_url)

    def run(self) -> BuildReport:
        memory = cache.read_cache(self.folder / "build.cache", _Memory, self.version)
        if memory is not None and not self.destination.fresh and self.is_unchanged(memory):
            return memory.report
        try:
            self.build(memory or _Memory({}, {}, [], BuildReport()))
        except BaseException:
            self.destination.discard()
            raise
        return self.report

    def build(self, memory: _Memory) -> None:
        with self.step("read"):
            config = require_config(self.content)
            records, entries = self.read_entries(config)
        with self.step("relate"):
            indexed = [record.indexed for record in records.values() if record.indexed is not None]
            related: dict[str, list[str]] = {}
        with self.step("plan"):
            base_url = config.site.base_url if self.options.base_url is None else self.options.base_url
            renderer = site.Renderer(config, self.overrides, base_url)
            data = site.SiteData(config=config, entries=entries, related=related, base_url=base_url)
            planned = site.plan_pages(data)
        writer = _Writer(self.destination, {} if self.destination.fresh else memory.outputs)
        with self.step("search data"):
            *shards, manifest = search_files(indexed, config, self.segmenter(config))
            writer.write_files([*shards, *renderer.asset_files()])
        with self.step("pages"):
            writer.write_pages(planned, renderer, self.jobs)
        with self.step("publish"):
            # Last, since it names shards and entries that must be there when it is read.
            writer.write_files([manifest])
            retired = self.retire(writer.outputs, memory)
        self.report.entries, self.report.withheld = len(indexed), len(entries) - len(indexed)
        self.report.files, self.report.written = len(writer.outputs), writer.written
        self.remember(writer.outputs, retired)

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.on_step(name)
        started = time.perf_counter()
        yield
        self.report.seconds[name] = time.perf_counter() - started

    def segmenter(self, config: Config) -> Segmenter:
        if self._segmenter is None:
            self._segmenter = Segmenter(config.words)
        return self._segmenter

    @property
    def overrides(self) -> Path:
        return self.content / "templates"

    def is_unchanged(self, memory: _Memory) -> bool:
        def same(path: str, stamp: cache.Stamp) -> bool:
            return stamp != cache.NEVER and cache.stamp_now(path, self.started_ns) == stamp

        root = str(self.destination.root)
        return all(same(path, stamp) for path, stamp in memory.inputs.items()) and all(
            cache.written_stamp(f"{root}/{path}") == output.stamp for path, output in memory.outputs.items()
        )

    def read_entries(self, config: Config) -> tuple[Records, tuple[Entry, ...]]:
        version = _version(str(self.content), config.words, sorted(config.topic_ids))
        path = self.folder / "entries.cache"
        remembered = cache.read_cache(path, Records, version) or {}
        records, problems = read_records(
            self.content / "entries", lambda: self.segmenter(config), config.topic_ids, remembered, self.jobs
        )
        problems += [problem for record in records.values() for problem in record.problems]
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise ContentError("\n".join(map(str, errors)))
        self.report.warnings = tuple(problems)
        unknown = sum(record is not remembered.get(shown) for shown, record in records.items())
        if unknown > len(records) // UNSAVED_SHARE:
            cache.write_cache(path, records, version)
        entries = (record.entry for record in records.values() if record.entry is not None)
        return records, tuple(sorted(entries, key=lambda entry: entry.id))

    def retire(self, outputs: dict[str, _Output], memory: _Memory) -> list[str]:
        """Remove what no longer belongs to the site; returns what is kept for one build more."""
        earlier = set(memory.outputs) | set(memory.retired) or set(self.destination.list_ours())
        stale = sorted(earlier - outputs.keys())
        again = set(memory.retired)
        kept = [path for path in stale if path.startswith(KEPT_ONE_BUILD) and path not in again]
        self.report.removed = self.destination.finish(path for path in stale if path not in set(kept))
        return kept

    def remember(self, outputs: dict[str, _Output], retired: list[str]) -> None:
        report = msgspec.structs.replace(self.report, seconds={}, written=0, removed=0)
        inputs = {path: cache.stamp_now(path, self.started_ns) for path in self.list_inputs()}
        cache.write_cache(
            self.folder / "build.cache", _Memory(inputs, outputs, retired, report), self.version
        )

    def list_inputs(self) -> Iterator[str]:
        """Every file that the site depends on, and the folders, whose stamp changes with files that come and go."""
        for name in CONFIG_FILES:
            yield str(self.content / name)
            yield str(config_path(self.content, name))
        for root in (self.content / "entries", self.overrides, templates_dir()):
            yield str(root)
            for folder, folders, names in os.walk(root):
                yield from (f"{folder}/{name}" for name in (*folders, *names))


def _version(*facts: object) -> str:
    return cache.digest(msgspec.msgpack.encode((cache.code_version(), *facts))).hex()


class _Writer:
    """Writes files that are not there yet as they should be, and knows all of the site's files in the end."""

    def __init__(self, destination: SiteFolder, earlier: dict[str, _Output]) -> None:
        self.destination, self.earlier = destination, earlier
        self.outputs: dict[str, _Output] = {}
        self.written = 0

    def is_there(self, path: str, key: bytes) -> bool:
        known = self.earlier.get(path)
        return known is not None and known.key == key and known.stamp == self.stamp(path)

    def stamp(self, path: str) -> cache.Stamp:
        return cache.written_stamp(f"{self.destination.root}/{path}")

    def write(self, file: OutputFile, key: bytes) -> tuple[str, _Output, bool]:
        written = self.destination.write(file)
        return file.path, _Output(key, self.stamp(file.path)), written

    def note(self, results: Iterable[tuple[str, _Output, bool]]) -> None:
        for path, output, written in results:
            self.outputs[path] = output
            self.written += written

    def write_files(self, files: Iterable[OutputFile]) -> None:
        for file in files:
            key = cache.digest(file.data)
            if self.is_there(file.path, key):
                self.outputs[file.path] = self.earlier[file.path]
            else:
                self.note([self.write(file, key)])

    def write_pages(self, planned: Sequence[site.PlannedPage], renderer: site.Renderer, jobs: int) -> None:
        encode = msgspec.msgpack.Encoder().encode
        version = renderer.digest.encode()
        missing = []
        for page in planned:
            key = cache.digest(version + encode((page.template, page.context)))
            if self.is_there(page.path, key):
                self.outputs[page.path] = self.earlier[page.path]
            else:
                missing.append((page, key))

        def write_part(part: Sequence[tuple[site.PlannedPage, bytes]]) -> list[tuple[str, _Output, bool]]:
            return [self.write(renderer.render(page), key) for page, key in part]

        for results in map_parts(write_part, missing, jobs):
            self.note(results)
