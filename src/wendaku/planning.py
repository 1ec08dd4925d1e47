"""Which pages a build has to render, told without making their contexts."""

import functools
from collections.abc import Collection, Mapping

import msgspec

from wendaku import cache, site
from wendaku.records import Record, Records
from wendaku.search.related import Related
from wendaku.standing import Output
from wendaku.writer import PageSource


def find_unchanged(before: Records, now: Records, related_before: Related, related: Related) -> set[str]:
    """Ids of entries whose pages show what they showed: the entry, its related ones and those that it links to are as they were."""
    changed = _ids_that_differ(before, now) | _ids_that_differ(now, before)
    return {
        record.facts.id
        for record in now.values()
        if record.facts is not None
        and record.facts.id not in changed
        and related.get(record.facts.id) == related_before.get(record.facts.id)
        and changed.isdisjoint(related.get(record.facts.id, ()))
        and changed.isdisjoint(record.facts.links)
    }


def _ids_that_differ(some: Records, others: Records) -> set[str]:
    return {
        record.facts.id
        for shown, record in some.items()
        if others.get(shown) is not record and record.facts is not None
    }


def plan_sources(
    plan: site.SitePlan,
    records: Records,
    version: bytes,
    unchanged: Collection[str],
    earlier: Mapping[str, Output],
) -> list[PageSource]:
    """Every page of the site. `version` names all but entries that pages depend on; the pages of `unchanged` entries have their
    `earlier` keys, which is a tenth of the work of making all keys anew."""
    encode = msgspec.msgpack.Encoder().encode
    by_id = {record.facts.id: record for record in records.values() if record.facts is not None}

    def plan_entry(record: Record) -> site.PlannedPage:
        return plan.entry_page(record.entry())

    sources = []
    for facts in plan.entries:
        path, record = plan.entry_path(facts), by_id[facts.id]
        known = earlier.get(path) if facts.id in unchanged else None
        facts_shown = () if known else (version, record.digest, path.encode(), plan.neighbours(facts))
        key = known.key if known else cache.digest(b"".join(facts_shown))
        sources.append(PageSource(path, site.ENTRY_TEMPLATE, key, functools.partial(plan_entry, record)))
    for page in plan.other_pages():
        key = cache.digest(version + encode((page.template, page.context)))
        sources.append(PageSource(page.path, page.template, key, functools.partial(_same, page)))
    return sources


def _same(page: site.PlannedPage) -> site.PlannedPage:
    return page
