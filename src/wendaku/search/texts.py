"""All entries' folded texts, one behind the other, as arrays are made of them: kept beside the entries, so that a rebuild need not
unpack all of these."""

from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

import msgspec

from wendaku.search.index import LINE_END, IndexedEntry

CODE_POINT_BYTES = 4


class Extent(NamedTuple):
    """How much of an entry there is."""

    characters: int
    parts: int
    words: int


class Texts(msgspec.Struct, array_like=True):
    """The texts of entries in any order."""

    extents: dict[str, Extent]
    """By the entries' ids, in the order of their texts."""
    characters: bytes
    """The parts in UTF-32-LE, each with a line end behind it."""
    flags: bytes
    """Of each part, as in IndexedEntry."""
    cut: bytes
    """Lengths of the words, as in IndexedEntry; 1 for the line end behind an entry."""

    def without(self, ids: Collection[str]) -> "Texts":
        """The texts of the other entries."""
        left_out = [name in ids for name in self.extents]
        if not any(left_out):
            return self
        columns = list(zip(*self.extents.values(), strict=True))
        extents = {name: extent for name, extent in self.extents.items() if name not in ids}
        characters, flags, cut = (
            b"".join(_kept(data, sizes, left_out, width))
            for data, sizes, width in zip(
                (self.characters, self.flags, self.cut), columns, (CODE_POINT_BYTES, 1, 1), strict=True
            )
        )
        return Texts(extents, characters, flags, cut)

    def __add__(self, other: "Texts") -> "Texts":
        """These texts and those of other entries."""
        return Texts(
            self.extents | other.extents,
            self.characters + other.characters,
            self.flags + other.flags,
            self.cut + other.cut,
        )


def texts_of(entries: Iterable[IndexedEntry]) -> Texts:
    """The texts of some entries."""
    entries = list(entries)
    return Texts(
        {entry.id: Extent(len(entry.folded) + 1, len(entry.flags), len(entry.cut) + 1) for entry in entries},
        "".join([entry.folded + LINE_END for entry in entries]).encode("utf-32-le"),
        b"".join([entry.flags for entry in entries]),
        b"".join([entry.cut + b"\1" for entry in entries]),
    )


def _kept(data: bytes, sizes: Iterable[int], left_out: Iterable[bool], width: int) -> Iterator[memoryview]:
    """The pieces of `data` between what is left out."""
    view, start, end = memoryview(data), 0, 0
    for end_of_entry, is_left_out in zip(accumulate(sizes), left_out, strict=True):
        if is_left_out:
            yield view[start:end]
            start = end_of_entry * width
        end = end_of_entry * width
    yield view[start:]
