"""Which pages the site has and what each of them may see; nothing is rendered here."""

from collections.abc import Mapping, Sequence

import msgspec

from wendaku.config import Config
from wendaku.model import Entry
from wendaku.site import feeds, lists
from wendaku.site.catalogue import Catalogue
from wendaku.site.entries import entry_page
from wendaku.site.views import AboutPage, HomePage, PlainPage, SearchPage, View

FEATURED_LIMIT = 12
LATEST_LIMIT = 6
HELP_LIMIT = 5
"""Featured questions where a search finds nothing."""


class SiteData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the pages are made from."""

    config: Config
    entries: tuple[Entry, ...]
    """Quarantined ones among them get no page."""
    related: Mapping[str, Sequence[str]] = {}
    """An entry's id to the ids of related entries, the closest first; unknown ids are left out."""
    base_url: str = ""
    """Where the site will stand; sitemap, feed and OpenSearch description are planned only where it is set."""


class PlannedPage(msgspec.Struct, frozen=True):
    """A file of the site before rendering; equal contexts under equal templates give equal bytes."""

    path: str
    """Relative to the site's root, with `/`, unquoted."""
    template: str
    context: View


def plan_pages(data: SiteData) -> list[PlannedPage]:
    """Every rendered file of the site, each path once: pages, feeds and what search engines read."""
    catalogue = Catalogue(data.config, data.entries)
    planned = [
        PlannedPage("index.html", "home.html", _home_page(catalogue, bool(data.base_url))),
        PlannedPage("search/index.html", "search.html", _search_page(catalogue)),
        PlannedPage("about/index.html", "about.html", _about_page(catalogue)),
        PlannedPage("404.html", "404.html", PlainPage()),
        PlannedPage("robots.txt", "robots.txt", PlainPage()),
    ]
    planned += [
        PlannedPage(catalogue.paths[entry.id], "entry.html", entry_page(entry, catalogue, data.related))
        for entry in catalogue.entries
    ]
    planned += [PlannedPage(path, "topic.html", context) for path, context in lists.topic_pages(catalogue)]
    planned += [
        PlannedPage(path, "questions.html", context) for path, context in lists.question_pages(catalogue)
    ]
    if data.base_url:
        planned += [PlannedPage(*page) for page in feeds.sitemap_pages(catalogue)]
        planned += [PlannedPage(*page) for page in feeds.feed_pages(catalogue)]
        planned.append(PlannedPage("opensearch.xml", "opensearch.xml", PlainPage()))
    return planned


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
        reviewed=sum(entry.review.status == "reviewed" for entry in catalogue.entries),
        publishers=catalogue.publishers(),
        references=catalogue.references(),
    )
