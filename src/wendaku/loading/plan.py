"""Decides for every draft which entry it goes to; writes nothing."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from wendaku.loading.composing import merged_away
from wendaku.loading.known import KnownEntries, KnownEntry, fields_of, read_entry_file
from wendaku.loading.matching import Matches
from wendaku.loading.merging import CandidateIndex, compare, make_sketch
from wendaku.loading.naming import choose_id
from wendaku.loading.step import PageBrief
from wendaku.model import EntryFields

DraftKey = tuple[int, int]
"""Page and draft number."""

_REPRESENTATIVES = 512
"""Entries kept read while candidates are compared; a few kB each."""


class Target(msgspec.Struct, kw_only=True):
    """An entry that drafts of this load go to."""

    id: str
    known: KnownEntry | None
    parts: dict[int, DraftKey]
    """Drafts of sources that the entry names, by the source's number."""
    added: list[DraftKey]
    """Drafts that became further sources, or the only ones of a new entry."""
    gone: set[int]
    """Sources that no longer say the same as the first one and leave the entry."""


class DraftOutcome(msgspec.Struct, frozen=True):
    """What becomes of one draft."""

    target: int
    merged: bool = False
    merged_lines: tuple[str, ...] = ()
    held: str = ""
    """Why the draft is not written anywhere."""


class Plan(msgspec.Struct, kw_only=True):
    """Every draft's way."""

    targets: list[Target]
    outcomes: dict[DraftKey, DraftOutcome]


class Planner:
    """Builds the plan of one load. `fetch` gives a draft's fields, which are not kept in memory."""

    def __init__(
        self, briefs: Sequence[PageBrief], known: KnownEntries, fetch: Callable[[DraftKey], EntryFields]
    ) -> None:
        self._briefs = briefs
        self._known = known
        self._fetch = fetch
        self._taken = set(known.taken)
        self._index = CandidateIndex()
        self.plan = Plan(targets=[], outcomes={})
        self._representative = lru_cache(_REPRESENTATIVES)(self._read_representative)

    def build(self, matches: Matches, keep_duplicates: bool) -> Plan:
        """The plan: drafts that entries on disk stand for, then copies of these or of each other, then new ones."""
        targets = self._add_matched(matches)
        self._split_what_differs(targets)
        fresh = [
            (page, draft)
            for page, brief in enumerate(self._briefs)
            for draft in range(len(brief.drafts))
            if (page, draft) not in self.plan.outcomes
        ]
        if fresh and not keep_duplicates:
            self._index_known(targets)
        for key in fresh:
            if (holder := matches.held.get(key[0])) is not None:
                shown = self._known.entries[holder].shown
                self.plan.outcomes[key] = DraftOutcome(
                    -1, held=f"{shown} names the page and has errors; mend it first"
                )
            elif keep_duplicates or not self._merge(key):
                self._add_new(key, indexed=not keep_duplicates)
        return self.plan

    def _add_matched(self, matches: Matches) -> dict[int, int]:
        """A target for every entry on disk that a draft belongs to; returns target numbers by entry number."""
        targets: dict[int, int] = {}
        for key, claim in sorted(matches.claims.items()):
            if claim.entry not in targets:
                targets[claim.entry] = len(self.plan.targets)
                known = self._known.entries[claim.entry]
                self.plan.targets.append(Target(id=known.id, known=known, parts={}, added=[], gone=set()))
            number = targets[claim.entry]
            self.plan.targets[number].parts[claim.source] = key
            self.plan.outcomes[key] = DraftOutcome(number, merged=claim.source > 0)
        return targets

    def _split_what_differs(self, targets: dict[int, int]) -> None:
        """Sources of an entry of ours that no longer say the same as its first one go their own way."""
        for number in targets.values():
            target = self.plan.targets[number]
            if target.known is None or not target.known.is_ours or len(target.known.sources) < 2:
                continue
            primary = self._representative(number)
            for source, key in sorted(target.parts.items()):
                if source == 0:
                    continue
                if compare(primary, self._fetch(key)).same:
                    lines = merged_away(primary, self._fetch(key))
                    self.plan.outcomes[key] = DraftOutcome(number, merged=True, merged_lines=lines)
                else:
                    del self.plan.outcomes[key], target.parts[source]
                    target.gone.add(source)

    def _index_known(self, targets: dict[int, int]) -> None:
        """Make every entry on disk findable as the copy of a new draft; those without a draft get a target."""
        for entry, known in enumerate(self._known.entries):
            if not known.is_readable:
                continue
            if entry not in targets:
                targets[entry] = len(self.plan.targets)
                self.plan.targets.append(Target(id=known.id, known=known, parts={}, added=[], gone=set()))
            number = targets[entry]
            primary = self.plan.targets[number].parts.get(0)
            if known.is_ours and primary is not None:
                sketch = self._briefs[primary[0]].drafts[primary[1]].sketch
            else:
                sketch = make_sketch(self._representative(number))
            self._index.add(number, sketch)

    def _read_representative(self, number: int) -> EntryFields:
        """What a draft must say the same as in order to belong to a target."""
        target = self.plan.targets[number]
        if target.known is None:
            return self._fetch(target.added[0])
        if target.known.is_ours and 0 in target.parts:
            return self._fetch(target.parts[0])
        read = read_entry_file(target.known.path)
        return fields_of(read[1]) if read else _NOTHING

    def _merge(self, key: DraftKey) -> bool:
        """Give a draft to the entry that it is a copy of; False where there is none."""
        brief = self._briefs[key[0]].drafts[key[1]]
        if not brief.mergeable:
            return False
        fields = None
        for number in self._index.find(brief.sketch):
            target = self.plan.targets[number]
            if any(page == key[0] for page, _ in [*target.parts.values(), *target.added]):
                continue
            fields = fields or self._fetch(key)
            primary = self._representative(number)
            if compare(primary, fields).same:
                target.added.append(key)
                lines = merged_away(primary, fields)
                self.plan.outcomes[key] = DraftOutcome(number, merged=True, merged_lines=lines)
                return True
        return False

    def _add_new(self, key: DraftKey, indexed: bool) -> None:
        page, draft = key
        number = len(self.plan.targets)
        brief = self._briefs[page]
        name = self._fetch(key).source
        entry_id = choose_id(name.page or "" if name else "", brief.digest, draft, self._taken)
        self._taken.add(entry_id.casefold())
        self.plan.targets.append(Target(id=entry_id, known=None, parts={}, added=[key], gone=set()))
        self.plan.outcomes[key] = DraftOutcome(number)
        if indexed and brief.drafts[draft].mergeable:
            self._index.add(number, brief.drafts[draft].sketch)


_NOTHING = EntryFields(question="?", topic="other", answer="?")
