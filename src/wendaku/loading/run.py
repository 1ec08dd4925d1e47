"""The load as a list of steps: find pages, read them, match, merge, write, report."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from wendaku import loader, store
from wendaku.config import Config
from wendaku.errors import UsageError
from wendaku.loader import Draft, PageReading
from wendaku.loading.known import read_known
from wendaku.loading.matching import match_pages
from wendaku.loading.pages import PageFile, find_pages
from wendaku.loading.plan import DraftKey, DraftOutcome, Plan, Planner
from wendaku.loading.pool import PAGE_SECONDS, UnreadablePageError, read_file, read_in_processes
from wendaku.loading.report import EntryReport, LoadReport, PageReport
from wendaku.loading.spool import Spool
from wendaku.loading.step import Encoded, PageBrief, PageResult, failed_page
from wendaku.loading.writing import Writer, Written
from wendaku.model import EntryFields
from wendaku.workers import count_jobs

Progress = Callable[[int, int], None]
"""Told how many of how many pages are read."""


class LoadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the person at the keyboard chose."""

    keep_duplicates: bool = False
    """Leave reworded copies of one page as entries of their own."""
    dry_run: bool = False
    dask: str | None = None
    """Address of a Dask scheduler that reads the pages instead of processes here."""
    jobs: int | None = None
    """Processes that read pages; None for one a processor."""
    page_seconds: float = PAGE_SECONDS
    """A page that takes longer is reported and left out."""


class _Pages:
    """The pages of one load: briefs in memory, results in a temporary file."""

    def __init__(self, pages: Sequence[PageFile]) -> None:
        self.pages = pages
        self.briefs = [PageBrief("")] * len(pages)
        self._places = [0] * len(pages)
        self._spool = Spool()

    def keep(self, number: int, encoded: Encoded) -> None:
        """Take in what a page gave."""
        self.briefs[number] = msgspec.msgpack.decode(encoded.brief, type=PageBrief)
        self._places[number] = self._spool.append(encoded.result)

    def result(self, number: int) -> PageResult:
        """What a page gave in full."""
        return msgspec.msgpack.decode(self._spool.read(self._places[number]), type=PageResult)

    def fields(self, key: DraftKey) -> EntryFields:
        """A draft's fields."""
        return self.result(key[0]).drafts[key[1]].fields


def load_pages(
    paths: Iterable[Path],
    content: Path,
    into: Path | None,
    config: Config,
    options: LoadOptions = LoadOptions(),  # noqa: B008  (frozen)
    progress: Progress | None = None,
) -> LoadReport:
    """Read pages into entries under `into` (default `<content>/entries`); returns what became of every line.

    Paths are files and folders; none means `<content>/pages`. Entries on disk are never overwritten where a person
    wrote in them, and the result does not depend on the number of processes. Raises UsageError where the call is
    wrong, ContentError where an entry cannot be written; what was written until then is whole.
    """
    into = into or content / "entries"
    _check_folders(content, into)
    pages = _Pages(find_pages(list(paths) or [content / "pages"], content))
    for done, (number, encoded) in enumerate(_read(pages.pages, config, options), start=1):
        pages.keep(number, encoded)
        if progress:
            progress(done, len(pages.pages))
    known = read_known(into, into.as_posix())
    shown = [page.shown for page in pages.pages]
    matches = match_pages(shown, pages.briefs, known.entries, lambda page: (content / page).is_file())
    plan = Planner(pages.briefs, known, pages.fields).build(matches, options.keep_duplicates)
    written = _write(plan, Writer(content, into, pages.fields, dry_run=options.dry_run))
    if into.is_dir() and not options.dry_run:
        store.write_text(into / store.SCHEMA_FILE, store.schema_json())
    report = LoadReport(options.dry_run)
    report.problems = known.problems
    for number in range(len(pages.pages)):
        missed = [known.entries[entry].shown for entry in matches.missed.get(number, ())]
        report.add(_report_page(number, pages.result(number), plan, written, missed))
    return report


def explain_page(path: Path, config: Config) -> PageReading:
    """What the loader makes of one page's every line; raises UsageError where the file cannot be read."""
    try:
        return loader.read_page(read_file(str(path)), path.name, config)
    except UnreadablePageError as error:
        raise UsageError(f"{path}: {error}") from None


def _check_folders(content: Path, into: Path) -> None:
    for folder in (content, into):
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder}: is not a folder; choose another")
    home, root = content.resolve(), into.resolve()
    if root == home or root in home.parents:
        raise UsageError(f"{into}: holds the content folder itself; choose a folder of its own for entries")


def _read(pages: Sequence[PageFile], config: Config, options: LoadOptions) -> Iterator[tuple[int, Encoded]]:
    """What each page gives, in any order."""
    readable = [number for number, page in enumerate(pages) if not page.skipped]
    for number, page in enumerate(pages):
        if page.skipped:
            yield number, failed_page(page.shown, page.skipped)
    chosen = [pages[number] for number in readable]
    if options.dask:
        # Imported here: the optional extra is a second's import and mostly not there.
        from wendaku.loading.dask import read_on_cluster

        results = read_on_cluster(chosen, config, options.dask, options.page_seconds)
    else:
        results = read_in_processes(chosen, config, count_jobs(options.jobs), options.page_seconds)
    for number, encoded in results:
        yield readable[number], encoded


def _write(plan: Plan, writer: Writer) -> dict[int, Written]:
    """Write every target that drafts go to, in the order of their pages."""
    numbers = dict.fromkeys(
        outcome.target for _, outcome in sorted(plan.outcomes.items(), key=lambda item: item[0])
    )
    return {number: writer.write(plan.targets[number]) for number in numbers if number >= 0}


def _report_page(
    number: int, result: PageResult, plan: Plan, written: dict[int, Written], missed: list[str]
) -> PageReport:
    doubts = result.report.doubts + tuple(f"no longer gives the entry {shown}" for shown in missed)
    entries = tuple(
        _report_draft((number, at), draft, plan, written) for at, draft in enumerate(result.drafts)
    )
    return msgspec.structs.replace(result.report, doubts=doubts, entries=entries)


def _report_draft(key: DraftKey, draft: Draft, plan: Plan, written: dict[int, Written]) -> EntryReport:
    outcome: DraftOutcome = plan.outcomes[key]
    fields = draft.fields
    published = fields.source.published if fields.source else None
    report = EntryReport(
        id="", file="", action="held", question=fields.question, topic=fields.topic,
        topic_score=round(draft.topic_score, 3), runner_up=draft.runner_up,
        runner_up_score=round(draft.runner_up_score, 3), region=fields.region,
        published=published.isoformat() if published else None, note=outcome.held,
    )  # fmt: skip
    if outcome.target < 0:
        return report
    target, made = plan.targets[outcome.target], written[outcome.target]
    action, note = made.action, ""
    if target.known is not None and made.note:
        action = "kept" if key in made.changed else "held" if key in target.added else "unchanged"
        note = made.note if action != "unchanged" else ""
    elif outcome.merged and key in target.added:
        action = "merged"
    return msgspec.structs.replace(
        report, id=target.id, file=made.file, action=action, note=note, status=made.status, reason=made.reason,
        merged_lines=outcome.merged_lines,
    )  # fmt: skip
