"""The published entries for an existing search server: bulk data with words already cut, and settings that fit them.

The servers' own Chinese plugins cut by other dictionaries than wendaku. So words travel cut, separated by blanks, and the
server only takes them apart. Formats: the bulk API and mappings of OpenSearch 2 and 3 and of Elasticsearch 7 to 9, which are
equal here, and the settings object of Meilisearch 1. docs/scale-out.md has the commands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from wendaku.config import Config, Words
from wendaku.errors import UsageError
from wendaku.markdown import to_text
from wendaku.model import Entry
from wendaku.search.index import fold
from wendaku.words import Segmenter

MAX_TERM = 64
"""Characters of a term that are kept. Lucene refuses a whole document for one term of more than 32,766 bytes."""

FIELD_WEIGHTS = {
    "question_characters": 1.0,
    "question_words": 0.5,
    "answer_words": 1.0,
    "answer_bigrams": 0.5,
}
"""Questions are found best by single characters and some words, answers by words and bigrams (docs/search.md)."""

_CHARACTER = re.compile(r"[a-z0-9]+|[^\W_]")
_RUN = re.compile(r"[^\W_]+")


def export_entries(entries: Iterable[Entry], config: Config, base_url: str | None = None) -> Iterator[bytes]:
    """The bulk request's body, an action line and a document line per published entry, each with its newline.

    The `url` is absolute where `base_url` or site.yaml gives the site's address, else relative to the site's root.
    """
    segmenter = Segmenter(config.words)
    address = config.site.base_url if base_url is None else base_url
    root = address.rstrip("/") + "/" if address else ""
    titles = {topic.id: topic.title for topic in config.topics}
    for entry in entries:
        if entry.is_public:
            yield _line({"index": {"_id": entry.id}})
            yield _line(_document(entry, root, titles, segmenter))


def opensearch_settings(config: Config) -> dict[str, Any]:
    """The body that creates an index for the bulk data, in OpenSearch and Elasticsearch alike.

    Fields of cut words are taken apart at blanks; those of words keep positions, which synonyms of several words need. A query may come as it was typed for characters and bigrams; for words it
    must be cut (`cut_query`), and gets its synonyms then.
    """
    characters = {"tokenizer": "standard", "filter": ["cjk_width", "lowercase"]}
    analyzers = {
        "cut": {"type": "custom", "tokenizer": "whitespace"},
        "characters": {"type": "custom", **characters},
        "bigrams": {"type": "custom", "tokenizer": "standard", "filter": ["cjk_width", "lowercase", "cjk_bigram"]},
        "words": {"type": "custom", "tokenizer": "whitespace", "filter": ["lowercase", "synonyms"]},
    }  # fmt: skip
    synonyms = {"type": "synonym_graph", "synonyms": list(_synonym_rules(config.words)), "lenient": True}

    def searched(analyzer: str, **more: str) -> dict[str, str]:
        return {
            "type": "text",
            "analyzer": "cut",
            "search_analyzer": analyzer,
            "similarity": "wendaku",
        } | more

    shown = {"type": "text", "index": False}
    kept = {"type": "keyword", "ignore_above": 1000}
    properties = {
        "id": kept, "key": kept, "url": {"type": "keyword", "index": False, "doc_values": False},
        "question": shown, "aliases": shown, "summary": shown, "answer": shown,
        "topic": kept, "topic_title": kept, "region": kept, "tags": kept, "review": kept,
        "reviewed": {"type": "date", "format": "strict_date"}, "published": {"type": "date", "format": "strict_date"},
        "question_characters": searched("characters", index_options="freqs"), "question_words": searched("words"),
        "answer_words": searched("words"), "answer_bigrams": searched("bigrams", index_options="freqs"),
    }  # fmt: skip
    return {
        "settings": {
            "analysis": {"analyzer": analyzers, "filter": {"synonyms": synonyms}},
            "similarity": {"wendaku": {"type": "BM25", "k1": 1.2, "b": 0.75}},
        },
        "mappings": {"dynamic": "strict", "properties": properties},
    }


def meilisearch_settings(config: Config) -> dict[str, Any]:
    """The settings of a Meilisearch index, which cuts the texts itself with our words in its dictionary."""
    synonyms: dict[str, list[str]] = {}
    for words, targets in _synonym_groups(config.words):
        for word in words:
            others = [target for target in targets if target != word]
            synonyms[word] = list(dict.fromkeys([*synonyms.get(word, []), *others]))
    return {
        "searchableAttributes": ["question", "aliases", "summary", "answer"],
        "filterableAttributes": ["topic", "region", "review", "tags"],
        "displayedAttributes": ["id", "url", "question", "summary", "topic", "topic_title", "region", "review", "published"],
        "dictionary": sorted({fold(word) for word in config.words.dictionary}),
        "stopWords": sorted({fold(word) for word in config.words.stop_words}),
        "synonyms": synonyms,
    }  # fmt: skip


def query_body(
    query: str, segmenter: Segmenter, topic: str | None = None, regions: Sequence[str] = ()
) -> dict[str, Any]:
    """The body of a `_search` request for a reader's words, with the weights that the site's own search uses."""
    fields = {
        name: query if name in ("question_characters", "answer_bigrams") else cut_query(query, segmenter)
        for name in FIELD_WEIGHTS
    }
    wanted = [
        {"match": {name: {"query": text, "boost": FIELD_WEIGHTS[name]}}} for name, text in fields.items()
    ]
    kept: list[dict[str, Any]] = [{"term": {"topic": topic}}] if topic else []
    if regions:
        kept.append({"terms": {"region": list(regions)}})
    return {"query": {"bool": {"should": wanted, "minimum_should_match": 1, "filter": kept}}}


def cut_query(query: str, segmenter: Segmenter) -> str:
    """A query's words as the fields of cut words want them: folded, separated by blanks."""
    return " ".join(_words(query, segmenter))


