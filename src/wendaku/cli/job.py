"""The job that CI runs: load, check, build, as `build.py` at the top of the repository calls it."""

from collections.abc import Sequence
from pathlib import Path

import click

from wendaku.cli.content import require_good_content, run_build
from wendaku.cli.frame import WendakuCommand, content_option, require_content, site_options, strict_option
from wendaku.cli.pages import run_load


@click.command(cls=WendakuCommand)
@click.option(
    "--pages",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="Scraped pages, files or folders; may be given again [default: <content>/pages, where that exists].",
)
@content_option
@site_options
@strict_option
def job(
    pages: tuple[Path, ...], content: Path, out: Path, base_url: str | None, jobs: int | None, strict: bool
) -> None:
    """Load scraped pages, check the content, build the site.

    Stops before the site is touched where the content has errors, under --strict also where it has warnings.
    """
    own = content / "pages"
    if pages or own.is_dir():
        load_for_job(pages or (own,), content)
        content.mkdir(
            parents=True, exist_ok=True
        )  # where no page gave an entry, the site is built without any
    require_content(content)
    require_good_content(content, strict=strict)
    run_build(content, out, base_url, jobs)


def load_for_job(pages: Sequence[Path], content: Path) -> None:
    """Loads pages and prints what became of them; wrong entry files are left to the check that follows."""
    from wendaku.cli.printing import say
    from wendaku.loading import LoadOptions

    for line in run_load(pages, content, None, LoadOptions()).to_text():
        say(line)
