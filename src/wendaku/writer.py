"""Writes the files that are not there yet as they should be, and knows all of the site's files in the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from wendaku import cache
from wendaku.model import OutputFile
from wendaku.publish import SiteFolder
from wendaku.standing import Output
from wendaku.workers import map_parts

if TYPE_CHECKING:  # Jinja2 takes 15 ms to import, which the first half of an edit does without
    from wendaku.site.pages import PlannedPage
    from wendaku.site.rendering import Renderer

G = TypeVar("G", bound=Hashable)


class Written(NamedTuple):
    """What became of one file."""

    path: str
    output: Output
    is_new: bool
    """False where the file stood there already with the same bytes."""


_DECODE = msgspec.msgpack.Decoder(list[Written]).decode


def pack_written(written: Sequence[Written]) -> bytes:
    """What a worker sends home of the files that it wrote: as pickled tuples 10,000 of them take 0.16 s on the way, so 0.01."""
    return msgspec.msgpack.encode(written) if written else b""


def unpack_written(packed: bytes) -> list[Written]:
    """What `pack_written` packed."""
    return _DECODE(packed) if packed else []


class PageSource(NamedTuple):
    """A page that may have to be rendered."""

    path: str
    template: str
    key: bytes
    """Digest of everything that its bytes depend on."""
    plan: Callable[[], PlannedPage]


class Writer:
    """Writes one build's files. Workers may call `write` and `bring`; what they return goes to `note` in the parent."""

    def __init__(
        self, destination: SiteFolder, earlier: Mapping[str, Output], damaged: Collection[str] = ()
    ) -> None:
        """`earlier` holds the files that the last build left, none for a fresh site; `damaged` of them are no longer as they were."""
        self.destination, self.earlier, self.damaged = destination, earlier, frozenset(damaged)
        self.outputs: dict[str, Output] = {}
        self.written = 0

    def write(self, file: OutputFile, key: bytes) -> Written:
        """Write a file, without noting it."""
        stat, is_new = self.destination.write(file)
        return Written(file.path, Output(key, cache.lasting_stamp(stat)), is_new)

    def bring(self, file: OutputFile) -> Written:
        """Write a file that is not there yet, without noting it."""
        key = cache.digest(file.data)
        known = self._known(file.path, key)
        return Written(file.path, known, False) if known else self.write(file, key)

    def note(self, results: Iterable[Written]) -> None:
        """Count files as part of the site."""
        for written in results:
            self.outputs[written.path] = written.output
            self.written += written.is_new

    def write_files(self, files: Iterable[OutputFile]) -> None:
        """Write and note the files that are not there yet."""
        self.note(map(self.bring, files))

    def write_pages(self, sources: Sequence[PageSource], renderer: Renderer, jobs: int) -> None:
        """Render, write and note the pages that are not there yet from equal facts."""
        missing = [source for source in sources if not self._keep(source.path, source.key)]
        renderer.prepare(source.template for source in missing)

        def write_part(part: Sequence[PageSource]) -> bytes:
            return pack_written([self.write(renderer.render(source.plan()), source.key) for source in part])

        for packed in map_parts(write_part, missing, jobs):
            self.note(unpack_written(packed))

    def damaged_groups(self, group_of: Callable[[str], G | None]) -> set[G]:
        """The groups of which a file is no longer as it was."""
        return {group for group in map(group_of, self.damaged) if group is not None}

    def earlier_groups(self, group_of: Callable[[str], G | None]) -> dict[G, list[str]]:
        """The earlier files that belong to a group, by group."""
        groups: defaultdict[G, list[str]] = defaultdict(list)
        for path in self.earlier:
            group = group_of(path)
            if group is not None:
                groups[group].append(path)
        return groups

    def keep(self, paths: Iterable[str]) -> None:
        """Note those of the files that stand as they were written."""
        earlier, damaged = self.earlier, self.damaged
        self.outputs |= {path: earlier[path] for path in paths if path in earlier and path not in damaged}

    def _keep(self, path: str, key: bytes) -> bool:
        known = self._known(path, key)
        if known is not None:
            self.outputs[path] = known
        return known is not None

    def _known(self, path: str, key: bytes) -> Output | None:
        known = self.earlier.get(path)
        return known if known is not None and known.key == key and path not in self.damaged else None
