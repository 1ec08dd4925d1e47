"""Which shards an edit touches, so that a rebuild makes those alone."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from wendaku.search.index import (
    IN_QUESTION,
    Changes,
    IndexedEntry,
    answer_characters,
    character_levels,
    term_fields,
    vocabulary,
)
from wendaku.search.postings import number_entries, table_size
from wendaku.search.shards import ANSWERS, CHUNK, DIRECTORY, FOLDER, bucket_count, bucket_of
from wendaku.search.variants import simplified_forms

Kind = Literal["bucket", "directory", "sounds", "filters"]


class Group(NamedTuple):
    """Files that are made together: those of a bucket or directory, or all of the kind."""

    kind: Kind
    number: int = 0


SOUNDS = Group("sounds")
FILTERS = Group("filters")

_NUMBERS_A_DIRECTORY = {"d": CHUNK * DIRECTORY, "q": CHUNK, "a": ANSWERS}
"""How many numbers of entries one number in a file's name stands for."""


def group_of_file(path: str) -> Group | None:
    """The group that a file of the site belongs to; None for what every build writes, the manifest and what it names but buckets,
    and for what is no search data."""
    if not path.startswith(FOLDER):
        return None
    kind, _, name = path[len(FOLDER) + 1 :].partition("/")
    if kind in ("b", "c", "t", "x"):
        return Group("bucket", int(name.split(".", 1)[0]))
    if kind in _NUMBERS_A_DIRECTORY:
        number = int(name.split(".", 1)[0]) * _NUMBERS_A_DIRECTORY[kind]
        return Group("directory", number // (CHUNK * DIRECTORY))
    if kind == "f":
        return FILTERS if name.startswith("1.") else None
    return SOUNDS if kind == "s" else None


def all_groups(size: int, kind: Kind) -> set[Group]:
    """Every group of a kind, for a table of so many numbers."""
    count = bucket_count(size) if kind == "bucket" else -(-size // (CHUNK * DIRECTORY))
    return {Group(kind, number) for number in range(count)}


def changed_groups(
    entries: Mapping[str, IndexedEntry], numbers: Mapping[str, int], changes: Changes, topics_stand: bool
) -> set[Group]:
    """The buckets and directories whose files these changes, under the same configuration, may have changed. `entries` and `numbers`
    are those after them, by id; `topics_stand` says that the same topics have entries.

    A bucket depends on those entries alone that hold one of its terms, and on their numbers; a directory on those whose numbers
    it covers. Where the number of entries has left the table's size class, all differ.
    """
    come = {entry_id for entry_id, (was, now) in changes.items() if was is None and now is not None}
    gone = {entry_id for entry_id, (was, now) in changes.items() if was is not None and now is None}
    size = table_size(len(numbers))
    if size != table_size(len(numbers) - len(come) + len(gone)):
        return all_groups(size, "bucket") | all_groups(size, "directory") | {FILTERS}
    old = number_entries((numbers.keys() - come) | gone, size) if come or gone else numbers
    moved = {entry_id for entry_id in old.keys() & numbers.keys() if old[entry_id] != numbers[entry_id]}
    firsts: set[str] = set()
    directories: set[int] = set()
    for entry_id in changes.keys() | moved:
        was, now = changes.get(entry_id) or (entries[entry_id], entries[entry_id])
        # An entry that stays in its place leaves alone what it holds as before.
        touched = _postings(was) | _postings(now) if entry_id in moved else _postings(was) ^ _postings(now)
        firsts |= {key[0] for key, _ in touched}
        places = (table[entry_id] for table in (old, numbers) if entry_id in table)
        directories |= {number // (CHUNK * DIRECTORY) for number in places}
    # A traditional form is listed where its simplified one stands in any entry.
    firsts |= {form for form, simplified in simplified_forms().items() if simplified in firsts}
    buckets = {Group("bucket", bucket_of(character, bucket_count(size))) for character in firsts}
    if not topics_stand:
        # Questions name their topic by its place among all.
        return buckets | all_groups(size, "directory") | {FILTERS}
    groups = buckets | {Group("directory", number) for number in directories}
    return groups | {FILTERS} if moved or _moves_filters(changes) else groups


def _moves_filters(changes: Changes) -> bool:
    return any(
        was is None or now is None or (was.topic, was.region) != (now.topic, now.region)
        for was, now in changes.values()
    )


def touched_pairs(changes: Changes) -> set[str] | None:
    """Pairs of neighbouring characters of questions by which changes may concern what is related to other entries; None where
    they leave all related questions as they are."""
    touched: set[str] = set()
    is_other = False
    for was, now in changes.values():
        pairs = [_question_pairs(entry) for entry in (was, now) if entry is not None]
        if was is None or now is None or pairs[0] != pairs[1] or was.topic != now.topic:
            is_other = True
            touched.update(*pairs)
    return touched if is_other else None


def _question_pairs(entry: IndexedEntry) -> set[str]:
    return {
        text[place : place + 2]
        for flag, text in entry.parts
        if flag == IN_QUESTION
        for place in range(len(text) - 1)
    }


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
