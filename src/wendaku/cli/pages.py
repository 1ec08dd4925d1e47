"""The commands that work on scraped pages: load and explain."""

from collections.abc import Sequence
from pathlib import Path

import click

from wendaku.cli.frame import WendakuCommand, content_option, json_option


@click.command(cls=WendakuCommand)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path, exists=True))
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
    dropped, and why. What a person changed is never overwritten, and loading the same pages again changes nothing.
    """


def run_load(paths: Sequence[Path], content: Path) -> None:
    """Loads pages into the content folder's entries and prints what a person should look at."""


@click.command(cls=WendakuCommand)
@click.argument("page", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@content_option
@json_option
def explain(page: Path, content: Path, as_json: bool) -> None:
    """Show what the loader makes of each line of a page.

    Every visible line stands there once, with its number, its label and the signal that decided it.
    """
