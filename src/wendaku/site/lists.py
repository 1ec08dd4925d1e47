"""Lists of entries: topics, topics limited to a region, all questions; each cut into static pages."""

import functools
import hashlib
import itertools
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from wendaku import regions
from wendaku.model import EVERYWHERE, Topic
from wendaku.site.catalogue import Catalogue, Facts, place
from wendaku.site.views import Link, Paging, QuestionsPage, RegionChoice, TopicPage, TopicQuestions

PAGE_LENGTH = 50
UNSTATED = "未注明"
"""What the region filter calls entries whose page did not say where its rules hold."""

_NEIGHBOURS = 2
"""Pages left and right of the present one that its paging links to."""


def topic_pages(catalogue: Catalogue) -> Iterator[tuple[str, TopicPage]]:
    """Path and context of each topic's pages: the whole list, then one list a region where there are several.

    A region's list holds the region's own entries and links to the lists of its province and of 全国, so that
    all lists together grow with the entries and not with entries times regions.
    """
    for topic in catalogue.topics:
        entries = catalogue.by_topic[topic.id]
        by_region = _group_by_region(entries)
        yield from _topic_list(catalogue, topic, None, entries, by_region)
        if len(by_region) > 1:
            for region, members in by_region.items():
                yield from _topic_list(catalogue, topic, region, members, by_region)


def question_pages(catalogue: Catalogue) -> Iterator[tuple[str, QuestionsPage]]:
    """Path and context of each page of all questions, topic after topic."""
    entries = [entry for topic in catalogue.topics for entry in catalogue.by_topic[topic.id]]
    for path, part, paging in _cut("all", entries):
        groups = tuple(
            TopicQuestions(
                topic=catalogue.topic_links[topic_id],
                entries=tuple(catalogue.questions[entry.id] for entry in members),
            )
            for topic_id, members in itertools.groupby(part, key=lambda entry: entry.topic)
        )
        yield path, QuestionsPage(groups=groups, count=len(entries), paging=paging)


def _group_by_region(entries: Sequence[Facts]) -> dict[str, list[Facts]]:
    groups: dict[str, list[Facts]] = {}
    for entry in entries:
        groups.setdefault(place(entry) or UNSTATED, []).append(entry)
    provinces = regions.cities_by_province()
    known = [
        EVERYWHERE,
        *itertools.chain.from_iterable((name, *cities) for name, cities in provinces.items()),
    ]
    order = {name: number for number, name in reversed(list(enumerate(known)))} | {UNSTATED: len(known) + 1}
    return {
        name: groups[name] for name in sorted(groups, key=lambda name: (order.get(name, len(known)), name))
    }


def _topic_list(
    catalogue: Catalogue,
    topic: Topic,
    region: str | None,
    entries: Sequence[Facts],
    by_region: dict[str, list[Facts]],
) -> Iterator[tuple[str, TopicPage]]:
    choices = {
        name: RegionChoice(
            title=name,
            address=_address(_region_folder(topic, name)),
            count=len(members),
            chosen=name == region,
        )
        for name, members in by_region.items()
    }
    wider = [name for name in (regions.holding_regions(region) if region else ()) if name != region]
    for path, part, paging in _cut(_region_folder(topic, region) if region else topic.id, entries):
        first = paging.number == 1
        yield (
            path,
            TopicPage(
                title=topic.title,
                address=catalogue.topic_links[topic.id].address,
                introduction=topic.introduction if first and not region else "",
                region=region,
                elsewhere=tuple(choices[name] for name in wider if name in choices),
                regions=tuple(choices.values()) if first and len(choices) > 1 else (),
                entries=tuple(catalogue.line(entry) for entry in part),
                count=len(by_region[region]) if region else len(entries),
                paging=paging,
            ),
        )


def _region_folder(topic: Topic, region: str) -> str:
    # A place that is in no table may hold any characters, `/` and `..` among them.
    safe = region == UNSTATED or regions.is_known(region)
    name = region if safe else hashlib.sha256(region.encode()).hexdigest()[:12]
    return f"{topic.id}/region/{name}"


@functools.cache
def _address(folder: str, number: int = 1) -> str:
    return quote(_path(folder, number))


def _path(folder: str, number: int) -> str:
    return f"{folder}/index.html" if number == 1 else f"{folder}/page/{number}/index.html"


def _cut(folder: str, entries: Sequence[Facts]) -> Iterator[tuple[str, Sequence[Facts], Paging]]:
    count = max(1, -(-len(entries) // PAGE_LENGTH))
    for number in range(1, count + 1):
        near = range(number - _NEIGHBOURS, number + _NEIGHBOURS + 1)
        shown = [page for page in sorted({1, *near, count}) if 1 <= page <= count]
        paging = Paging(
            number=number,
            count=count,
            previous=_address(folder, number - 1) if number > 1 else None,
            following=_address(folder, number + 1) if number < count else None,
            links=tuple(Link(title=str(page), address=_address(folder, page)) for page in shown)
            if count > 1
            else (),
        )
        yield _path(folder, number), entries[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH], paging
