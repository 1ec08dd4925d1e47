"""Entries as YAML text that people like to read, that every YAML version reads as text, and that round trips.

Written by hand rather than by PyYAML's emitter, which folds long Chinese lines, cannot write one key as a block
and another as a line, and leaves plain what YAML 1.2 readers take for numbers (`1e3`, `0o10`).
"""

import datetime as dt
import functools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from wendaku.errors import ContentError
from wendaku.model import EntryFields

SCHEMA_FILE = "entry.schema.json"
"""Stands in the entries' root, so that entries can name it relatively wherever that root is: an editor finds
it without network and without wendaku, and a folder of entries that is moved takes it along."""

SCHEMA_URL = f"../{SCHEMA_FILE}"
"""The schema as seen from `<entries' root>/<topic>/<id>.yaml`."""

# What libyaml and PyYAML read inside a scalar without escapes and without taking it for a line break.
_PRINTABLE = r"\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"


# Compiling these takes 5 ms, which a build and a check, that write no entry, need not spend.
@functools.cache
def _literal() -> re.Pattern[str]:
    return re.compile(rf"[\t\n{_PRINTABLE}]*")


@functools.cache
def _escaped() -> re.Pattern[str]:
    # Zero-width and direction marks are escaped outside answers, so that nobody edits past what cannot be seen.
    # Surrogates are left alone here: entry_to_yaml refuses them.
    return re.compile(
        r"[^\x20-\x7e\xa0-\u200a\u2010-\u2027\u202f-\u205f\u206a-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    )


# The first character opens nothing in YAML; what follows opens neither a comment nor a mapping.
_FIRST = re.compile(r"[0-9A-Za-z\u00a1-\U0010ffff]")
_UNSAFE_INSIDE = re.compile(r": |:$| #")
# Everything that some YAML version reads as a number, a date, a time in base 60 or a version of them.
_NUMBER_LIKE = re.compile(r"[0-9][0-9a-zA-Z_.:+\- ]*")
_KEYWORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"])

_QUOTED_KEYS = frozenset({"digest", "written"})
"""Hex digits: some look like numbers (`12e45…`), so all are quoted and look alike."""


def entry_to_yaml(fields: EntryFields, schema_url: str = SCHEMA_URL) -> str:
    """An entry file's text: the schema's place, then the keys in the model's order, the answer as a block.

    Reading it gives the same fields back. Raises ContentError for lone surrogates, which no UTF-8 file can hold.
    """
    lines = [f"# yaml-language-server: $schema={schema_url}", *_mapping_lines(fields, "")]
    text = "\n".join(lines) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ContentError(
            f"entry “{fields.question!a}” holds {text[error.start]!a}, half of a character; remove it"
        ) from None
    return text


def _mapping_lines(struct: msgspec.Struct, indent: str) -> Iterator[str]:
    for key in struct.__struct_fields__:
        value = getattr(struct, key)
        if value is None or value == () or (key in ("id", "file") and not indent):
            continue
        if isinstance(value, msgspec.Struct):
            yield f"{indent}{key}:"
            yield from _mapping_lines(value, indent + "  ")
        elif key == "lines":
            yield f"{indent}lines: [{value[0]}, {value[1]}]"
        elif isinstance(value, tuple):
            yield f"{indent}{key}:"
            yield from _sequence_lines(value, indent)
        elif key == "answer":
            yield f"{indent}{key}: {_block(value, indent + '  ')}"
        else:
            yield f"{indent}{key}: {_scalar(value, key in _QUOTED_KEYS)}"


def _sequence_lines(items: tuple[Any, ...], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, msgspec.Struct):
            first, *rest = list(_mapping_lines(item, indent + "  ")) or [indent + "  {}"]
            yield f"{indent}- {first.lstrip(' ')}"
            yield from rest
        else:
            yield f"{indent}- {_scalar(item)}"


def _scalar(value: Any, quoted: bool = False) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        return str(value)
    return value if not quoted and _is_plain(value) else _quote(value)


def _is_plain(text: str) -> bool:
    return (
        _FIRST.match(text) is not None
        and text == text.strip()
        and not _escaped().search(text)
        and not _UNSAFE_INSIDE.search(text)
        and not _NUMBER_LIKE.fullmatch(text)
        and text.lower() not in _KEYWORDS
    )


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _escaped().sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char) or f"\\u{ord(char):04x}"


def _block(text: str, indent: str) -> str:
    """Text as a literal block, or quoted where a block cannot hold it."""
    if not text.strip() or not _literal().fullmatch(text):
        return _quote(text)
    # Without the indicator, a first line that is blank or indented would set the block's indentation.
    indicator = str(len(indent)) if text[0] in " \t\n" else ""
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    chomp = "-" if ends == 0 else "" if ends == 1 else "+"
    lines = [indent + line if line else "" for line in body.split("\n")] + [""] * (ends - 1)
    return "\n".join([f"|{indicator}{chomp}", *lines])


def write_text(path: Path, text: str) -> bool:
    """Write a UTF-8 file whole or not at all, with its folders; False where it stood there with the same bytes."""
    data = text.encode("utf-8")
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
    # A name that no reader takes for an entry, should the process be killed between the two steps.
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return True
