"""The command line: arguments, printing, progress and exit codes. The only room that prints.

Commands import the rooms that they use when they run, so that `wendaku --help` and the quick commands start at once.
"""

import atexit
import contextlib
import os
import sys

import click

import wendaku
from wendaku.cli.content import build, check, export, new, search, serve
from wendaku.cli.frame import Commands
from wendaku.cli.pages import explain, load


@click.group(cls=Commands)
@click.version_option(wendaku.__version__, prog_name="wendaku")
def main() -> None:
    """Turn scraped Chinese Q&A pages into entries that people review, and entries into a searchable static site.

    Exit codes: 0 done, 1 the content has errors, 2 the call was wrong.
    """


def console() -> None:
    """What the installed `wendaku` starts: `main`, left without freeing memory piece by piece, which after a rebuild of 10,000
    entries takes a tenth of a second."""
    code: object = 0
    try:
        main()
    except SystemExit as leaving:
        code = leaving.code
    if not isinstance(code, int):
        sys.exit(str(code) if code else 0)
    atexit._run_exitfuncs()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


for command in (load, explain, check, build, serve, search, export, new):
    main.add_command(command)
