"""What lists of terms need of numpy: runs, ranges, and the shards' encoding of many lists at once."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from wendaku.search.encoding import ALPHABET, ENDS

if TYPE_CHECKING:  # numpy.typing takes 10 ms to import
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
else:
    Numbers = Mask = np.ndarray


def run_starts(*columns: Numbers) -> Numbers:
    """Where a run of equal rows begins."""
    changes = [column[1:] != column[:-1] for column in columns]
    is_first = np.ones(len(columns[0]), np.bool_)
    is_first[1:] = np.logical_or.reduce(changes)
    return np.flatnonzero(is_first)


def ranges(starts: Numbers, lengths: Numbers) -> Numbers:
    """The numbers of several ranges, one behind the other."""
    before = np.cumsum(lengths) - lengths
    shifts: Numbers = np.repeat(starts - before, lengths)
    return shifts + np.arange(len(shifts))


def is_among(numbers: Numbers, ascending: Numbers) -> Mask:
    """For each number whether it is one of the ascending ones; np.isin imports numpy.ma for this, which takes 8 ms."""
    found: Mask = np.zeros(len(numbers), np.bool_)
    if len(ascending):
        places = np.minimum(np.searchsorted(ascending, numbers), len(ascending) - 1)
        found = ascending[places] == numbers
    return found


def encode_lists(codes: Numbers, bounds: Numbers) -> list[str]:
    """What `encode_list` gives for each of many lists; list i is codes[bounds[i]:bounds[i + 1]], none is empty."""
    before = np.empty_like(codes)
    before[1:] = codes[:-1] | 3
    before[bounds[:-1]] = -1
    rest = codes - before - 1
    counts = np.ones(len(codes), np.int64)
    rounds = []
    while (longer := rest >= ENDS).any():
        over = rest - ENDS
        counts += longer
        rounds.append((longer, ENDS + over % (len(ALPHABET) - ENDS)))
        rest = np.where(longer, over // (len(ALPHABET) - ENDS), rest)
    ends = np.append(0, np.cumsum(counts))
    digits = np.empty(ends[-1], np.uint8)
    digits[ends[1:] - 1] = rest
    places = ends[:-1]
    for longer, digit in rounds:
        digits[places[longer]] = digit[longer]
        places = places + longer
    text = np.frombuffer(ALPHABET.encode(), np.uint8)[digits].tobytes().decode()
    return [text[start:end] for start, end in pairwise(ends[bounds].tolist())]


def spread_pairs(firsts: Numbers, seconds: Numbers) -> Numbers:
    """`spread` of many texts of two characters, given as code points."""
    number = np.full(len(firsts), 0x811C9DC5, np.uint64)
    prime, low = np.uint64(0x01000193), np.uint64(0xFFFFFFFF)
    for characters in (firsts, seconds):
        number = ((number ^ characters.astype(np.uint64)) * prime) & low
    number ^= number >> np.uint64(15)
    number = (number * np.uint64(0x2C1B3C6D)) & low
    return (number ^ (number >> np.uint64(13))).astype(np.int64)
