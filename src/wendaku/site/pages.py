"""Which pages the site has and what each of them may see; nothing is rendered here."""

from collections.abc import Iterable, Sequence

import msgspec

from wendaku.config import Config
from wendaku.model import Entry
from wendaku.site import feeds, lists
from wendaku.site.catalogue import Catalogue, Facts, facts_of
from wendaku.site.entries import Related, entry_page, related_ids
from wendaku.site.views import AboutPage, HomePage, PlainPage, SearchPage, View

FEATURED_LIMIT = 12
LATEST_LIMIT = 6
ENTRY_TEMPLATE = "entry.html"
HELP_LIMIT = 5
"""Featured questions where a search finds nothing."""


class PlannedPage(msgspec.Struct, frozen=True):
    """A file of the site before rendering; equal contexts under equal templates give equal bytes."""

    path: str
    """Relative to the site's root, with `/`, unquoted."""
    template: str
    context: View


class _ShownBytes(dict[str, bytes]):
    """All that pages show of another entry, which may have no page, by its id."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._questions = catalogue.questions

    def __missing__(self, entry_id: str) -> bytes:
        self[entry_id] = msgspec.msgpack.encode((entry_id, self._questions.get(entry_id)))
        return self[entry_id]


class SitePlan:
    """Every rendered file of a site, each path once: pages, feeds and what search engines read.

    Entries' own pages are planned one by one, so that not all entries need be at hand at once.
    """

    def __init__(self, config: Config, facts: Iterable[Facts], related: Related, base_url: str = "") -> None:
        """Quarantined entries get no page. Sitemap, feed and OpenSearch description are planned only where `base_url`, where
        the site will stand, is set."""
        self._catalogue = Catalogue(config, facts)
        self._related, self._base_url = related, base_url
        self._shown = _ShownBytes(self._catalogue)

    @property
    def entries(self) -> tuple[Facts, ...]:
        """Those that have a page."""
        return self._catalogue.entries

    def entry_path(self, facts: Facts) -> str:
        """The path of an entry's page."""
        return self._catalogue.paths[facts.id]

    def entry_page(self, entry: Entry) -> PlannedPage:
        """An entry's own page."""
        context = entry_page(entry, self._catalogue, self._related)
        return PlannedPage(self._catalogue.paths[entry.id], ENTRY_TEMPLATE, context)

    def neighbours(self, facts: Facts) -> bytes:
        """What an entry's page shows of other entries: with the entry, the configuration and the templates all it depends on."""
        near = related_ids(facts.id, self._catalogue, self._related)
        # The count keeps apart a related question and one that the answer links to.
        return bytes([len(near)]) + b"".join([self._shown[other] for other in (*near, *facts.links)])

    def other_pages(self) -> list[PlannedPage]:
        """Every page but those of entries."""
        catalogue = self._catalogue
        planned = [
            PlannedPage("index.html", "home.html", _home_page(catalogue, bool(self._base_url))),
            PlannedPage("search/index.html", "search.html", _search_page(catalogue)),
            PlannedPage("about/index.html", "about.html", _about_page(catalogue)),
            PlannedPage("404.html", "404.html", PlainPage()),
            PlannedPage("robots.txt", "robots.txt", PlainPage()),
        ]
        planned += [PlannedPage(path, "topic.html", page) for path, page in lists.topic_pages(catalogue)]
        planned += [
            PlannedPage(path, "questions.html", page) for path, page in lists.question_pages(catalogue)
        ]
        if self._base_url:
            planned += [PlannedPage(*page) for page in feeds.sitemap_pages(catalogue)]
            planned += [PlannedPage(*page) for page in feeds.feed_pages(catalogue)]
            planned.append(PlannedPage("opensearch.xml", "opensearch.xml", PlainPage()))
        return planned


def plan_pages(
    config: Config, entries: Sequence[Entry], related: Related | None = None, base_url: str = ""
) -> list[PlannedPage]:
    """All pages of these entries."""
    plan = SitePlan(config, map(facts_of, entries), related or {}, base_url)
    return [*plan.other_pages(), *(plan.entry_page(entry) for entry in entries if entry.is_public)]


def _home_page(catalogue: Catalogue, has_base_url: bool) -> HomePage:
    featured = tuple(catalogue.line(entry) for entry in catalogue.featured(FEATURED_LIMIT))
    return HomePage(
        cards=tuple(catalogue.card(topic) for topic in catalogue.topics),
        featured=featured,
        latest=() if featured else tuple(catalogue.line(entry) for entry in catalogue.newest(LATEST_LIMIT)),
        count=len(catalogue.entries),
        has_feed=has_base_url and catalogue.has_dates,
    )


def _search_page(catalogue: Catalogue) -> SearchPage:
    return SearchPage(
        topics=tuple((topic.id, topic.title) for topic in catalogue.topics if catalogue.by_topic[topic.id]),
        regions=catalogue.region_groups(),
        featured=tuple(catalogue.questions[entry.id] for entry in catalogue.featured(HELP_LIMIT)),
    )


def _about_page(catalogue: Catalogue) -> AboutPage:
    return AboutPage(
        count=len(catalogue.entries),
        reviewed=sum(entry.reviewed for entry in catalogue.entries),
        publishers=catalogue.publishers(),
        references=catalogue.references(),
    )
