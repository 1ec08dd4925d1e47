"""How lists of entries and rows of terms are written into shards: printable text that gzip packs well.

A list holds ascending codes `number * 4 + level`. What travels is the distance of each from the one before, as digits of
an alphabet of 93 characters: the first 45 end a distance, the other 48 continue it. Small distances take one character,
and gzip's Huffman code does the rest.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

ALPHABET = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '"\\')
ENDS = 45
"""How many characters of the alphabet end a distance. Measured on 10,000 entries: best between 40 and 50."""

FIELD, ROW, GROUP, MORE = "\t", "\x1e", "\x1d", "\x1c"
"""Separators that normalised text never holds: between fields of a row, rows, groups of rows; before a cut list's true length."""


class _Digits(dict[int, str]):
    """Distance to its digits, worked out once for each."""

    def __missing__(self, distance: int) -> str:
        rest, digits = distance, ""
        while rest >= ENDS:
            rest -= ENDS
            digits += ALPHABET[ENDS + rest % (len(ALPHABET) - ENDS)]
            rest //= len(ALPHABET) - ENDS
        self[distance] = digits + ALPHABET[rest]
        return self[distance]


_DIGITS = _Digits()


def encode_list(codes: Sequence[int]) -> str:
    """Ascending codes `number * 4 + level`, no two of one number, as text."""
    if not codes:
        return ""
    digits = _DIGITS
    distances = [digits[after - (before | 3) - 1] for before, after in pairwise(codes)]
    return digits[codes[0]] + "".join(distances)


def decode_list(text: str) -> list[int]:
    """The codes of an encoded list. ValueError where the text is cut off or has a character of no alphabet."""
    values = _values()
    codes: list[int] = []
    distance, scale, before = 0, 1, -1
    for character in text:
        digit = values.get(character)
        if digit is None:
            raise ValueError(f"no digit: {character!r}")
        if digit < ENDS:
            before = (before | 3) + 1 + distance + digit * scale
            codes.append(before)
            distance, scale = 0, 1
        else:
            distance += ENDS * scale + (digit - ENDS) * scale
            scale *= len(ALPHABET) - ENDS
    if scale != 1:
        raise ValueError("cut off")
    return codes


@cache
def _values() -> dict[str, int]:
    return {character: value for value, character in enumerate(ALPHABET)}


def quote(text: str) -> str:
    """A JavaScript string literal of a text without line breaks."""
    return (
        '"'
        + text.replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
        + '"'
    )


Row = tuple[str, str]
"""A key, and its fields with FIELD between them."""


def join_rows(rows: Iterable[Row]) -> str:
    """Rows as one text. They are sorted; those whose keys have the same first character share it."""
    groups: dict[str, list[str]] = {}
    for key, fields in sorted(rows):
        groups.setdefault(key[0], [key[0]]).append(f"{key[1:]}{FIELD}{fields}".rstrip(FIELD))
    return GROUP.join([ROW.join(members) for members in groups.values()])


def split_rows(text: str) -> dict[str, list[str]]:
    """Key to fields, of a text that `join_rows` wrote."""
    rows = {}
    for group in text.split(GROUP) if text else ():
        first, *members = group.split(ROW)
        for member in members:
            rest, *fields = member.split(FIELD)
            rows[first + rest] = fields
    return rows


def spread(text: str) -> int:
    """A 32-bit number that spreads texts evenly, the same in Python and in the browser.

    FNV-1a over code points (Fowler, Noll & Vo 1991), its low bits mixed with the high ones.
    """
    number = 0x811C9DC5
    for character in text:
        number = ((number ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    number ^= number >> 15
    number = (number * 0x2C1B3C6D) & 0xFFFFFFFF
    return number ^ (number >> 13)
