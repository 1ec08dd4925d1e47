"""The files that the browser engine reads: a fixed manifest and shards whose names tell their content.

docs/search.md specifies them. Shards are classic scripts that hand data to `wendaku.take`, since a page opened from
disk may load scripts but nothing else.
"""

import hashlib
import itertools
import json
from base64 import b32encode
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from wendaku.config import Config
from wendaku.model import OutputFile
from wendaku.regions import cities_by_province
from wendaku.search.cutting import Dictionary
from wendaku.search.encoding import FIELD, Row, encode_list, join_rows, quote, spread
from wendaku.search.everyday import everyday_words
from wendaku.search.index import IndexedEntry, fold, searched_text
from wendaku.search.postings import number_entries, table_size
from wendaku.search.sounds import PhraseCounts, phrase_strengths, sound_rows, sound_shard_of
from wendaku.search.synonyms import synonym_table
from wendaku.search.texts import Texts, texts_of
from wendaku.search.variants import simplified_forms, to_simplified
from wendaku.words import normalize

if TYPE_CHECKING:  # imported where lists of terms are made: numpy takes 40 ms, which is much of an edit
    from wendaku.search.columns import Columns
    from wendaku.search.term_rows import TermRows

FORMAT = 2
"""Version of everything under search-data/; the engine refuses another's."""

FOLDER = "search-data"
CHUNK, ANSWERS, DIRECTORY = 8, 16, 32
"""Numbers in a chunk of questions, in a chunk of answers; chunks of questions that a directory names."""

ONE_DIRECTORY = 2048
"""Up to so many chunks one file names them all, some 5 kB packed: to ask for it needs nothing but the manifest."""

DIGEST = 4
"""Characters of a digest, 20 bits: it tells a shard from its own earlier states only, since the name holds its place."""


MIN_BUCKETS, MAX_BUCKETS = 64, 2048
INLINE = 700
"""Bigram rows up to this many characters stand in their first character's shard: a file of their own would cost a request."""

SUB_SHARD = 1200
"""Aimed at characters of a bigram shard, some 0.7 kB packed: smaller ones cost files, larger ones bytes on every query."""


FURTHER_SHARD = 4000
"""The same for the rest of lists, which few queries read, and only that of a term or two."""

LONGEST_BLOCK = 300_000
"""Characters of text whose terms are worked out at once: some 30 MB of memory, and arrays that processors keep near."""


