"""Writes docs/commands.md from the commands' own help; `make docs` runs it, a test proves the page current."""

from pathlib import Path

import click

from wendaku.cli import main
from wendaku.cli.job import job

PAGE = Path(__file__).with_name("commands.md")
WIDTH = 100

INTRODUCTION = """\
# Commands

Generated from the commands' own help by `make docs`.

Every command ends with 0 when it is done, 1 when the content has errors, and 2 when the call was wrong.
With `--json` a command prints one JSON document on stdout and nothing else; progress and errors go to stderr.
Long work shows a bar on a terminal and plain lines elsewhere.
"""


def describe(command: click.Command, name: str) -> str:
    """One command's section of the page."""
    # The help is wrapped for this width whatever terminal the page is written on.
    context = click.Context(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
    return f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"


def render() -> str:
    """The whole page."""
    sections = [describe(command, f"wendaku {name}") for name, command in main.commands.items()]
    return "\n".join([INTRODUCTION, *sections, describe(job, "python build.py")])


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
