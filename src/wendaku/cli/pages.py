"""The commands that work on scraped pages: load and explain."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wendaku.cli.frame import WendakuCommand, content_option, json_option

if TYPE_CHECKING:
    from wendaku.loader import PageReading
    from wendaku.loading import LoadOptions, LoadReport


@click.command(cls=WendakuCommand)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@content_option
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The entries' root [default: <content>/entries].",
)
@click.option(
    "--keep-duplicates", is_flag=True, help="Leave reworded copies of one page as entries of their own."
)
@click.option(
    "--dask", metavar="ADDRESS", help="Read the pages on this Dask cluster, such as tcp://host:8786."
)
@click.option("--dry-run", is_flag=True, help="Report, write nothing.")
@json_option
def load(
    paths: tuple[Path, ...], content: Path, into: Path | None, keep_duplicates: bool, dask: str | None,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Turn scraped pages into entries.

    PATH names pages or folders of pages (default: <content>/pages). Shows for each page what was kept, what was
    dropped, and why, those first that a person should look at. What a person changed is never overwritten, and
    loading the same pages again changes nothing. Pages that give no entry are no error; entry files that cannot be
    read are, and end the command with 1.
    """
    from wendaku.cli.printing import say
    from wendaku.loading import LoadOptions

    report = run_load(
        paths, content, into, LoadOptions(keep_duplicates=keep_duplicates, dry_run=dry_run, dask=dask)
    )
    if as_json:
        for piece in report.to_json():
            click.echo(piece.encode("utf-8", "backslashreplace"), nl=False)
    else:
        for line in report.to_text():
            say(line)
    if has_errors(report):
        raise click.exceptions.Exit(1)


def run_load(paths: Sequence[Path], content: Path, into: Path | None, options: "LoadOptions") -> "LoadReport":
    """Loads pages and shows how far it is; raises UsageError and ContentError."""
    from wendaku.cli.printing import StepProgress
    from wendaku.config import require_config
    from wendaku.loading import load_pages

    config = require_config(content)
    with StepProgress() as progress:
        return load_pages(
            paths,
            content,
            into,
            config,
            options,
            lambda done, total: progress.advance("reading pages", done, total),
        )


def has_errors(report: "LoadReport") -> bool:
    """Whether entry files that stood there already are wrong."""
    return any(problem.severity == "error" for problem in report.problems)


@click.command(cls=WendakuCommand)
@click.argument("page", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@content_option
@json_option
def explain(page: Path, content: Path, as_json: bool) -> None:
    """Show what the loader makes of each line of a page.

    Every visible line stands there once, with its number, its label and the signal that decided it.
    """
    from wendaku.cli.printing import say_json
    from wendaku.config import require_config
    from wendaku.loading import explain_page

    reading = explain_page(page, require_config(content))
    if as_json:
        say_json(reading)
    else:
        _print_reading(reading)


def _print_reading(reading: "PageReading") -> None:
    from wendaku.cli.printing import count, say

    for line in reading.lines:
        label = line.label if line.entry is None else f"{line.label} {line.entry + 1}"
        say(f"{line.number:5}  {label:<12}  {line.reason:<24}  {line.text}")
    for number, draft in enumerate(reading.drafts, start=1):
        fields = draft.fields
        runner_up = f", then {draft.runner_up} {draft.runner_up_score:g}" if draft.runner_up else ""
        say(f"entry {number}: {fields.question}")
        say(f"  topic {fields.topic} {draft.topic_score:g}{runner_up}; region {fields.region or '未注明'}")
        if fields.review.reason:
            say(f"  {fields.review.status}: {fields.review.reason}")
    for doubt in reading.doubts:
        say(f"doubt: {doubt}")
    said = reading.skipped or count(len(reading.drafts), "draft")
    say(f"{reading.page}: {reading.kind}, {reading.encoding}, {count(len(reading.lines), 'line')}; {said}")
