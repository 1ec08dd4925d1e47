"""Related questions: entries that share rare terms of their questions, found through short lists, never all pairs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from wendaku.search.index import IN_QUESTION, IndexedEntry
from wendaku.search.postings import split

LIMIT = 5

LONGEST_LIST = 64
"""A term that more questions hold says little about what two of them share, and would make the work grow with the
square of the corpus."""

TERMS_READ = 10
"""Only the rarest terms of a question are followed; they carry most of the weight."""

LENGTH_PRIOR = 12
"""Terms of a usual question: a long letter shares terms with many, and says less about each."""

Related = dict[str, tuple[str, ...]]
"""An entry's id to the ids of related entries, the closest first."""


def find_related(indexed: Sequence[IndexedEntry]) -> Related:
    """Up to LIMIT related entries for each, in an order that depends on the entries' content alone."""
    return _Neighbourhood(indexed).related(indexed)


def update_related(
    before: Sequence[IndexedEntry], after: Sequence[IndexedEntry], related: Mapping[str, tuple[str, ...]]
) -> Related:
    """What find_related(after) gives, worked out from find_related(before) where only some entries changed.

    An entry's related entries depend on those alone that share a term with it, so only entries that share a term
    with what changed, as it was or as it is, are looked at again.
    """
    old, new = ({entry.id: entry for entry in entries} for entries in (before, after))
    touched: set[str] = set()
    for entry_id in old.keys() | new.keys():
        was, now = old.get(entry_id), new.get(entry_id)
        if was is not now:
            touched |= _touched_terms(was, now)
    if not touched:
        return {entry.id: related[entry.id] for entry in after}
    again = [
        entry for entry in after if not touched.isdisjoint(question_terms(entry)) or entry.id not in related
    ]
    kept = {entry.id: related[entry.id] for entry in after if entry.id in related}
    return kept | _Neighbourhood(after).related(again)


def _touched_terms(was: IndexedEntry | None, now: IndexedEntry | None) -> set[str]:
    terms = [question_terms(entry) for entry in (was, now) if entry is not None]
    is_same = was is not None and now is not None and terms[0] == terms[1] and was.topic == now.topic
    return set() if is_same else {term for each in terms for term in each}


def question_terms(entry: IndexedEntry) -> tuple[str, ...]:
    """Bigrams and long words of the question and its aliases, each once."""
    return tuple(
        term for term, flags in zip(split(entry.terms), entry.fields, strict=True) if flags & IN_QUESTION
    )


class _Neighbourhood:
    def __init__(self, indexed: Iterable[IndexedEntry]) -> None:
        self.holders: defaultdict[str, list[str]] = defaultdict(list)
        self.topics: dict[str, str] = {}
        self.lengths: dict[str, int] = {}
        for entry in indexed:
            self.topics[entry.id] = entry.topic
            terms = question_terms(entry)
            self.lengths[entry.id] = len(terms)
            for term in terms:
                self.holders[term].append(entry.id)

    def related(self, entries: Iterable[IndexedEntry]) -> Related:
        return {entry.id: self._closest(entry) for entry in entries}

    def _closest(self, entry: IndexedEntry) -> tuple[str, ...]:
        shared = [term for term in question_terms(entry) if 1 < len(self.holders[term]) <= LONGEST_LIST]
        shared.sort(key=lambda term: (len(self.holders[term]), term))
        scores: Counter[str] = Counter()
        for term in shared[:TERMS_READ]:
            # A step for each halving of the list: entries that come and go hardly ever change an order.
            weight = 1 + LONGEST_LIST.bit_length() - len(self.holders[term]).bit_length()
            for other in self.holders[term]:
                scores[other] += weight
        del scores[entry.id]
        # Whole numbers, so that the order is the same on every machine.
        closeness = {
            other: score * 1000 // (LENGTH_PRIOR + self.lengths[other]) for other, score in scores.items()
        }
        ranked = sorted(
            closeness, key=lambda other: (-closeness[other], self.topics[other] != entry.topic, other)
        )
        return tuple(ranked[:LIMIT])