def bucket_count(size: int) -> int:
    """How many shards the characters are spread over, for a table of so many numbers."""
    return min(max(size // 16, MIN_BUCKETS), MAX_BUCKETS)


class Shard(NamedTuple):
    """A shard that the manifest names, and the files that hang on it, itself last."""

    digest: str
    files: list[OutputFile]


class SearchData:
    """Makes the files under search-data/, each group by itself: a build spreads the buckets over processes, and
    makes only those that changed. Every file is a function of the arguments' content alone."""

    def __init__(
        self,
        entries: Mapping[str, IndexedEntry],
        topic_of: Mapping[str, str],
        config: Config,
        dictionary: Dictionary,
        texts: Callable[[], Texts] | None = None,
        numbers: Mapping[str, int] | None = None,
    ) -> None:
        """The entries and their topics, both by id. `entries` may unpack what it is asked for; `texts` gives the texts of all and
        `numbers` their numbers, where they are known, so that nothing need be."""
        self.config, self.dictionary, self.entries, self.topic_of = config, dictionary, entries, topic_of
        self._texts, self._numbers = texts, numbers
        self.count = len(entries)
        self.size = table_size(self.count)
        self.buckets = bucket_count(self.size)
        self.topics = sorted(set(topic_of.values()))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The entries' numbers by id, ascending."""
        return self._numbers or number_entries(self.entries, self.size)

    @cached_property
    def texts(self) -> Texts:
        """The texts of all entries."""
        return self._texts() if self._texts else texts_of(self.entries.values())

    @cached_property
    def columns(self) -> "Columns":
        """The entries' texts as arrays."""
        from wendaku.search.columns import Columns

        return Columns(self.texts, self.numbers)

    def bucket_shards(self, wanted: Sequence[int]) -> Iterator[tuple[int, Shard]]:
        """The shards of characters, bigrams and words of some of the `buckets`, with their bucket."""
        blocks = -(-len(self.columns) * len(wanted) // (self.buckets * LONGEST_BLOCK)) or 1
        for block in range(blocks):
            yield from _bucket_shards(self, wanted[block::blocks])

    def prepare(self) -> None:
        """Work out what many shards need, before processes are forked that would each do so."""
        _ = self.columns, self.extras, self.bucket_by_character

    @cached_property
    def extras(self) -> dict[int, dict[str, dict[str, Any]]]:
        """Synonyms and spellings by bucket."""
        found: dict[int, dict[str, dict[str, Any]]] = {}
        standing = self.columns.alphabet
        spelling = {old: new for old, new in simplified_forms().items() if new in standing}
        for kind, table in (("synonyms", synonym_table(self.config)), ("spelling", spelling)):
            for word, meaning in table.items():
                extra = found.setdefault(bucket_of(word, self.buckets), {"synonyms": {}, "spelling": {}})
                extra[kind][word] = meaning
        return found

    @cached_property
    def bucket_by_character(self) -> dict[str, int]:
        """The bucket of each character that begins a term."""
        return {
            character: bucket_of(character, self.buckets)
            for character in sorted(self.columns.alphabet | {" "})
        }

    @property
    def directories(self) -> int:
        """How many directories there are of questions and answers."""
        return -(-self.size // (CHUNK * DIRECTORY))

    def text_shards(self, wanted: Collection[int]) -> Iterator[tuple[int, Shard]]:
        """The shards of some of the `directories`, with the questions and answers that they lead to."""
        members: dict[int, list[tuple[int, IndexedEntry]]] = {directory: [] for directory in wanted}
        for entry_id, number in self.numbers.items():
            if number // (CHUNK * DIRECTORY) in members:
                members[number // (CHUNK * DIRECTORY)].append((number, self.entries[entry_id]))
        for directory, entries in members.items():
            digests, files = _text_files(directory, entries, self.topics)
            lead = Shard(digests, []) if self.has_one_directory else _lead(f"d/{directory}", digests)
            yield directory, Shard(lead.digest, [*files, *lead.files])

    @property
    def has_one_directory(self) -> bool:
        """Whether one file names all chunks of questions, so that the digest of each of the `directories` is its chunks' digests."""
        return self.size <= ONE_DIRECTORY * CHUNK

    def text_directory(self, directories: str) -> Shard:
        """What the manifest says of these directories' digests, with the file that holds them where it is one for all."""
        return _lead("n/0", directories) if self.has_one_directory else Shard(directories, [])

    def count_phrases(self) -> PhraseCounts:
        """How often phrases stand in the entries."""
        return PhraseCounts(self.columns.count_words(), self.columns.count_asked())

    def sound_shards(self, counts: PhraseCounts) -> list[Shard]:
        """What the later tiers look up: how phrases sound, their initials, near misses; all of it depends on the counts."""
        return _sound_shards(phrase_strengths(counts, self.size), sound_shard_count(self.buckets))

    def filter_shards(self, wanted: Collection[int] = (0,)) -> Iterator[tuple[int, Shard]]:
        """Which entries each topic and region holds: one shard, numbered as others are."""
        numbered = [(number, self.entries[entry_id]) for entry_id, number in self.numbers.items()]
        yield from ((number, _filter_shard(numbered)) for number in wanted)

    def filter_lead(self, filters: str, sounds: str) -> Shard:
        """What the manifest names of these: the digest of the filters' shard, and those of the sound shards."""
        return _lead("f/0", filters, sounds)

    def manifest(self, buckets: str, heads: str, filters: str) -> OutputFile:
        """The fixed file that names all shards, from their digests in order."""
        everyday = everyday_words()
        data = {
            "format": FORMAT,
            "count": self.count,
            "size": self.size,
            "total": self.dictionary.total,
            "topics": self.topics,
            "ask": " ".join(everyday.ask),
            "stop": " ".join(
                [*everyday.stop, *sorted({fold(word) for word in self.config.words.stop_words})]
            ),
            "alike": "|".join(" ".join(row) for row in everyday.alike),
            "buckets": buckets,
            "questions": heads,
            "filters": filters,
        }
        return OutputFile(f"{FOLDER}/index.js", _script(data))


def search_files(
    indexed: Sequence[IndexedEntry], config: Config, dictionary: Dictionary
) -> Iterator[OutputFile]:
    """Every file under search-data/, shards before the manifest that names them."""
    entries = {entry.id: entry for entry in indexed}
    data = SearchData(entries, {entry.id: entry.topic for entry in indexed}, config, dictionary)
    buckets = [shard for _, shard in sorted(data.bucket_shards(range(data.buckets)))]
    texts = [shard for _, shard in data.text_shards(range(data.directories))]
    directory = data.text_directory(join_digests(texts))
    sounds = data.sound_shards(data.count_phrases())
    [(_, lists)] = data.filter_shards()
    filters = data.filter_lead(lists.digest, join_digests(sounds))
    for shard in (*buckets, *texts, directory, *sounds, lists, filters):
        yield from shard.files
    yield data.manifest(join_digests(buckets), directory.digest, filters.digest)


def join_digests(shards: Iterable[Shard]) -> str:
    """The digests of shards as what names them holds them: they have one length, so nothing stands between."""
    return "".join(shard.digest for shard in shards)


def shard_file(name: str, *payload: Any) -> tuple[str, OutputFile]:
    """The digest and file of a shard. The digest stands in the file's name, so that caches never mislead."""
    data = _script(*payload)
    digest = b32encode(hashlib.blake2b(data, digest_size=4).digest())[:DIGEST].decode().lower()
    return digest, OutputFile(f"{FOLDER}/{name}.{digest}.js", data)


def _lead(name: str, *digests: str) -> Shard:
    """A file that holds the digests of other files."""
    digest, file = shard_file(name, *digests)
    return Shard(digest, [file])


def _script(*payload: Any) -> bytes:
    parts = [quote(part) if isinstance(part, str) else _json(part) for part in payload]
    return f"wendaku.take({','.join(parts)})\n".encode()


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")


# ── characters, bigrams and words ──


def _bucket_shards(data: SearchData, wanted: Sequence[int]) -> Iterator[tuple[int, Shard]]:
    from wendaku.search.term_rows import TermRows, term_rows

    members: dict[int, list[str]] = {bucket: [] for bucket in wanted}
    for character, bucket in data.bucket_by_character.items():
        if bucket in members:
            members[bucket].append(character)
    terms = data.columns.terms(itertools.chain.from_iterable(members.values()))
    rows = term_rows(terms, data.dictionary.weights(terms.vocabulary()))
    extras = data.extras
    for bucket, characters in members.items():
        of_bucket = TermRows()
        for character in characters:
            if character in rows:
                of_bucket.extend(rows[character])
        yield bucket, _bucket_shard(bucket, of_bucket, extras.get(bucket, {}))


def bucket_of(term: str, buckets: int) -> int:
    """The bucket whose shard leads to a term: its first character's."""
    return spread(term[0]) & (buckets - 1)


def _bucket_shard(bucket: int, rows: "TermRows", extra: dict[str, dict[str, Any]]) -> Shard:
    longer, terms = join_rows(rows.longer), Shard("", [])
    if len(longer) > INLINE:
        terms = _parts(f"b/{bucket}", rows.longer, rows.spreads, sub_shard_count(len(longer), SUB_SHARD))
        longer = ""
    rest = _further(f"x/{bucket}", rows.rest)
    tails = _further(f"t/{bucket}", rows.tails)
    payload = [join_rows(rows.characters), longer, terms.digest, rest.digest, tails.digest]
    digest, file = shard_file(f"c/{bucket}", *payload, *([extra] if any(extra.values()) else []))
    return Shard(digest, [*terms.files, *rest.files, *tails.files, file])


def _further(name: str, rows: list[Row]) -> Shard:
    """Shards of the rest of lists; a character is spread as if it stood twice."""
    if not rows:
        return Shard("", [])
    spreads = [spread((term * 2)[:2] if len(term) == 1 else term[:2]) for term, _ in rows]
    return _parts(name, rows, spreads, sub_shard_count(sum(len(line) for _, line in rows), FURTHER_SHARD))


def _parts(name: str, rows: list[Row], spreads: Sequence[int], parts: int) -> Shard:
    """So many shards (a power of two) of rows by where they are spread to, and their digests: blanks where there are no rows."""
    members: list[list[Row]] = [[] for _ in range(parts)]
    for row, place in zip(rows, spreads, strict=True):
        members[place & (parts - 1)].append(row)
    digests, files = "", []
    for part, chosen in enumerate(members):
        digest = " " * DIGEST
        if chosen:
            digest, file = shard_file(f"{name}.{part}", join_rows(chosen))
            files.append(file)
        digests += digest
    return Shard(digests, files)


def sub_shard_count(length: int, aim: int) -> int:
    """Into how many shards (a power of two) of the size that is aimed at so many characters of rows are split."""
    parts = 1
    while parts * aim < length:
        parts *= 2
    return parts


# ── texts ──


def _text_files(
    directory: int, numbered: Sequence[tuple[int, IndexedEntry]], topics: list[str]
) -> tuple[str, list[OutputFile]]:
    """The files of a directory's questions and answers, and the digests of its chunks of questions."""
    questions: defaultdict[int, list[Any]] = defaultdict(list)
    answers: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for number, entry in numbered:
        questions[number // CHUNK].append(_question_row(number, entry, topics))
        answers[number // ANSWERS][number] = searched_text(entry)
    answer_digests: dict[int, str] = {}
    files, digests = [], ""
    for chunk in range(directory * DIRECTORY, (directory + 1) * DIRECTORY):
        place = chunk * CHUNK // ANSWERS
        if answers[place] and place not in answer_digests:
            answer_digests[place], file = shard_file(f"a/{place}", answers[place])
            files.append(file)
        if not questions[chunk]:
            digests += " " * DIGEST
            continue
        digest, file = shard_file(f"q/{chunk}", answer_digests[place], questions[chunk])
        files.append(file)
        digests += digest
    return digests, files


def _question_row(number: int, entry: IndexedEntry, topics: list[str]) -> list[Any]:
    spellings = _spellings(entry) if entry.traditional else 0
    status = int(entry.status == "reviewed")
    shown = [status, entry.region or "", entry.date, entry.summary]
    return [number, entry.id, topics.index(entry.topic), spellings, *shown, entry.question, *entry.aliases]


def _spellings(entry: IndexedEntry) -> str:
    """The traditional characters of an entry, each followed by its simplified form."""
    text = normalize("".join((entry.question, *entry.aliases, searched_text(entry))))
    return "".join(
        old + new for old, new in dict.fromkeys(zip(text, to_simplified(text), strict=True)) if old != new
    )


def sound_shard_count(buckets: int) -> int:
    """How many shards (a power of two) the later tiers' rows are spread over."""
    return max(buckets // 4, 16)


def _sound_shards(strengths: Mapping[str, int], shards: int) -> list[Shard]:
    members: list[list[Row]] = [[] for _ in range(shards)]
    for key, fields in sound_rows(strengths).items():
        members[sound_shard_of(key, shards)].append((key, FIELD.join(fields)))
    made = (shard_file(f"s/{shard}", join_rows(rows)) for shard, rows in enumerate(members))
    return [Shard(digest, [file]) for digest, file in made]


def _filter_shard(numbered: Sequence[tuple[int, IndexedEntry]]) -> Shard:
    topics: defaultdict[str, list[int]] = defaultdict(list)
    regions: defaultdict[str, list[int]] = defaultdict(list)
    for number, entry in numbered:
        topics[entry.topic].append(number << 2)
        if entry.region:
            regions[entry.region].append(number << 2)
    lists = [
        {name: encode_list(codes) for name, codes in sorted(table.items())} for table in (topics, regions)
    ]
    places = {province: " ".join(cities) for province, cities in cities_by_province().items()}
    digest, file = shard_file("f/1", *lists, places)
    return Shard(digest, [file])
