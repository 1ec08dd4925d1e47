"""Styles, scripts and icons as they are published: the owner's files over the packaged ones, file by file."""

import hashlib
import re
from pathlib import Path

import msgspec

from wendaku.model import OutputFile
from wendaku.resources import templates_dir

_HASHED = (".css", ".js")
"""Kinds whose published name holds their digest, so that browsers may keep them for ever."""

_LINE_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_INDENTATION = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{2,}")


class Assets(msgspec.Struct, frozen=True):
    """The published files and the addresses, relative to the site's root, that templates know them by."""

    files: tuple[OutputFile, ...]
    addresses: dict[str, str]
    """From `css/site.css` to `assets/css/site.0a1b2c3d.css`."""


def read_assets(overrides: Path | None = None) -> Assets:
    """The packaged `assets/` with those of the folder `overrides` over and beside them."""
    sources: dict[str, Path] = {}
    for folder in (templates_dir() / "assets", *([overrides / "assets"] if overrides else [])):
        sources |= {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    files, addresses = [], {}
    for name in sorted(sources):
        file = _publish(name, sources[name].read_bytes())
        files.append(file)
        addresses[name] = file.path
    return Assets(tuple(files), addresses)


def _publish(name: str, data: bytes) -> OutputFile:
    if not name.endswith(_HASHED):
        return OutputFile(f"assets/{name}", data)
    lean = make_lean(data.decode("utf-8", "replace"), script=name.endswith(".js")).encode()
    stem, _, suffix = name.rpartition(".")
    return OutputFile(f"assets/{stem}.{hashlib.sha256(lean).hexdigest()[:8]}.{suffix}", lean)


def make_lean(source: str, *, script: bool) -> str:
    """The source without whole-line comments, indentation and blank lines, a third of what a browser would fetch.

    Nothing else is touched, so that no parser is needed; a script with a template literal over several lines
    stays as it is.
    """
    if script and any(line.count("`") % 2 for line in source.splitlines()):
        return source
    lean = _BLOCK_COMMENT.sub("", source.replace("\r\n", "\n"))
    if script:
        lean = _LINE_COMMENT.sub("", lean)
    return _BLANK_LINES.sub("\n", _INDENTATION.sub("", lean)).lstrip("\n")
