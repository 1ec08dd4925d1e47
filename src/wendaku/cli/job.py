"""The job that CI runs: load, check, build, as `build.py` at the top of the repository calls it."""

from pathlib import Path

import click

from wendaku.cli.content import require_good_content, run_build
from wendaku.cli.frame import WendakuCommand, content_option, require_content, site_options, strict_option
from wendaku.cli.pages import run_load


@click.command(cls=WendakuCommand)
@click.option(
    "--pages",
    type=click.Path(path_type=Path, exists=True),
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
        run_load(pages or (own,), content)
    require_content(content)
    require_good_content(content, strict=strict)
    run_build(content, out, base_url, jobs)
