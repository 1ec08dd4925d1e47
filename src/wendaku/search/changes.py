"""Which shards an edit touches, so that a rebuild makes those alone."""

from collections.abc import Mapping

from wendaku.search.index import (
    IndexedEntry,
    answer_characters,
    character_levels,
    term_fields,
    vocabulary,
)
from wendaku.search.postings import number_entries, table_size
from wendaku.search.shards import bucket_count, bucket_of
from wendaku.search.variants import simplified_forms


def changed_buckets(before: Mapping[str, IndexedEntry], after: Mapping[str, IndexedEntry]) -> set[int]:
    """The buckets whose shards may differ between two states of the entries, by id, under the same configuration.

    A bucket depends on those entries alone that hold one of its terms, and on their numbers. Where the number of
    entries has left the table's size class, all buckets differ.
    """
    size = table_size(len(after))
    buckets = bucket_count(size)
    if size != table_size(len(before)):
        return set(range(buckets))
    old, new = number_entries(before, size), number_entries(after, size)
    firsts: set[str] = set()
    for entry_id in before.keys() | after.keys():
        was, now = before.get(entry_id), after.get(entry_id)
        if was is now and old[entry_id] == new[entry_id]:
            continue
        # An entry that stays in its place leaves alone what it holds as before.
        moved = old.get(entry_id) != new.get(entry_id)
        touched = _postings(was) | _postings(now) if moved else _postings(was) ^ _postings(now)
        firsts |= {key[0] for key, _ in touched}
    # A traditional form is listed where its simplified one stands in any entry.
    firsts |= {form for form, simplified in simplified_forms().items() if simplified in firsts}
    return {bucket_of(character, buckets) for character in firsts}


def _postings(entry: IndexedEntry | None) -> set[tuple[str, int]]:
    """Everything of an entry that stands in a bucket's shards, each with a number that tells its kinds apart."""
    if entry is None:
        return set()
    return {
        *character_levels(entry).items(),
        *((character, 10) for character in answer_characters(entry)),
        *((term, 20 + flags) for term, flags in term_fields(entry).items()),
        *((word, 30) for word in vocabulary(entry)),
    }
