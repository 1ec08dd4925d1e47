"""The files that the browser engine reads: a fixed manifest and shards whose names tell their content.

docs/search.md specifies them. Shards are classic scripts that hand data to `wendaku.take`, since a page opened from
disk may load scripts but nothing else.
"""

import hashlib
import json
from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from wendaku.config import Config
from wendaku.model import OutputFile
from wendaku.regions import cities_by_province
from wendaku.search.encoding import MORE, encode_list, join_rows, quote, spread
from wendaku.search.everyday import everyday_words
from wendaku.search.index import IN_QUESTION, IndexedEntry, fold
from wendaku.search.postings import Postings, by_number, cut_list, invert, split, table_size
from wendaku.search.variants import simplified_forms

FORMAT = 1
"""Version of everything under search-data/; the engine refuses another's."""

FOLDER = "search-data"
HEADS, BODIES, DIRECTORY = 8, 16, 64
"""Numbers in a chunk of question and summary, in a chunk of answers, and chunks of heads that a directory names."""

MIN_BUCKETS, MAX_BUCKETS = 64, 1024
INLINE = 700
"""Bigram rows up to this many characters stand in their first character's shard: a file of their own would cost a request."""

SUB_SHARD = 2400
"""Aimed at characters of a bigram shard, some 1.3 kB packed: smaller ones cost files, larger ones bytes on every query."""


class Weights(Protocol):
    """What words.Segmenter knows of the dictionary."""

    @property
    def total(self) -> int: ...

    def weights(self, words: Iterable[str]) -> dict[str, int]: ...


