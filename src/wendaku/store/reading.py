"""Reads entry files: every problem with its file, line and remedy, and never an exception for bad content."""

import difflib
import os
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from wendaku import regions, typed_yaml
from wendaku.config import Config
from wendaku.model import Entry, Problem, Severity
from wendaku.store.ids import id_problem
from wendaku.yaml_nodes import Node


class Loaded(NamedTuple):
    """What stands under an entries' root."""

    entries: tuple[Entry, ...]
    """Sorted by id; entries with errors are not among them."""
    problems: tuple[Problem, ...]
    """Sorted by file and line."""


class EntryFile(NamedTuple):
    """A file under the entries' root that holds an entry, whatever state it is in."""

    path: str
    """Text rather than a Path: making 10,000 Paths takes longer than listing as many files."""
    id: str
    shown: str


class _AnyTopic(frozenset[str]):
    def __contains__(self, topic: object) -> bool:
        return True


ANY_TOPIC: Set[str] = _AnyTopic()
"""For reading entries where an unknown topic is somebody else's matter, such as load's."""


def read_entries(root: Path, config: Config, shown_root: str | None = None) -> Loaded:
    """Every entry under `root`, with every problem; a folder that is missing holds no entries.

    `shown_root` is what messages call the folder, by default its path as given.
    """
    files, problems = find_entry_files(root, shown_root)
    topic_ids = config.topic_ids
    entries = []
    for file in files:
        data, unreadable = read_bytes(file.path, file.shown)
        if data is None:
            problems += unreadable
            continue
        entry, found = read_entry(data, file.id, file.shown, topic_ids)
        problems += found
        if entry is not None:
            entries.append(entry)
    entries.sort(key=lambda entry: entry.id)
    problems.sort(key=lambda problem: (problem.file, problem.line or 0))
    return Loaded(tuple(entries), tuple(problems))


def find_entry_files(root: Path, shown_root: str | None = None) -> tuple[list[EntryFile], list[Problem]]:
    """The entry files under `root`, sorted by path, each id once, and what is wrong with names and links.

    Links are not followed: they lead out of the folder, or show one entry under two ids.
    """
    shown_root = root.as_posix() if shown_root is None else shown_root.rstrip("/")
    problems: list[Problem] = []
    if root.exists() and not root.is_dir():
        return [], [
            _problem("unreadable", shown_root, "is not a folder", "put entries into <topic>/<id>.yaml")
        ]
    files: dict[str, EntryFile] = {}
    for path, kind in sorted(_walk(str(root))):
        shown = shown_root + path[len(str(root)) :].replace(os.sep, "/")
        stem, suffix = os.path.splitext(path.rpartition(os.sep)[2])  # noqa: PTH122  (10,000 times)
        if kind == "unreadable":
            problems.append(_problem("unreadable", shown, "cannot be listed", "check that it may be read"))
        elif kind == "link":
            problems.append(_problem("link", shown, "is a link", "put the file itself here"))
        elif suffix.lower() != ".yaml":
            if suffix.lower() == ".yml":
                problems.append(
                    _problem("suffix", shown, "ends in .yml and is not read", f"name it {stem}.yaml")
                )
        elif reason := id_problem(stem):
            problems.append(_problem("unsafe-id", shown, f'id "{stem}" {reason}', "rename the file"))
        elif other := files.get(stem.casefold()):
            message = f'id "{stem}" stands twice; the other file is {other.shown}'
            problems.append(_problem("duplicate-id", shown, message, "rename the newer file"))
        else:
            files[stem.casefold()] = EntryFile(path, stem, shown)
    return list(files.values()), problems


def known_path(shown: str) -> str:
    """The path of a file that `find_entry_files` showed like this, under a root shown as it is."""
    return shown.replace("/", os.sep)


def known_file(shown: str) -> EntryFile:
    """The file that `find_entry_files` showed like this, under a root shown as it is."""
    return EntryFile(known_path(shown), shown.rpartition("/")[2].rpartition(".")[0], shown)


def _walk(root: str) -> Iterator[tuple[str, Literal["file", "link", "unreadable"]]]:
    """Files and links under a folder, without what is hidden: editors and version control keep things there."""
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:
            continue
        except OSError:
            yield folder, "unreadable"
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                yield entry.path, "link"
            elif entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
            elif entry.is_file(follow_symlinks=False):
                yield entry.path, "file"


