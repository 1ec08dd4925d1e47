"""The owners' search tests, run on the browser's ranking through its Python twin."""

from collections.abc import Iterator, Sequence

import msgspec

from wendaku import cache, words
from wendaku.check.content import Content, lines_of_items
from wendaku.config import Config, SearchTest
from wendaku.model import Entry, Problem
from wendaku.search.index import index_entry
from wendaku.search.ranking import Ranker
from wendaku.workers import count_jobs, map_parts

SHOWN_RESULTS = 3
"""How many results a failed search test names: enough to see what took the place."""

LEAST_TESTS = 40
"""Fewer are no task for a process of their own."""

REMEDY = "add the wording to the entry's aliases or to words.yaml, or correct the test"


def run_search_tests(content: Content) -> Iterator[Problem]:
    """Queries of search-tests.yaml that do not find an expected entry among their first `within` results.

    What they found is remembered in `.wendaku/` for as long as entries, words and tests stay as they are: loading
    dictionaries and sounds takes longer than everything else that a check does.
    """
    tests = content.config.search_tests
    if not tests:
        return
    remembered = cache.cache_folder(content.folder) / "search-tests.cache"
    version = _version(content.public, content.config)
    messages = cache.read_cache(remembered, list[str | None], version)
    if messages is None:
        messages = _run(tests, content)
        cache.write_cache(remembered, messages, version)
    path = content.folder / "search-tests.yaml"
    for message, line in zip(messages, lines_of_items(path, "tests"), strict=True):
        if message is not None:
            yield Problem(
                severity="error",
                code="search-test",
                file=path.as_posix(),
                line=line,
                message=message,
                remedy=REMEDY,
            )


def _version(entries: Sequence[Entry], config: Config) -> str:
    everything = msgspec.msgpack.encode((entries, config))
    return cache.digest(everything).hex() + cache.code_version()


def _run(tests: Sequence[SearchTest], content: Content) -> list[str | None]:
    """What each test found wrong, None where it found what it should."""
    segmenter = words.Segmenter(content.config.words)
    indexed = [index_entry(entry, segmenter) for entry in content.public]
    ranker = Ranker(indexed, content.config, segmenter)
    parts = map_parts(
        lambda part: [_run_search_test(test, ranker, content) for test in part],
        tests,
        count_jobs(None),
        LEAST_TESTS,
    )
    return [message for messages in parts for message in messages]


def _run_search_test(test: SearchTest, ranker: Ranker, content: Content) -> str | None:
    unknown = [id for id in test.expect if id not in content.by_id or not content.by_id[id].is_public]
    if unknown:
        return f'"{test.query}" expects {", ".join(unknown)}, which is no published entry'
    wanted = max(test.within, SHOWN_RESULTS)
    found = [hit.id for hit in ranker.rank(test.query, wanted, test.topic, test.region)]
    if not set(test.expect).isdisjoint(found[: test.within]):
        return None
    first = f"first {test.within}" if test.within > 1 else "first"
    return f'"{test.query}" should find {" or ".join(test.expect)} {first}, found {", ".join(found) or "nothing"}'
