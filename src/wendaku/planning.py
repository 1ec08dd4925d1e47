"""Which pages a build has to render, told without making the contexts of the others."""

import functools
from collections.abc import Collection, Iterator

import msgspec

from wendaku import cache
from wendaku.records import Record, Records
from wendaku.site.catalogue import Facts
from wendaku.site.entries import Related
from wendaku.site.pages import ENTRY_TEMPLATE, PlannedPage, SitePlan
from wendaku.writer import PageSource


class PagesMemory(msgspec.Struct, kw_only=True):
    """What one build leaves to the next about its pages."""

    version: bytes = b""
    """Names everything but entries that pages depend on."""
    others: list[str] = []
    """Paths of the pages that are no entry's own."""
    related: dict[str, tuple[str, ...]] = {}
    """The related entries that entries' pages name."""


class PagesUpdate:
    """What becomes of the pages of the last build, which left `memory`, now that the entries `changed` are not as they were."""

    def __init__(
        self, before: Records, now: Records, changed: Collection[str], memory: PagesMemory, related: Related
    ) -> None:
        self.memory, self.related, self.changed = memory, related, frozenset(changed)
        self.before, self.now = before, now

    def standing(self, plan: SitePlan) -> Iterator[str]:
        """Paths of the pages that show what they showed."""
        stale = self._stale_entries()
        yield from (plan.entry_path(facts) for facts in plan.entries if facts.id not in stale)
        if self._facts(self.before) == self._facts(self.now):
            yield from self.memory.others

    def _stale_entries(self) -> set[str]:
        """Entries that changed, or are related or linked to one that did, or have other related entries."""
        stale = set(self.changed)
        for entry_id, near in self.related.items():
            if not self.changed.isdisjoint(near) or self.memory.related.get(entry_id) != near:
                stale.add(entry_id)
        linking = (record.facts for record in self.now.values() if record.facts and record.facts.links)
        return stale | {facts.id for facts in linking if not self.changed.isdisjoint(facts.links)}

    def _facts(self, records: Records) -> dict[str, Facts]:
        all_facts = (record.facts for record in records.values())
        return {facts.id: facts for facts in all_facts if facts and facts.id in self.changed}


def plan_entry_pages(
    plan: SitePlan, records: Records, version: bytes, noted: Collection[str]
) -> Iterator[PageSource]:
    """Entries' own pages but those `noted`; `version` as in PagesMemory."""
    by_id = {record.facts.id: record for record in records.values() if record.facts is not None}

    def plan_entry(record: Record) -> PlannedPage:
        return plan.entry_page(record.entry())

    for facts in plan.entries:
        path = plan.entry_path(facts)
        if path not in noted:
            record = by_id[facts.id]
            key = cache.digest(b"".join((version, record.digest, path.encode(), plan.neighbours(facts))))
            yield PageSource(path, ENTRY_TEMPLATE, key, functools.partial(plan_entry, record))


def plan_other_pages(plan: SitePlan, version: bytes) -> Iterator[PageSource]:
    """Every page but those of entries."""
    encode = msgspec.msgpack.Encoder().encode
    for page in plan.other_pages():
        key = cache.digest(version + encode((page.template, page.context)))
        yield PageSource(page.path, page.template, key, functools.partial(_same, page))


def _same(page: PlannedPage) -> PlannedPage:
    return page
