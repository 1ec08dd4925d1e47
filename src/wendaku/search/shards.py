"""The files that the browser engine reads: a fixed manifest and shards whose names tell their content.

docs/search.md specifies them. Shards are classic scripts that hand data to `wendaku.take`, since a page opened from
disk may load scripts but nothing else.
"""

import hashlib
import itertools
import json
from base64 import b32encode
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from wendaku.config import Config
from wendaku.model import OutputFile
from wendaku.regions import cities_by_province
from wendaku.search.columns import Columns
from wendaku.search.encoding import FIELD, Row, encode_list, join_rows, quote, spread
from wendaku.search.everyday import everyday_words
from wendaku.search.index import IndexedEntry, fold
from wendaku.search.postings import by_number, table_size
from wendaku.search.sounds import PhraseCounts, count_phrases, phrase_strengths, sound_rows, sound_shard_of
from wendaku.search.term_rows import TermRows, term_rows
from wendaku.search.variants import simplified_forms, to_simplified
from wendaku.words import normalize

FORMAT = 1
"""Version of everything under search-data/; the engine refuses another's."""

FOLDER = "search-data"
CHUNK, ANSWERS, DIRECTORY = 8, 16, 32
"""Numbers in a chunk of questions or summaries, in a chunk of answers; chunks of questions that a directory names."""

DIGEST = 4
"""Characters of a digest, 20 bits: it tells a shard from its own earlier states only, since the name holds its place."""


MIN_BUCKETS, MAX_BUCKETS = 64, 2048
INLINE = 700
"""Bigram rows up to this many characters stand in their first character's shard: a file of their own would cost a request."""

SUB_SHARD = 1200
"""Aimed at characters of a bigram shard, some 0.7 kB packed: smaller ones cost files, larger ones bytes on every query."""


LONGEST_BLOCK = 300_000
"""Characters of text whose terms are worked out at once: some 300 MB of memory."""


