"""What the last build left: enough to see that nothing has changed since, read before anything heavy is imported."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from wendaku import cache
from wendaku.model import Problem
from wendaku.resources import config_path, templates_dir

CONFIG_FILES = ("site.yaml", "topics.yaml", "words.yaml", "search-tests.yaml")
OVERRIDES = "templates"
"""The folder of the content folder whose files take the packaged templates' place."""


class BuildReport(msgspec.Struct, kw_only=True):
    """What a build did."""

    entries: int = 0
    """Published entries."""
    withheld: int = 0
    """Quarantined entries."""
    files: int = 0
    """Files of the site."""
    written: int = 0
    removed: int = 0
    warnings: tuple[Problem, ...] = ()
    seconds: dict[str, float] = {}
    """Wall time by step, in the order of the steps; empty where nothing had changed since the last build."""


class Output(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file of the site as it was written."""

    key: bytes
    """Digest of everything that its bytes depend on."""
    stamp: cache.Stamp


class Standing(msgspec.Struct, kw_only=True):
    """A site as its last build left it."""

    build: int = 0
    """Nanoseconds since 1970 when that build was remembered, which tell one build's memories from another's."""
    inputs: dict[str, cache.Stamp] = {}
    outputs: dict[str, Output] = {}
    retired: list[str] = []
    """Files of the build before this one that are still kept."""
    report: BuildReport = msgspec.field(default_factory=BuildReport)


def stamp_inputs(content: Path, seen_ns: int) -> dict[str, cache.Stamp]:
    """The stamps of every file that a site depends on, as they are before any of them is read."""
    stamps = {}
    for name in CONFIG_FILES:
        for path in (content / name, config_path(content, name)):
            stamps[str(path)] = cache.stamp_now(path, seen_ns)
    for root in (content / "entries", content / OVERRIDES, templates_dir()):
        stamps |= cache.stamps_under(root, seen_ns)
    return stamps


def find_damaged(root: Path, outputs: Mapping[str, Output]) -> set[str]:
    """The files that are no longer as they were written."""
    return {path for path, known in outputs.items() if not cache.is_as_written(f"{root}/{path}", known.stamp)}
