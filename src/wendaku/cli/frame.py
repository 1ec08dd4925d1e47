"""What every command shares: its common options, and errors turned into words and exit codes."""

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from wendaku.errors import UsageError, WendakuError

F = TypeVar("F", bound=Callable[..., Any])

DEBUG_VARIABLE = "WENDAKU_DEBUG"
INTERRUPTED = 130
"""What shells give a program that Ctrl-C ended (128 + SIGINT)."""


class Failure(click.ClickException):
    """An error as the command line shows it; it ends with 1."""

    def show(self, file: Any = None) -> None:
        """Prints the message on stderr."""
        from wendaku.cli.printing import say

        say(f"Error: {self.message}", err=True)


class WrongCall(Failure):
    """An error of the call rather than of the content; it ends with 2."""

    exit_code = 2


class WendakuCommand(click.Command):
    """A command whose errors end in words on stderr and in the exit code of the contract."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        help_text = f"Show where an unexpected error arose (also {DEBUG_VARIABLE}=1)."
        self.params.append(
            click.Option(["--traceback"], is_flag=True, expose_value=False, help=help_text, callback=_keep)
        )

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; raises click's exceptions only, unless tracebacks were asked for."""
        with _errors_in_words(bool(ctx.meta.get(__name__) or os.environ.get(DEBUG_VARIABLE))):
            return super().invoke(ctx)


class Commands(click.Group):
    """A group of such commands, listed in the order in which people meet them."""

    command_class = WendakuCommand

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names in the order in which they were added."""
        return list(self.commands)


def content_option(command: F) -> F:
    """Adds `--content DIR`, as every command but `new` has it."""
    return click.option(
        "--content", type=click.Path(path_type=Path), default=Path("content"), show_default=True, metavar="DIR",
        help="The content folder: site.yaml, topics.yaml, words.yaml, entries/ and pages/.",
    )(command)  # fmt: skip


def json_option(command: F) -> F:
    """Adds `--json`: one JSON document on stdout and nothing else."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document on stdout, nothing else."
    )(command)


def strict_option(command: F) -> F:
    """Adds `--strict`."""
    return click.option("--strict", is_flag=True, help="Fail on warnings too.")(command)


def site_options(command: F) -> F:
    """Adds `--out`, `--base-url` and `--jobs`: where the site goes, where it will stand, how many processes build it."""
    for option in reversed(_SITE_OPTIONS):
        command = option(command)
    return command


def _require_url(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value and not re.fullmatch(r"https?://[^\s\"'<>]+", value):
        raise click.BadParameter(
            f'"{value}" is no address; write it as https://example.org/faq/', ctx, option
        )
    return value


_SITE_OPTIONS = (
    click.option(
        "--out", type=click.Path(path_type=Path), default=Path("site"), show_default=True, metavar="DIR",
        help="The folder that the site is written into: new, empty, or written by wendaku before.",
    ),
    click.option(
        "--base-url", metavar="URL", callback=_require_url, help="Where the site will stand, instead of site.yaml's base_url.",
    ),
    click.option(
        "--jobs", type=click.IntRange(min=1), metavar="N", help="How many processes [default: one a processor].",
    ),
)  # fmt: skip


def require_content(content: Path) -> None:
    """Raises UsageError where there is no content folder."""
    if not content.is_dir():
        what = "is not a folder" if content.exists() else "is not there"
        raise UsageError(
            f"{content}: {what}; name the content folder with --content, or make one with `wendaku new`"
        )


def _keep(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.meta[__name__] = value


@contextmanager
def _errors_in_words(with_traceback: bool) -> Iterator[None]:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Chinese text on a terminal that cannot show it must not end the command.
            stream.reconfigure(errors="backslashreplace")
    try:
        yield
    except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
        raise
    except WendakuError as error:
        raise (WrongCall if error.exit_code == WrongCall.exit_code else Failure)(str(error)) from error
    except KeyboardInterrupt:
        raise click.exceptions.Exit(INTERRUPTED) from None
    except Exception as error:
        if with_traceback:
            raise
        raise Failure(_words_for(error)) from error


def _words_for(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        return f"{place}{error.strerror}"
    return (
        f"unexpected {type(error).__name__}: {error}; run it again with --traceback and report what it shows"
    )