def write_export(
    entries: Iterable[Entry], config: Config, out: Path, base_url: str | None = None
) -> list[Path]:
    """Write the bulk data to `out`, the settings beside it as `<stem>.opensearch.json` and `<stem>.meilisearch.json`.

    Returns the three paths. Each file is whole or not there. UsageError where the folder cannot be written.
    """
    settings = {
        out.with_name(f"{out.stem}.opensearch.json"): opensearch_settings(config),
        out.with_name(f"{out.stem}.meilisearch.json"): meilisearch_settings(config),
    }
    files: dict[Path, Iterable[bytes]] = {out: export_entries(entries, config, base_url)}
    files |= {
        path: [msgspec.json.format(msgspec.json.encode(body), indent=1), b"\n"]
        for path, body in settings.items()
    }
    try:
        for path, parts in files.items():
            beside = path.with_name(path.name + ".part")
            with beside.open("wb") as file:
                file.writelines(parts)
            beside.replace(path)
    except OSError as error:
        raise UsageError(
            f"{out}: cannot be written ({error.strerror}); name a file in a folder that you may write"
        ) from None
    return list(files)


def _document(entry: Entry, root: str, titles: dict[str, str], segmenter: Segmenter) -> dict[str, Any]:
    text = to_text(entry.answer)
    wordings = "\n".join((entry.question, *entry.aliases))
    told = "\n".join(part for part in (entry.summary, text) if part)
    document = {
        "id": entry.id, "key": _meilisearch_key(entry.id), "url": f"{root}{entry.topic}/{entry.id}/" + ("" if root else "index.html"),
        "question": entry.question, "aliases": entry.aliases, "summary": entry.summary, "answer": text,
        "topic": entry.topic, "topic_title": titles.get(entry.topic, entry.topic), "region": entry.region, "tags": entry.tags,
        "review": entry.review.status, "reviewed": entry.review.date, "published": entry.published,
        "question_characters": " ".join(character[:MAX_TERM] for character in _CHARACTER.findall(fold(wordings))),
        "question_words": " ".join(_words(wordings, segmenter)),
        "answer_words": " ".join(_words(told, segmenter)),
        "answer_bigrams": " ".join(_bigrams(told)),
    }  # fmt: skip
    return {name: value for name, value in document.items() if value not in (None, "", ())}


def _words(text: str, segmenter: Segmenter) -> list[str]:
    return [word[:MAX_TERM] for word in segmenter.cut(fold(text)) if _RUN.search(word)]


def _bigrams(text: str) -> Iterator[str]:
    """Pairs of neighbouring characters as the servers' `cjk_bigram` makes them of a query: what has no neighbour stays single."""
    for run in _RUN.findall(fold(text)):
        parts = _CHARACTER.findall(run)
        chinese = [False, *(not part.isascii() for part in parts), False]
        for at, part in enumerate(parts, start=1):
            if chinese[at] and chinese[at + 1]:
                yield part + parts[at]
            elif not (chinese[at] and chinese[at - 1]):
                yield part[:MAX_TERM]


def _synonym_groups(words: Words) -> Iterator[tuple[list[str], list[str]]]:
    for group in words.synonyms:
        own = [fold(word) for word in group.words]
        yield own, [fold(word) for word in group.to] or own


def _synonym_rules(words: Words) -> Iterator[str]:
    """Synonyms in Solr's form: `a, b` both ways, `a => a, b` one way (the word itself must stand on the right to stay)."""
    segmenter = Segmenter(words)

    def cut(group: list[str]) -> list[str]:
        return [found for found in (cut_query(word, segmenter) for word in group) if found]

    for own, targets in _synonym_groups(words):
        left, right = cut(own), cut(targets)
        if left == right:
            yield ", ".join(left)
        else:
            yield from (f"{word} => {', '.join(dict.fromkeys([word, *right]))}" for word in left)


def _meilisearch_key(entry_id: str) -> str:
    """The id in the characters that Meilisearch allows (A-Z a-z 0-9 - _); different ids stay different."""
    return entry_id.replace("_", "__").replace(".", "_d")


def _line(value: dict[str, Any]) -> bytes:
    return msgspec.json.encode(value) + b"\n"
