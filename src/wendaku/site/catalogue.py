"""The public entries in the order of the site, with their addresses, topics and regions."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import msgspec

from wendaku import markdown, regions
from wendaku.config import Config
from wendaku.model import EVERYWHERE, OTHER_TOPIC, Entry, Reference, Topic
from wendaku.site.views import EntryLine, Link, QuestionLine, ReferenceView, RegionGroup, TopicCard

OTHER = Topic(id=OTHER_TOPIC, title="其他", introduction="不属于以上各个主题的问题。")
SUMMARY_LENGTH = 90
"""Characters of the first sentence that stands for a missing summary in lists: about four lines on a phone."""
INTRODUCTION_LENGTH = 60
NAMED_SOURCES = 60
"""Publishers and rules that the about page names at most."""


class Facts(msgspec.Struct, frozen=True, array_like=True, kw_only=True, gc=False):
    """What pages other than its own show of an entry: little enough to be kept for all of them at once."""

    id: str
    is_public: bool
    topic: str
    region: str | None
    question: str
    summary: str
    """The entry's, else the first sentence of its answer."""
    reviewed: bool
    updated: dt.date | None
    """The last known date: of its newest source or of its review; None where neither is known."""
    publishers: tuple[str, ...]
    references: tuple[Reference, ...]
    links: tuple[str, ...]
    """Ids of the entries that the answer links to."""


def facts_of(entry: Entry) -> Facts:
    """An entry's facts."""
    dates = (entry.published, entry.review.date)
    return Facts(
        id=entry.id,
        is_public=entry.is_public,
        topic=entry.topic,
        region=entry.region,
        question=entry.question,
        summary=entry.summary or markdown.first_sentence(entry.answer, SUMMARY_LENGTH),
        reviewed=entry.review.status == "reviewed",
        updated=max((date for date in dates if date), default=None),
        publishers=tuple(source.publisher for source in entry.all_sources if source.publisher),
        references=entry.references,
        links=tuple(markdown.linked_entries(entry.answer)),
    )


class Catalogue:
    """Looks up what pages need to know about entries other than their own."""

    def __init__(self, config: Config, facts: Iterable[Facts]) -> None:
        self.config = config
        featured = {entry_id: place for place, entry_id in enumerate(config.site.featured)}
        public = [entry for entry in facts if entry.is_public]
        public.sort(key=lambda entry: _place_in_lists(entry, featured))
        self.entries = tuple(public)
        self.by_id = {entry.id: entry for entry in public}
        self.paths = {entry.id: f"{entry.topic}/{entry.id}/index.html" for entry in public}
        self.by_topic: dict[str, list[Facts]] = {topic.id: [] for topic in (*config.topics, OTHER)}
        for entry in public:
            self.by_topic[entry.topic].append(entry)
        self.topics = (*config.topics, *([OTHER] if self.by_topic[OTHER_TOPIC] else []))
        self.topic_links = {
            topic.id: Link(title=topic.title, address=f"{topic.id}/index.html") for topic in self.topics
        }
        self.questions = {
            entry.id: QuestionLine(question=entry.question, address=self.paths[entry.id], region=entry.region)
            for entry in public
        }
        self._lines: dict[str, EntryLine] = {}

    @property
    def has_dates(self) -> bool:
        """Whether any entry says when it was published or reviewed."""
        return any(entry.updated for entry in self.entries)

    def line(self, entry: Facts) -> EntryLine:
        """The entry as lists with summaries show it."""
        if entry.id not in self._lines:
            self._lines[entry.id] = EntryLine(
                question=entry.question,
                address=self.paths[entry.id],
                summary=entry.summary,
                region=entry.region,
                reviewed=entry.reviewed,
            )
        return self._lines[entry.id]

    def card(self, topic: Topic) -> TopicCard:
        """The topic as the home page shows it."""
        return TopicCard(
            title=topic.title,
            address=self.topic_links[topic.id].address,
            introduction=markdown.first_sentence(topic.introduction, INTRODUCTION_LENGTH),
            count=len(self.by_topic[topic.id]),
        )

    def featured(self, limit: int) -> list[Facts]:
        """The entries that site.yaml puts forward, in its order; ids without a page are left out."""
        wanted = dict.fromkeys(self.config.site.featured)
        return [self.by_id[entry_id] for entry_id in wanted if entry_id in self.by_id][:limit]

    def newest(self, limit: int) -> list[Facts]:
        """The entries with the latest dates, then those without a date in the order of their ids."""
        return sorted(self.entries, key=lambda entry: (_days_back(entry), entry.id))[:limit]

    def region_groups(self) -> tuple[RegionGroup, ...]:
        """The places that entries name, by province in the order of the administrative codes, unknown ones last."""
        named = {name for entry in self.entries if (name := place(entry)) and name != EVERYWHERE}
        groups = []
        for province, cities in regions.cities_by_province().items():
            found = tuple(name for name in dict.fromkeys((province, *cities)) if name in named)
            if found:
                groups.append(RegionGroup(province=province, places=found))
        unknown = sorted(name for name in named if not regions.is_known(name))
        return (*groups, *([RegionGroup(province="其他", places=tuple(unknown))] if unknown else []))

    def publishers(self) -> tuple[str, ...]:
        """Who published the pages that entries rest on, the most frequent first."""
        named = Counter(publisher for entry in self.entries for publisher in entry.publishers)
        return tuple(_by_frequency(named)[:NAMED_SOURCES])

    def references(self) -> tuple[ReferenceView, ...]:
        """The rules that entries rest on, the most frequent first, each document once."""
        counts: Counter[str] = Counter()
        best: dict[str, Reference] = {}
        for entry in self.entries:
            for reference in entry.references:
                key = reference.number or reference.title
                counts[key] += 1
                if key not in best or (reference.url and not best[key].url):
                    best[key] = reference
        return tuple(reference_view(best[key]) for key in _by_frequency(counts)[:NAMED_SOURCES])


def place(entry: Facts) -> str | None:
    """The entry's region in its short form, None where the page did not say."""
    return regions.short_form(entry.region) if entry.region else None


def reference_view(reference: Reference) -> ReferenceView:
    """A rule as pages show it."""
    return ReferenceView(title=reference.title, number=reference.number, url=reference.url)


def _place_in_lists(entry: Facts, featured: dict[str, int]) -> tuple[int, bool, int, str]:
    # Featured first, then what holds for every reader, then the freshest.
    return featured.get(entry.id, len(featured)), entry.region != EVERYWHERE, _days_back(entry), entry.id


def _days_back(entry: Facts) -> int:
    return -entry.updated.toordinal() if entry.updated else 0


def _by_frequency(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda name: (-counts[name], name))