def read_bytes(path: str | Path, shown: str) -> tuple[bytes | None, list[Problem]]:
    """A file's bytes, at most one more than a YAML file may have, or the problem that kept it from being read."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123  (10,000 times)
            # Asking for the limit would allocate it, which takes longer than reading a small file.
            is_large = os.fstat(file.fileno()).st_size > typed_yaml.MAX_BYTES
            return file.read(typed_yaml.MAX_BYTES + 1) if is_large else file.read(), []
    except OSError as error:
        message = f"cannot be read ({error.strerror})"
        return None, [_problem("unreadable", shown, message, "check that it exists and may be read")]


def read_entry(
    data: bytes, entry_id: str, shown: str, topic_ids: Set[str]
) -> tuple[Entry | None, list[Problem]]:
    """The entry that a file's bytes hold, None where errors stand in the way, and all problems.

    Pure and picklable in and out: a build runs it in workers and keeps what it returns.
    """
    text, problems = typed_yaml.decode(data, shown)
    if text is None:
        return None, problems
    node, problems = typed_yaml.parse(text, shown)
    if node is None:
        return None, problems
    entry, problems = _to_entry(node, entry_id, shown)
    problems += _check_topic(node, shown, topic_ids)
    if entry is not None:
        problems += _check_sources(node, entry, shown)
        problems += _check_region(node, entry, shown)
        problems += _check_review(node, entry, shown)
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return entry, problems


def _to_entry(node: Node, entry_id: str, shown: str) -> tuple[Entry | None, list[Problem]]:
    place = {"id": entry_id, "file": shown}
    given = {key: value for key, value in node.plain().items() if value is not None}
    _number_lines(given)
    try:
        # Strictly first: where numbers are read from text, a title "null" would become none.
        return msgspec.convert({**given, **place}, Entry), []
    except msgspec.ValidationError:
        return typed_yaml.convert(node, Entry, shown, place)


def _number_lines(given: dict[str, Any]) -> None:
    sources = given.get("sources")
    for source in [given.get("source"), *(sources if isinstance(sources, list) else [])]:
        if isinstance(source, dict) and isinstance(source.get("lines"), list):
            source["lines"] = [
                int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else value
                for value in source["lines"]
            ]


def _check_topic(node: Node, shown: str, topic_ids: Set[str]) -> list[Problem]:
    topic = node.value.get("topic")
    if topic is None or not isinstance(topic.value, str) or topic.value in topic_ids:
        return []
    close = difflib.get_close_matches(topic.value, sorted(topic_ids), n=1)
    remedy = f'did you mean "{close[0]}"?' if close else f"known topics: {', '.join(sorted(topic_ids))}"
    message = f'topic "{topic.value[:80]}" is not in topics.yaml'
    return [_problem("unknown-topic", shown, message, remedy, topic.line)]


def _check_sources(node: Node, entry: Entry, shown: str) -> list[Problem]:
    if not (entry.source and entry.sources):
        return []
    line = node.key_lines.get("sources")
    return [
        _problem("two-sources", shown, "has both `source` and `sources`", "move all of it to `sources`", line)
    ]


def _check_region(node: Node, entry: Entry, shown: str) -> list[Problem]:
    if entry.region is None or regions.is_known(entry.region):
        return []
    short = regions.short_form(entry.region)
    remedy = (
        f"write {short}"
        if regions.is_known(short)
        else "write 全国, a province or a prefecture-level city in its short form, or leave it out"
    )
    message = f'region "{entry.region[:80]}" is not a known place'
    return [_problem("unknown-region", shown, message, remedy, node.key_lines.get("region"), "warning")]


def _check_review(node: Node, entry: Entry, shown: str) -> list[Problem]:
    if entry.review.status != "reviewed" or (entry.review.by and entry.review.date):
        return []
    missing = " and ".join(f"`{key}`" for key in ("by", "date") if not getattr(entry.review, key))
    message = f"is reviewed but does not say {missing}"
    return [
        _problem(
            "review", shown, message, "say who looked at it and when", node.key_lines.get("review"), "warning"
        )
    ]


def line_of(path: Path, key: str) -> int | None:
    """The line on which a key stands (`review.due` for a nested one), None where the file does not hold it."""
    text, _ = typed_yaml.read_text(path, path.as_posix())
    node = typed_yaml.parse(text, path.as_posix())[0] if text is not None else None
    line = None
    for name in key.split("."):
        if node is None or not isinstance(node.value, dict) or name not in node.value:
            return None
        line, node = node.key_lines[name], node.value[name]
    return line


def _problem(
    code: str, file: str, message: str, remedy: str, line: int | None = None, severity: Severity = "error"
) -> Problem:
    return Problem(severity=severity, code=code, file=file, line=line, message=message, remedy=remedy)
