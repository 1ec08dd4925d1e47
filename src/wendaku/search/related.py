"""Related questions: entries that share rare pairs of characters of their questions, found through short lists, never all pairs.

Everything is counted in whole numbers, so that the order is the same on every machine.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

import numpy as np

from wendaku.search.arrays import Mask, Numbers, is_among, ranges, run_starts
from wendaku.search.changes import touched_pairs
from wendaku.search.columns import CHARACTER_BITS, Columns
from wendaku.search.index import Changes

LIMIT = 5

LONGEST_LIST = 64
"""A pair that more questions hold says little about what two of them share, and would make the work grow with the
square of the corpus."""

PAIRS_READ = 10
"""Only the rarest pairs of a question are followed; they carry most of the weight."""

LENGTH_PRIOR = 12
"""Pairs of a usual question: a long letter shares some with many, and says less about each."""

BLOCK = 5000
"""Entries whose neighbours are counted at once: at most LONGEST_LIST * PAIRS_READ each, some 100 MB."""

Related = dict[str, tuple[str, ...]]
"""An entry's id to the ids of related entries, the closest first."""


class Neighbourhood:
    """Which questions hold which pairs of characters. Entries are known by their place in the order of their ids."""

    def __init__(self, columns: Columns, numbers: Mapping[str, int], topics: Mapping[str, str]) -> None:
        """`columns` are those of the entries with these numbers and topics, by id."""
        self._ids = sorted(numbers)
        place_of = np.zeros(max(numbers.values(), default=0) + 1, np.int64)
        place_of[[numbers[entry_id] for entry_id in self._ids]] = np.arange(len(self._ids))
        places = columns.question_pairs()
        self._keys, self._bounds, self._holders = places.keys, places.bounds, place_of[places.codes >> 2]
        counts = np.diff(places.bounds)
        self._lengths = np.bincount(self._holders, minlength=len(self._ids))
        tells = np.flatnonzero((counts > 1) & (counts <= LONGEST_LIST))
        self._counts = counts
        # By entry, its rarest pairs first.
        pairs = np.repeat(tells, counts[tells])
        holders = self._holders[ranges(self._bounds[tells], counts[tells])]
        order = np.lexsort((pairs, counts[pairs], holders))
        holders, pairs = holders[order], pairs[order]
        firsts = run_starts(holders)
        rank = np.arange(len(holders)) - np.repeat(firsts, np.diff(firsts, append=len(holders)))
        self._read_by, self._read = holders[rank < PAIRS_READ], pairs[rank < PAIRS_READ]
        place = {topic: number for number, topic in enumerate(sorted(set(topics.values())))}
        self._topics = np.array([place[topics[entry_id]] for entry_id in self._ids], np.int64)

    def related(self, ids: Collection[str] | None = None) -> Related:
        """Up to LIMIT related entries of each of these, by default of all; it depends on the entries' content alone."""
        wanted = np.array([ids is None or entry_id in ids for entry_id in self._ids], np.bool_)
        found: Related = {}
        for start in range(0, len(self._ids), BLOCK):
            within = np.zeros_like(wanted)
            within[start : start + BLOCK] = wanted[start : start + BLOCK]
            found.update(self._related(within))
        return found

    def holding(self, pairs: Iterable[str]) -> set[str]:
        """The entries that hold one of these pairs in a question."""
        keys = np.array(sorted(ord(pair[0]) << CHARACTER_BITS | ord(pair[1]) for pair in pairs), np.int64)
        is_held = np.repeat(is_among(self._keys, keys), self._counts)
        return {self._ids[place] for place in self._holders[is_held].tolist()}

    def _related(self, wanted: Mask) -> Related:
        is_wanted = wanted[self._read_by]
        pairs, counts = self._read[is_wanted], self._counts[self._read[is_wanted]]
        owners = np.repeat(self._read_by[is_wanted], counts)
        others = self._holders[ranges(self._bounds[pairs], counts)]
        # A step for each halving of the list: entries that come and go hardly ever change an order.
        weights = np.repeat(1 + LONGEST_LIST.bit_length() - _bit_lengths(counts), counts)
        owners, others, scores = _sum_by_pair(owners, others, weights, len(wanted))
        closeness = scores * 1000 // (LENGTH_PRIOR + self._lengths[others])
        elsewhere = self._topics[owners] != self._topics[others]
        order = np.lexsort((others, elsewhere, -closeness, owners))
        owners, others = owners[order], others[order]
        ids = self._ids
        found: Related = {ids[place]: () for place in np.flatnonzero(wanted).tolist()}
        for start, end in pairwise([*run_starts(owners).tolist(), len(owners)]):
            nearest = others[start : min(end, start + LIMIT)].tolist()
            found[ids[owners[start]]] = tuple(ids[place] for place in nearest)
        return found


def update_related(
    neighbourhood: Neighbourhood, changes: Changes, related: Mapping[str, tuple[str, ...]]
) -> Related:
    """What `neighbourhood.related()` gives, worked out from the related entries before some changes.

    An entry's related entries depend on those alone that share a pair with it, so only entries that share one
    with what changed, as it was or as it is, are looked at again.
    """
    kept = {entry_id: near for entry_id, near in related.items() if entry_id not in changes}
    again = {entry_id for entry_id, (_, now) in changes.items() if now}
    again |= neighbourhood.holding(touched_pairs(changes) or ())
    return kept | (neighbourhood.related(again) if again else {})


def _bit_lengths(numbers: Numbers) -> Numbers:
    return np.frexp(numbers)[1].astype(np.int64)


def _sum_by_pair(
    owners: Numbers, others: Numbers, weights: Numbers, count: int
) -> tuple[Numbers, Numbers, Numbers]:
    """Weights of the same owner and other added up, an entry and itself left out."""
    is_other = owners != others
    owners, others, weights = owners[is_other], others[is_other], weights[is_other]
    # Owner, other and weight (at most 7) in one number, which sorts faster than rows.
    both = np.sort((owners * count + others) << 3 | weights)
    firsts = run_starts(both >> 3)
    sums = np.add.reduceat(both & 7, firsts) if len(both) else both
    owners, others = np.divmod(both[firsts] >> 3, count)
    return owners, others, sums
