"""The commands that work on entries: check, build, serve, search, export, new."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wendaku.cli.frame import (
    Failure,
    WendakuCommand,
    content_option,
    json_option,
    require_content,
    site_options,
    strict_option,
)

if TYPE_CHECKING:
    from wendaku.check import CheckReport
    from wendaku.config import Config
    from wendaku.model import Entry

DEFAULT_PORT = 8000

SHOWN_WARNINGS = 20
"""A build tells the first warnings only: ten thousand lines would hide the last one, which says what was done."""

NO_ADDRESS = (
    "canonical links, sitemap and feed are left out, since nothing says where the site will stand; "
    "give --base-url, or set base_url in site.yaml"
)


@click.command(cls=WendakuCommand)
@content_option
@strict_option
@json_option
def check(content: Path, strict: bool, as_json: bool) -> None:
    """Show every problem of the content at once.

    Each with its file, line and remedy.

    Errors: what cannot be read or breaks the schema, unknown topics, duplicate ids, unsafe names, failed search
    tests. Warnings: duplicate questions, a missing summary or source, stale dates, links that lead nowhere, pages
    that changed under an edited entry. Ends with 1 where there are errors, under --strict also where there are
    warnings.
    """
    require_content(content)
    from wendaku.check import check_content
    from wendaku.cli.printing import say_json

    report = check_content(content)
    if as_json:
        counts = {"entries": report.entries, "errors": report.errors, "warnings": report.warnings}
        say_json({**counts, "problems": report.problems, "notes": report.notes})
    else:
        print_check(report)
    if not report.is_good(strict=strict):
        raise click.exceptions.Exit(1)


def print_check(report: "CheckReport", *, err: bool = False) -> None:
    """Prints the problems and notes of a check, and how many there are."""
    from wendaku.cli.printing import count, say, say_problems

    say_problems(report.problems, err=err)
    for note in report.notes:
        say(f"note: {note}", err=err)
    found = f"{count(report.errors, 'error')}, {count(report.warnings, 'warning')}"
    say(f"{count(report.entries, 'entry')} checked: {found}", err=err)


@click.command(cls=WendakuCommand)
@content_option
@site_options
@strict_option
def build(content: Path, out: Path, base_url: str | None, jobs: int | None, strict: bool) -> None:
    """Build the site from the entries.

    Entries with errors stop the build before anything is written, under --strict everything that `check` warns
    of does too. What an earlier build wrote is written again only where it changed; the cache stands in `.wendaku/`
    beside the content folder and may be deleted.
    """
    require_content(content)
    if strict:
        require_good_content(content, strict=True)
    run_build(content, out, base_url, jobs)


def require_good_content(content: Path, *, strict: bool) -> None:
    """Checks the content and prints what is wrong on stderr; raises Failure where that keeps a site from being built."""
    from wendaku.check import check_content

    report = check_content(content)
    print_check(report, err=True)
    if not report.is_good(strict=strict):
        raise Failure(
            f"{content}: the site is not built; mend the {'problems' if strict else 'errors'} above"
        )


def run_build(content: Path, out: Path, base_url: str | None, jobs: int | None) -> None:
    """Builds the site and prints what was done; raises ContentError and UsageError."""
    from wendaku.build import BuildOptions, build_site
    from wendaku.cli.printing import StepProgress, count, say, say_problems

    with StepProgress() as progress:
        report = build_site(content, out, BuildOptions(base_url=base_url, jobs=jobs), progress.begin)
    say_problems(report.warnings[:SHOWN_WARNINGS], err=True)
    if len(report.warnings) > SHOWN_WARNINGS:
        more = count(len(report.warnings) - SHOWN_WARNINGS, "warning")
        say(f"… and {more} more; `wendaku check` shows them all", err=True)
    if not (out / "sitemap.xml").exists():
        say(f"warning: {NO_ADDRESS}", err=True)
    withheld = f" ({count(report.withheld, 'quarantined entry')} withheld)" if report.withheld else ""
    changes = f"{report.written:,} written, {report.removed:,} removed"
    done = changes if report.written or report.removed else "nothing changed"
    seconds = sum(report.seconds.values())
    built = f"{count(report.entries, 'entry')}{withheld}, {count(report.files, 'file')}"
    say(f"{out}: {built}, {done}, {seconds:.1f} s")


@click.command(cls=WendakuCommand)
@content_option
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, metavar="N",
    help="The port to listen on; 0 takes any free one.",
)  # fmt: skip
def serve(content: Path, port: int) -> None:
    """Preview the site on this machine, with live reload.

    The site is built again at every change of content or templates. Open pages reload by themselves, and show
    what went wrong where a build fails. A page for editors searches all entries, drafts and quarantined ones too.
    Only programs of this machine can reach it. Ctrl-C ends it.
    """
    require_content(content)
    from wendaku.cli.printing import say
    from wendaku.preview import OWN_PATH, BuildOutcome, Preview

    def report(outcome: BuildOutcome) -> None:
        for problem in outcome.problems:
            say(f"error: {problem}", err=True)
        say(outcome.summary)

    preview = Preview(content, port)
    say(
        f"{preview.url} shows the site, {preview.url.rstrip('/')}{OWN_PATH} the editors' desk; Ctrl-C ends it"
    )
    with contextlib.suppress(KeyboardInterrupt):
        preview.run(report)


@click.command(cls=WendakuCommand)
@click.argument("query")
@content_option
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    metavar="N",
    help="How many results.",
)
@json_option
def search(query: str, content: Path, limit: int, as_json: bool) -> None:
    """Search all entries, as their editors need it.

    Finds drafts and quarantined entries too. The index is brought up to date first; it stands in `.wendaku/`
    beside the content folder.
    """
    require_content(content)
    from wendaku.cache import cache_folder
    from wendaku.cli.printing import count, say, say_json
    from wendaku.search.editors import EditorsIndex

    config, entries = read_content(content)
    index = EditorsIndex(cache_folder(content) / "editors", config.words)
    index.update(entries)
    hits = index.search(query, limit)
    if as_json:
        say_json({"query": query, "entries": len(entries), "hits": hits})
        return
    for number, hit in enumerate(hits, start=1):
        place = f"{hit.topic}, {hit.region or '未注明'}, {hit.status}"
        say(f"{number:2}. {hit.question} ({place})\n    {hit.file}\n    {hit.passage}")
    say(f"{count(len(hits), 'result')} from {count(len(entries), 'entry')}")


def read_content(content: Path) -> "tuple[Config, tuple[Entry, ...]]":
    """The configuration and the entries that can be read; says on stderr how many errors stand in the way of others.

    Raises ContentError where the configuration cannot be read.
    """
    from wendaku.cli.printing import count, say
    from wendaku.config import require_config
    from wendaku.store import read_entries

    config = require_config(content)
    loaded = read_entries(content / "entries", config)
    errors = sum(problem.severity == "error" for problem in loaded.problems)
    if errors:
        say(f"{count(errors, 'error')} in entries, which are left out; `wendaku check` shows them", err=True)
    return config, loaded.entries


@click.command(cls=WendakuCommand)
@content_option
@click.option(
    "--opensearch", is_flag=True, required=True, help="As OpenSearch, Elasticsearch and Meilisearch read it."
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("wendaku.ndjson"), show_default=True,
    metavar="FILE", help="Where the bulk data goes; the settings are written beside it.",
)  # fmt: skip
def export(content: Path, opensearch: bool, out: Path) -> None:
    """Write the entries for a search server.

    Published entries with their words already cut, as bulk data (NDJSON), and the index settings that fit them.
    """
    require_content(content)
    from wendaku.cli.printing import say
    from wendaku.search.export import write_export

    config, entries = read_content(content)
    for path in write_export(entries, config, out):
        say(str(path))


@click.command(cls=WendakuCommand)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make a content folder to begin from.

    It gets the default configuration and two sample entries. DIR is new or empty.
    """
    from wendaku.cli.printing import say
    from wendaku.starter import create_content

    for path in create_content(folder):
        say(str(path))
    say(f"now: wendaku serve --content {folder}")