class Weights(Protocol):
    """What words.Segmenter knows of the dictionary."""

    @property
    def total(self) -> int: ...

    def weights(self, words: Iterable[str]) -> dict[str, int]: ...


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

    def __init__(self, indexed: Sequence[IndexedEntry], config: Config, dictionary: Weights) -> None:
        self.config, self.dictionary, self.entries = config, dictionary, indexed
        self.count = len(indexed)
        self.size = table_size(self.count)
        self.numbered = list(by_number(indexed, self.size))
        self.buckets = bucket_count(self.size)
        self.topics = sorted({entry.topic for entry in indexed})
        self.columns = Columns(self.numbered)

    def bucket_shards(self, wanted: Sequence[int]) -> Iterator[tuple[int, Shard]]:
        """The shards of characters, bigrams and words of some of the `buckets`, with their bucket."""
        blocks = -(-len(self.columns) * len(wanted) // (self.buckets * LONGEST_BLOCK)) or 1
        for block in range(blocks):
            yield from _bucket_shards(self, wanted[block::blocks])

    @cached_property
    def extras(self) -> dict[int, dict[str, dict[str, Any]]]:
        """Synonyms and spellings by bucket."""
        found: dict[int, dict[str, dict[str, Any]]] = {}
        standing = self.columns.alphabet()
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
            for character in sorted(self.columns.alphabet() | {" "})
        }

    @property
    def directories(self) -> int:
        """How many directories there are of questions, summaries and answers."""
        return -(-self.size // (CHUNK * DIRECTORY))

    def text_shards(self, wanted: Collection[int]) -> Iterator[tuple[int, Shard]]:
        """The shards of some of the `directories`, with the questions, summaries and answers that they lead to."""
        members: dict[int, list[tuple[int, IndexedEntry]]] = {directory: [] for directory in wanted}
        for number, entry in self.numbered:
            if number // (CHUNK * DIRECTORY) in members:
                members[number // (CHUNK * DIRECTORY)].append((number, entry))
        for directory, entries in members.items():
            yield directory, _text_shard(directory, entries, self.topics)

    def count_phrases(self) -> PhraseCounts:
        """How often phrases stand in the entries."""
        return count_phrases(self.entries, self.columns.count_words())

    def sound_shards(self, counts: PhraseCounts) -> list[Shard]:
        """What the later tiers look up: how phrases sound, their initials, near misses; all of it depends on the counts."""
        return _sound_shards(phrase_strengths(counts, self.size), sound_shard_count(self.buckets))

    def filter_shard(self, sounds: str) -> Shard:
        """Which entries each topic and region holds; it leads to the sound shards of these digests."""
        return _filter_shard(self.numbered, sounds)

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
    indexed: Sequence[IndexedEntry], config: Config, dictionary: Weights
) -> Iterator[OutputFile]:
    """Every file under search-data/, shards before the manifest that names them."""
    data = SearchData(indexed, config, dictionary)
    buckets = [shard for _, shard in sorted(data.bucket_shards(range(data.buckets)))]
    texts = [shard for _, shard in data.text_shards(range(data.directories))]
    sounds = data.sound_shards(data.count_phrases())
    filters = data.filter_shard(join_digests(sounds))
    for shard in (*buckets, *texts, *sounds, filters):
        yield from shard.files
    yield data.manifest(join_digests(buckets), join_digests(texts), filters.digest)


def join_digests(shards: Iterable[Shard]) -> str:
    """The digests of shards as what names them holds them: they have one length, so nothing stands between."""
    return "".join(shard.digest for shard in shards)


def shard_file(name: str, *payload: Any) -> tuple[str, OutputFile]:
    """The digest and file of a shard. The digest stands in the file's name, so that caches never mislead."""
    data = _script(*payload)
    digest = b32encode(hashlib.blake2b(data, digest_size=4).digest())[:DIGEST].decode().lower()
    return digest, OutputFile(f"{FOLDER}/{name}.{digest}.js", data)


def _script(*payload: Any) -> bytes:
    parts = [quote(part) if isinstance(part, str) else _json(part) for part in payload]
    return f"wendaku.take({','.join(parts)})\n".encode()


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")


# ── characters, bigrams and words ──


def _bucket_shards(data: SearchData, wanted: Sequence[int]) -> Iterator[tuple[int, Shard]]:
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


def _bucket_shard(bucket: int, rows: TermRows, extra: dict[str, dict[str, Any]]) -> Shard:
    files = []
    longer = join_rows(rows.longer)
    digests = ""
    if len(longer) > INLINE:
        parts = sub_shard_count(len(longer))
        split: list[list[Row]] = [[] for _ in range(parts)]
        for row, place in zip(rows.longer, rows.spreads, strict=True):
            split[place & (parts - 1)].append(row)
        for part, members in enumerate(split):
            digest, file = shard_file(f"b/{bucket}.{part}", join_rows(members))
            files.append(file)
            digests += digest
        longer = ""
    further = ""
    for folder, members in (("t", rows.tails), ("x", rows.answers)):
        digest = " " * DIGEST
        if members:
            digest, file = shard_file(f"{folder}/{bucket}", join_rows(members))
            files.append(file)
        further += digest
    payload = [
        join_rows(rows.characters),
        longer,
        digests,
        further,
        *([extra] if any(extra.values()) else []),
    ]
    digest, file = shard_file(f"c/{bucket}", *payload)
    return Shard(digest, [*files, file])


def sub_shard_count(length: int) -> int:
    """Into how many shards (a power of two) so many characters of rows are split."""
    parts = 1
    while parts * SUB_SHARD < length:
        parts *= 2
    return parts


def synonym_table(config: Config) -> dict[str, list[str]]:
    """Each word of words.yaml's synonyms to the words that it also finds, all folded."""
    table: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for group in config.words.synonyms:
        for word in map(fold, group.words):
            for other in map(fold, group.to or group.words):
                if word and other and other != word:
                    table[word][other] = None
    return {word: list(others) for word, others in table.items()}


# ── texts ──


def _text_shard(directory: int, numbered: Sequence[tuple[int, IndexedEntry]], topics: list[str]) -> Shard:
    questions: defaultdict[int, list[Any]] = defaultdict(list)
    summaries: defaultdict[int, list[Any]] = defaultdict(list)
    answers: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for number, entry in numbered:
        flags = _spellings(entry) if entry.traditional else 0
        questions[number // CHUNK].append(
            [number, entry.id, topics.index(entry.topic), flags, entry.question, *entry.aliases]
        )
        status = int(entry.status == "reviewed")
        summaries[number // CHUNK].append([number, status, entry.summary, entry.region or "", entry.date])
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
        summary_digest, file = shard_file(f"m/{chunk}", summaries[chunk])
        files.append(file)
        digest, file = shard_file(f"q/{chunk}", summary_digest, answer_digests[place], questions[chunk])
        files.append(file)
        digests += digest
    digest, file = shard_file(f"d/{directory}", digests)
    return Shard(digest, [*files, file])


def _spellings(entry: IndexedEntry) -> str:
    """The traditional characters of an entry, each followed by its simplified form."""
    text = normalize("".join((entry.question, *entry.aliases, searched_text(entry))))
    return "".join(
        old + new for old, new in dict.fromkeys(zip(text, to_simplified(text), strict=True)) if old != new
    )


def searched_text(entry: IndexedEntry) -> str:
    """The answer, and before it the summary where that is not part of it."""
    return entry.text if entry.summary in entry.text else f"{entry.summary}\n{entry.text}"


def sound_shard_count(buckets: int) -> int:
    """How many shards (a power of two) the later tiers' rows are spread over."""
    return max(buckets // 4, 16)


def _sound_shards(strengths: Mapping[str, int], shards: int) -> list[Shard]:
    members: list[list[Row]] = [[] for _ in range(shards)]
    for key, fields in sound_rows(strengths).items():
        members[sound_shard_of(key, shards)].append((key, FIELD.join(fields)))
    made = (shard_file(f"s/{shard}", join_rows(rows)) for shard, rows in enumerate(members))
    return [Shard(digest, [file]) for digest, file in made]


def _filter_shard(numbered: Sequence[tuple[int, IndexedEntry]], sounds: str) -> Shard:
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
    lists_digest, lists_file = shard_file("f/1", *lists, places)
    digest, file = shard_file("f/0", lists_digest, sounds)
    return Shard(digest, [lists_file, file])
