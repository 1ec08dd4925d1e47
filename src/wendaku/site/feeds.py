"""What search engines and feed readers read: sitemap and Atom feed."""

import datetime as dt
from collections.abc import Iterator

from wendaku.site.catalogue import Catalogue
from wendaku.site.views import FeedItem, FeedPage, SitemapIndexPage, SitemapPage, View

SITEMAP_LIMIT = 50_000
"""Addresses that one sitemap file may hold (sitemaps.org protocol 0.9)."""
FEED_LIMIT = 30


def sitemap_pages(catalogue: Catalogue) -> Iterator[tuple[str, str, View]]:
    """Path, template and context of the sitemap; an index and its parts where it is too long for one file."""
    fixed = ["index.html", "all/index.html", "about/index.html"]
    fixed += [catalogue.topic_links[topic.id].address for topic in catalogue.topics]
    pages: list[tuple[str, dt.date | None]] = [(address, None) for address in fixed]
    pages += [
        (catalogue.paths[entry.id], entry.updated) for entry in sorted(catalogue.entries, key=lambda e: e.id)
    ]
    if len(pages) <= SITEMAP_LIMIT:
        yield "sitemap.xml", "sitemap.xml", SitemapPage(pages=tuple(pages))
        return
    parts = [pages[start : start + SITEMAP_LIMIT] for start in range(0, len(pages), SITEMAP_LIMIT)]
    names = tuple(f"sitemap-{number}.xml" for number in range(1, len(parts) + 1))
    yield "sitemap.xml", "sitemap-index.xml", SitemapIndexPage(parts=names)
    for name, part in zip(names, parts, strict=True):
        yield name, "sitemap.xml", SitemapPage(pages=tuple(part))


def feed_pages(catalogue: Catalogue) -> Iterator[tuple[str, str, View]]:
    """Path, template and context of the feed; none where no entry has a date, since Atom requires one."""
    dated = [(date, entry) for entry in catalogue.newest(FEED_LIMIT) if (date := entry.updated)]
    if not dated:
        return
    items = tuple(
        FeedItem(
            question=entry.question,
            address=catalogue.paths[entry.id],
            summary=entry.summary,
            updated=date,
            topic=catalogue.topic_links[entry.topic].title,
        )
        for date, entry in dated
    )
    yield "feed.xml", "feed.xml", FeedPage(updated=items[0].updated, items=items)
