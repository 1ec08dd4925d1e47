"""A content folder's site, topics, words and search tests, validated once into one Config."""

from pathlib import Path
from typing import Annotated

import msgspec

from wendaku import typed_yaml
from wendaku.errors import ContentError, UsageError
from wendaku.model import OTHER_TOPIC, Problem, ShortText, Topic
from wendaku.resources import config_path

RESERVED_TOPIC_IDS = frozenset({"search", "search-data", "assets", "all", "about", "sources", "page"})
"""Folders that the site itself writes; a topic of that name would overwrite them."""

Text = Annotated[str, msgspec.Meta(max_length=5000)]


class Hotline(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A telephone number that pages may name without being taken for a lure."""

    number: ShortText
    name: ShortText
    note: Text = ""


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """site.yaml: what the site is called, where it stands and what it says of itself."""

    title: ShortText = "问答库"
    description: Text = ""
    language: ShortText = "zh-CN"
    base_url: Annotated[str, msgspec.Meta(pattern="^(https?://[^ \"'<>]+)?$")] = ""
    """Where the site is published; canonical links, sitemap and feed are left out where it is empty."""
    publisher: Text = ""
    disclaimer: Text = ""
    in_doubt: Text = ""
    """Markdown: what a reader should do in doubt, on the home page and where a search finds nothing."""
    about: Text = ""
    """Markdown: the about page."""
    hotlines: tuple[Hotline, ...] = ()
    correction: Annotated[str, msgspec.Meta(pattern="^((https?|mailto):[^ \"'<>]+)?$")] = ""
    """Where a reader reports a mistake; `{id}` in it is replaced by the entry's id."""
    featured: tuple[str, ...] = ()
    """Ids of the entries on the home page."""
    example_queries: tuple[ShortText, ...] = ()
    """Queries that the search page offers."""


class Synonyms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Words that find each other (`words`), or one way only: who types `words` also finds `to`."""

    words: tuple[ShortText, ...]
    to: tuple[ShortText, ...] = ()


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """words.yaml: the domain dictionary (word to weight, as jieba's frequencies), synonyms, stop words."""

    dictionary: dict[ShortText, Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]] = {}
    synonyms: tuple[Synonyms, ...] = ()
    stop_words: tuple[ShortText, ...] = ()


class SearchTest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A query and the entries (ids) of which one must be among its first `within` results."""

    query: ShortText
    expect: tuple[str, ...]
    within: Annotated[int, msgspec.Meta(ge=1, le=50)] = 1
    topic: str | None = None
    region: str | None = None
    kind: ShortText | None = None
    """What the query tries: keyword, sentence, street word, substring, pinyin, initials, traditional, …"""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a content folder configures."""

    site: Site = Site()
    topics: tuple[Topic, ...] = ()
    """In the order in which the site shows them."""
    other_words: dict[ShortText, float] = {}
    """Words that point to matters of no topic, with their weight."""
    words: Words = Words()
    search_tests: tuple[SearchTest, ...] = ()

    @property
    def topic_ids(self) -> frozenset[str]:
        """The ids that an entry may name: those of topics.yaml and `other`."""
        return frozenset(topic.id for topic in self.topics) | {OTHER_TOPIC}


class _TopicsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    topics: tuple[Topic, ...]
    other: dict[ShortText, float] = {}


class _SearchTestsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tests: tuple[SearchTest, ...] = ()


def read_config(content: Path) -> tuple[Config | None, list[Problem]]:
    """The configuration of a content folder, or every problem that stands in the way.

    Raises UsageError where `content` is something else than a folder. A folder that is missing has the
    packaged configuration and no entries, so that a first `load --content NEW` needs no preparation.
    """
    if content.exists() and not content.is_dir():
        raise UsageError(f"{content}: is not a folder; name the folder that holds site.yaml and entries/")
    problems: list[Problem] = []

    def read(name: str, struct: type[typed_yaml.T]) -> typed_yaml.T | None:
        path = config_path(content, name)
        value, found = typed_yaml.read(path, struct, path.as_posix())
        problems.extend(found)
        return value

    site, topics, words = read("site.yaml", Site), read("topics.yaml", _TopicsFile), read("words.yaml", Words)
    tests: _SearchTestsFile | None = _SearchTestsFile()
    if (content / "search-tests.yaml").exists():
        tests = read("search-tests.yaml", _SearchTestsFile)
    if topics is not None:
        problems += _check_topics(topics.topics, config_path(content, "topics.yaml").as_posix())
    if problems or site is None or topics is None or words is None or tests is None:
        return None, problems
    ordered = tuple(sorted(topics.topics, key=lambda topic: topic.order))
    return Config(
        site=site, topics=ordered, other_words=topics.other, words=words, search_tests=tests.tests
    ), []


def require_config(content: Path) -> Config:
    """The configuration of a content folder; raises ContentError that names every problem."""
    config, problems = read_config(content)
    if config is None:
        raise ContentError("\n".join(map(str, problems)))
    return config


def _check_topics(topics: tuple[Topic, ...], shown: str) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for topic in topics:
        if topic.id in RESERVED_TOPIC_IDS or topic.id == OTHER_TOPIC:
            message, remedy = f'topic id "{topic.id}" is reserved', "choose another id"
        elif topic.id in seen:
            message, remedy = f'topic id "{topic.id}" stands twice', "give each topic its own id"
        else:
            seen.add(topic.id)
            continue
        problems.append(Problem(severity="error", code="topics", file=shown, message=message, remedy=remedy))
    return problems