def bucket_count(size: int) -> int:
    """How many shards the characters are spread over, for a table of so many numbers."""
    return min(max(size // 16, MIN_BUCKETS), MAX_BUCKETS)


def search_files(indexed: Sequence[IndexedEntry], config: Config, dictionary: Weights) -> Iterator[OutputFile]:
    """Every file under search-data/, shards before the manifest that names them. A function of its arguments' content alone."""
    everyday = everyday_words()
    size = table_size(len(indexed))
    numbered = list(by_number(indexed, size))
    topics = sorted({entry.topic for entry in indexed})
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "count": len(indexed),
        "size": size,
        "total": dictionary.total,
        "topics": topics,
        "ask": " ".join(everyday.ask),
        "stop": " ".join([*everyday.stop, *sorted({fold(word) for word in config.words.stop_words})]),
        "alike": "|".join(" ".join(row) for row in everyday.alike),
    }
    postings = invert(numbered)
    yield from _named("buckets", _bucket_files(numbered, postings, config, dictionary, bucket_count(size)), manifest)
    yield from _named("heads", _text_files(numbered, topics, size), manifest)
    yield from _named("filters", [_filter_file(numbered)], manifest)
    yield OutputFile(f"{FOLDER}/index.js", _script(manifest))


def _named(key: str, files: Iterable["_Named"], manifest: dict[str, Any]) -> Iterator[OutputFile]:
    digests = []
    for shard in files:
        yield from shard.files
        digests.append(shard.digest)
    manifest[key] = "".join(digests)


class _Named:
    """A shard of the manifest with the files that hang on it."""

    def __init__(self, digest: str, files: list[OutputFile]) -> None:
        self.digest, self.files = digest, files


def shard_file(name: str, *payload: Any) -> tuple[str, OutputFile]:
    """The digest (5 characters) and file of a shard. The digest stands in the file's name, so that caches never mislead."""
    data = _script(*payload)
    digest = b32encode(hashlib.blake2b(data, digest_size=4).digest())[:5].decode().lower()
    return digest, OutputFile(f"{FOLDER}/{name}.{digest}.js", data)


def _script(*payload: Any) -> bytes:
    parts = [quote(part) if isinstance(part, str) else _json(part) for part in payload]
    return f"wendaku.take({','.join(parts)})\n".encode()


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")


# ── characters, bigrams and words ──


def _bucket_files(
    numbered: Sequence[tuple[int, IndexedEntry]], postings: Postings, config: Config, dictionary: Weights, buckets: int
) -> Iterator[_Named]:
    terms = postings.characters.keys() | postings.answer_characters.keys() | postings.terms.keys()
    vocabulary = {word for _, entry in numbered for word in split(entry.words)}
    weights = dictionary.weights(vocabulary | {term for term in terms if len(term) == 1})
    synonyms = synonym_table(config)
    spelling = {old: new for old, new in simplified_forms().items() if new in terms}
    members: defaultdict[int, list[str]] = defaultdict(list)
    for term in terms:
        members[bucket_of(term, buckets)].append(term)
    extra = [defaultdict(dict), defaultdict(dict)]  # type: list[defaultdict[int, dict[str, Any]]]
    for table, place in zip((synonyms, spelling), extra, strict=True):
        for word, meaning in table.items():
            place[bucket_of(word, buckets)][word] = meaning
    for bucket in range(buckets):
        rows = TermRows(postings, weights, sorted(members[bucket]))
        yield _bucket_file(bucket, rows, {"synonyms": extra[0][bucket], "spelling": extra[1][bucket]})


def bucket_of(term: str, buckets: int) -> int:
    """The bucket whose shard leads to a term: its first character's."""
    return spread(term[0]) & (buckets - 1)


class TermRows:
    """Rows of a bucket's terms: characters, longer terms, and the tails of both."""

    def __init__(self, postings: Postings, weights: Mapping[str, int], terms: Iterable[str]) -> None:
        self.characters: list[tuple[str, list[str]]] = []
        self.longer: list[tuple[str, list[str]]] = []
        self.tails: list[tuple[str, list[str]]] = []
        for term in terms:
            weight = str(weights.get(term, ""))
            if len(term) > 1:
                text, tail = _cut_text(postings.terms[term], IN_QUESTION)
                self.longer.append((term, [weight, text]))
            else:
                text, tail = _cut_text(postings.characters.get(term, ()), 3)
                self.characters.append((term, [weight, text]))
            # Characters of answers hardly help ranking and are the longest lists: only complete searches read them.
            answers = encode_list(postings.answer_characters.get(term, ()))
            if tail or answers:
                self.tails.append((term, [tail, answers]))


def _cut_text(codes: Sequence[int], mask: int) -> tuple[str, str]:
    kept, tail = cut_list(codes, mask)
    if not tail:
        return encode_list(kept), ""
    in_question = sum(code & IN_QUESTION for code in codes)
    return f"{encode_list(kept)}{MORE}{len(codes)}{MORE}{in_question}", encode_list(tail)


def _bucket_file(bucket: int, rows: TermRows, extra: dict[str, dict[str, Any]]) -> _Named:
    files = []
    longer = join_rows(rows.longer)
    digests = ""
    if len(longer) > INLINE:
        parts = sub_shard_count(len(longer))
        split: list[list[tuple[str, list[str]]]] = [[] for _ in range(parts)]
        for row in rows.longer:
            split[sub_shard_of(row[0], parts)].append(row)
        for part, members in enumerate(split):
            digest, file = shard_file(f"b/{bucket}.{part}", join_rows(members))
            files.append(file)
            digests += digest
        longer = ""
    tail = ""
    if rows.tails:
        tail, file = shard_file(f"t/{bucket}", join_rows(rows.tails))
        files.append(file)
    payload = [join_rows(rows.characters), longer, digests, tail, *([extra] if any(extra.values()) else [])]
    digest, file = shard_file(f"c/{bucket}", *payload)
    return _Named(digest, [*files, file])


def sub_shard_count(length: int) -> int:
    """Into how many shards (a power of two) so many characters of rows are split."""
    parts = 1
    while parts * SUB_SHARD < length:
        parts *= 2
    return parts


def sub_shard_of(term: str, parts: int) -> int:
    """The sub-shard of a term of two characters or more: terms with the same two first characters stand together."""
    return spread(term[:2]) & (parts - 1)


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


def _text_files(numbered: Sequence[tuple[int, IndexedEntry]], topics: list[str], size: int) -> Iterator[_Named]:
    heads: defaultdict[int, list[Any]] = defaultdict(list)
    bodies: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for number, entry in numbered:
        heads[number // HEADS].append(_head(number, entry, topics))
        bodies[number // BODIES][number] = entry.text
    body_digests = {}
    for directory in range(0, size // HEADS, DIRECTORY):
        files, digests = [], ""
        for chunk in range(directory, min(directory + DIRECTORY, size // HEADS)):
            body = chunk * HEADS // BODIES
            if bodies[body] and body not in body_digests:
                body_digests[body], file = shard_file(f"a/{body}", bodies[body])
                files.append(file)
            digest, file = shard_file(f"h/{chunk}", body_digests.get(body, ""), heads[chunk])
            files.append(file)
            digests += digest
        digest, file = shard_file(f"d/{directory // DIRECTORY}", digests)
        yield _Named(digest, [*files, file])


def _head(number: int, entry: IndexedEntry, topics: list[str]) -> list[Any]:
    topic = topics.index(entry.topic)
    flags = int(entry.status == "reviewed") + 2 * int(entry.traditional)
    head = [number, entry.id, topic, flags, entry.question, entry.summary, entry.region, entry.date, *entry.aliases]
    while len(head) > 6 and not head[-1]:
        head.pop()
    return head


def _filter_file(numbered: Sequence[tuple[int, IndexedEntry]]) -> _Named:
    topics: defaultdict[str, list[int]] = defaultdict(list)
    regions: defaultdict[str, list[int]] = defaultdict(list)
    for number, entry in numbered:
        topics[entry.topic].append(number << 2)
        if entry.region:
            regions[entry.region].append(number << 2)
    lists = [{name: encode_list(codes) for name, codes in sorted(table.items())} for table in (topics, regions)]
    places = {province: " ".join(cities) for province, cities in cities_by_province().items()}
    digest, file = shard_file("f/0", *lists, places)
    return _Named(digest, [file])
