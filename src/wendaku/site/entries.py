"""What an entry's page shows."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from wendaku import markdown
from wendaku.model import Entry, Review, Source
from wendaku.site.catalogue import Catalogue, reference_view
from wendaku.site.views import EntryPage, QuestionLine, ReviewView, SourceView

RELATED_LIMIT = 6

Related = Mapping[str, Sequence[str]]
"""An entry's id to the ids of related entries, the closest first; unknown ids are left out."""


def entry_page(entry: Entry, catalogue: Catalogue, related: Related) -> EntryPage:
    """The context of one entry's page; links to entries without a page are left out."""
    linked = markdown.linked_entries(entry.answer) if markdown.ENTRY_SCHEME in entry.answer else ()
    return EntryPage(
        id=entry.id,
        question=entry.question,
        aliases=entry.aliases,
        topic=catalogue.topic_links[entry.topic],
        region=entry.region,
        summary=entry.summary or "",
        answer=entry.answer,
        links=_addresses(linked, catalogue),
        tags=entry.tags,
        published=entry.published,
        sources=tuple(_source_view(source) for source in entry.all_sources),
        references=tuple(reference_view(reference) for reference in entry.references),
        review=_review_view(entry.review),
        related=_related_lines(entry.id, catalogue, related),
        correction=_correction_link(catalogue.config.site.correction, entry.id),
    )


def related_ids(entry_id: str, catalogue: Catalogue, related: Related) -> list[str]:
    """The related entries that an entry's page names."""
    near = [
        other for other in related.get(entry_id, ()) if other in catalogue.questions and other != entry_id
    ]
    return near[:RELATED_LIMIT]


def _related_lines(entry_id: str, catalogue: Catalogue, related: Related) -> tuple[QuestionLine, ...]:
    return tuple(catalogue.questions[other] for other in related_ids(entry_id, catalogue, related))


def _addresses(linked: Iterable[str], catalogue: Catalogue) -> dict[str, str]:
    return {entry_id: catalogue.paths[entry_id] for entry_id in linked if entry_id in catalogue.paths}


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
