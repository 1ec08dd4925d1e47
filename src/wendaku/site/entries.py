"""What an entry's page shows."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from wendaku import markdown
from wendaku.model import Entry, Review, Source
from wendaku.site.catalogue import Catalogue, reference_view
from wendaku.site.views import EntryPage, ReviewView, SourceView

RELATED_LIMIT = 6


def entry_page(entry: Entry, catalogue: Catalogue, related: Mapping[str, Sequence[str]]) -> EntryPage:
    """The context of one entry's page; links to entries without a page are left out."""
    near = [
        entry_id
        for entry_id in related.get(entry.id, ())
        if entry_id in catalogue.by_id and entry_id != entry.id
    ]
    linked = markdown.linked_entries(entry.answer) if markdown.ENTRY_SCHEME in entry.answer else ()
    return EntryPage(
        id=entry.id,
        question=entry.question,
        aliases=entry.aliases,
        topic=catalogue.topic_links[entry.topic],
        region=entry.region,
        summary=entry.summary or "",
        answer=entry.answer,
        links={entry_id: catalogue.paths[entry_id] for entry_id in linked if entry_id in catalogue.paths},
        tags=entry.tags,
        published=entry.published,
        sources=tuple(_source_view(source) for source in entry.all_sources),
        references=tuple(reference_view(reference) for reference in entry.references),
        review=_review_view(entry.review),
        related=tuple(catalogue.questions[entry_id] for entry_id in near[:RELATED_LIMIT]),
        correction=_correction_link(catalogue.config.site.correction, entry.id),
    )


def _correction_link(address: str, entry_id: str) -> str:
    return address.replace("{id}", quote(entry_id)) if address else ""


def _source_view(source: Source) -> SourceView:
    name = source.page.rpartition("/")[2] if source.page else ""
    return SourceView(
        title=source.title or name or source.publisher or "来源页面",
        publisher=source.publisher if source.title or name else None,
        published=source.published,
        question=source.question,
    )


def _review_view(review: Review) -> ReviewView:
    return ReviewView(status=review.status, by=review.by, date=review.date, due=review.due)
