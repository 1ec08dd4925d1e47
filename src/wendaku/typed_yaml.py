"""YAML files into typed structs: every scalar is read as text, every problem is collected with its line."""

import difflib
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from wendaku.model import Problem
from wendaku.yaml_nodes import Node, RefusedError, compose

T = TypeVar("T")

MAX_BYTES = 2_000_000
"""A larger YAML file is refused: the longest real answer has some 20 kB, so 2 MB is a mistake or an attack."""

# What libyaml refuses to read, without saying where (YAML 1.1, section 4.1.1, and a second byte order mark).
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def read_text(path: Path, shown: str) -> tuple[str | None, list[Problem]]:
    """The text of a UTF-8 file, with or without a byte order mark, or the problem that kept it from being read."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"cannot be read ({error.strerror})"
        return None, [_unreadable(shown, message, "check that it exists and may be read")]
    return decode(data, shown)


def decode(data: bytes, shown: str) -> tuple[str | None, list[Problem]]:
    """The text of a file's bytes, or the problem: too large, not UTF-8, characters that YAML forbids."""
    if len(data) > MAX_BYTES:
        return None, [_unreadable(shown, f"is larger than {MAX_BYTES:,} bytes", "split it")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [_unreadable(shown, f"is not UTF-8 (byte {error.start})", "save it as UTF-8", line)]
    if forbidden := _FORBIDDEN.search(text):
        line = text.count("\n", 0, forbidden.start()) + 1
        message = f"holds the control character U+{ord(forbidden.group()):04X}"
        return None, [_unreadable(shown, message, "remove it; a binary file is not an entry", line)]
    return text, []


def _unreadable(shown: str, message: str, remedy: str, line: int | None = None) -> Problem:
    return Problem(severity="error", code="unreadable", file=shown, line=line, message=message, remedy=remedy)


def parse(text: str, shown: str) -> tuple[Node | None, list[Problem]]:
    """The one mapping that a YAML text holds, or the problem that kept it from being read.

    Refused, each with its line: syntax errors, duplicate keys, anchors and aliases (they explode),
    tags (they build objects), nesting beyond MAX_DEPTH and more than one document.
    """
    try:
        node = compose(text)
        if not isinstance(node.value, dict):
            raise RefusedError(
                node.line, "not-a-mapping", "is not a mapping of keys to values", "write `key: value` lines"
            )
        return node, []
    except RefusedError as refused:
        line, code, message, remedy = refused.line, refused.code, refused.message, refused.remedy
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 1
        code, message = "yaml-syntax", f"is not YAML: {getattr(error, 'problem', None) or error}"
        remedy = "indent with spaces, never tabs" if _is_indented_with_tab(text, line) else "mend the line"
    problem = Problem(severity="error", code=code, file=shown, line=line, message=message, remedy=remedy)
    return None, [problem]


def _is_indented_with_tab(text: str, line: int) -> bool:
    indented = text.split("\n")[line - 1 : line]
    return any("\t" in shown[: len(shown) - len(shown.lstrip())] for shown in indented)


def convert(
    node: Node, struct: type[T], shown: str, extra: dict[str, Any] | None = None
) -> tuple[T | None, list[Problem]]:
    """A struct of the given class from a parsed mapping, or every problem that stands in the way.

    `extra` holds fields that do not come from the file.
    """
    plain = node.plain()
    # A key without a value counts as left out: people leave `region:` empty while they look it up.
    given = {key: value for key, value in plain.items() if value is not None}
    try:
        return msgspec.convert({**given, **(extra or {})}, struct, strict=False), []
    except msgspec.ValidationError:
        problems = list(_explain(node, struct, shown, set(extra or ())))
        return None, problems


def read(path: Path, struct: type[T], shown: str) -> tuple[T | None, list[Problem]]:
    """A struct of the given class from a YAML file, or every problem that stands in the way."""
    text, problems = read_text(path, shown)
    if text is None:
        return None, problems
    node, problems = parse(text, shown)
    if node is None:
        return None, problems
    return convert(node, struct, shown)


def _explain(node: Node, struct: Any, shown: str, provided: set[str], where: str = "") -> Iterator[Problem]:
    def problem(line: int, code: str, message: str, remedy: str) -> Problem:
        return Problem(severity="error", code=code, file=shown, line=line, message=message, remedy=remedy)

    fields = {
        field.encode_name: field
        for field in msgspec.structs.fields(struct)
        if field.encode_name not in provided
    }
    for key, child in node.value.items():
        line = node.key_lines.get(key, child.line)
        if key not in fields:
            close = difflib.get_close_matches(key, fields, n=1)
            remedy = f"did you mean `{close[0]}`?" if close else f"known keys: {', '.join(fields)}"
            yield problem(line, "unknown-key", f"unknown key `{where}{key}`", remedy)
            continue
        if child.value is None:
            continue
        kind = fields[key].type
        try:
            msgspec.convert(child.plain(), kind, strict=False)
        except msgspec.ValidationError as error:
            nested = list(_explain_nested(child, kind, shown, f"{where}{key}."))
            yield from nested or [_wrong_value(child, line, f"{where}{key}", str(error), shown)]
    for key, field in fields.items():
        missing = key not in node.value or node.value[key].value is None
        if field.required and missing:
            yield problem(node.line, "missing-key", f"`{where}{key}` is missing", f"add `{key}: …`")


def _explain_nested(node: Node, kind: Any, shown: str, where: str) -> Iterator[Problem]:
    structs = [
        option for option in _options(kind) if isinstance(option, type) and issubclass(option, msgspec.Struct)
    ]
    if structs and isinstance(node.value, dict):
        yield from _explain(node, structs[0], shown, set(), where)
    for option in _options(kind):
        items = [item for item in typing.get_args(option) if item is not Ellipsis]
        if typing.get_origin(option) in (tuple, list) and isinstance(node.value, list) and len(items) == 1:
            for number, child in enumerate(node.value, start=1):
                try:
                    msgspec.convert(child.plain(), items[0], strict=False)
                except msgspec.ValidationError as error:
                    name = f"{where.rstrip('.')}[{number}]"
                    nested = list(_explain_nested(child, items[0], shown, name + "."))
                    yield from nested or [_wrong_value(child, child.line, name, str(error), shown)]


def _options(kind: Any) -> list[Any]:
    if typing.get_origin(kind) is typing.Annotated:
        return _options(typing.get_args(kind)[0])
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return [inner for option in typing.get_args(kind) for inner in _options(option)]
    return [kind]


def _wrong_value(node: Node, line: int, name: str, reason: str, shown: str) -> Problem:
    reason = reason.split(" - at `")[0]
    shown_value = f' "{node.value[:60]}"' if isinstance(node.value, str) else ""
    remedy = "write the date as 2025-03-28" if "date" in reason else "mend the value"
    return Problem(
        severity="error", code="wrong-value", file=shown, line=line,
        message=f"`{name}` has a wrong value{shown_value}: {reason[:1].lower()}{reason[1:]}", remedy=remedy,
    )  # fmt: skip
