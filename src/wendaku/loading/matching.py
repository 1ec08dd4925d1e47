"""Which draft of a page belongs to which entry on disk, so that ids stay and nothing is made twice."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from wendaku.loading.known import KnownEntry, KnownSource, is_digest_of
from wendaku.loading.step import DraftBrief, PageBrief
from wendaku.loading.wording import letters_of

SAME_QUESTION = 0.5
"""Dice of character pairs from which a page's question counts as the one it had before, in new words."""

_DIGEST_KEY = 16
"""Digits that every digest has, however much of it an entry names."""


class Claim(NamedTuple):
    """A source of an entry on disk, by their numbers."""

    entry: int
    source: int


class Matches(NamedTuple):
    """The drafts of all pages and the claims that they meet."""

    claims: dict[tuple[int, int], Claim]
    """By page and draft number."""
    held: dict[int, int]
    """Pages that an entry file with errors names, by that entry's number: their new drafts wait."""
    missed: dict[int, list[int]]
    """Entries of a page that it no longer gives, by the page's number."""


def match_pages(
    shown: Sequence[str],
    briefs: Sequence[PageBrief],
    known: Sequence[KnownEntry],
    stands_elsewhere: Callable[[str], bool],
) -> Matches:
    """Match every draft that an entry on disk stands for.

    A page is recognised by its name first, then by its bytes: a page that moved, unless the page that the entry
    names is still there, be it among the pages loaded or, says `stands_elsewhere`, on disk.
    """
    by_page, by_digest, by_name = _index(known)
    loaded = set(shown)
    used: set[Claim] = set()
    matches = Matches({}, {}, {})

    def source_of(claim: Claim) -> KnownSource:
        return known[claim.entry].sources[claim.source]

    def match(page: int, claims: list[Claim]) -> None:
        free = [number for number in range(len(briefs[page].drafts)) if (page, number) not in matches.claims]
        open_claims = [claim for claim in claims if claim not in used and known[claim.entry].is_readable]
        found = _match_drafts(briefs[page], free, open_claims, source_of, known)
        for draft, claim in found.items():
            matches.claims[page, draft] = claim
            used.add(claim)
        if unreadable := [claim for claim in claims if not known[claim.entry].is_readable]:
            matches.held.setdefault(page, unreadable[0].entry)

    for page, name in enumerate(shown):
        loosely = by_name.get(PurePosixPath(name).name, [])
        match(
            page,
            by_page.get(name) or [claim for claim in loosely if name.endswith(f"/{source_of(claim).page}")],
        )
    for page, name in enumerate(shown):
        moved = [
            claim
            for claim in by_digest.get(briefs[page].digest[:_DIGEST_KEY], ())
            if is_digest_of(source_of(claim).digest, briefs[page].digest)
            and ((old := source_of(claim).page) == name or (old not in loaded and not stands_elsewhere(old)))
        ]
        match(page, moved)
    for page, name in enumerate(shown):
        gone = [
            claim.entry for claim in by_page.get(name, ()) if claim not in used and known[claim.entry].is_ours
        ]
        if gone and briefs[page].digest:
            matches.missed[page] = gone
    return matches


def _index(
    known: Sequence[KnownEntry],
) -> tuple[dict[str, list[Claim]], dict[str, list[Claim]], dict[str, list[Claim]]]:
    """Claims by page, by digest, and by file name for sources that a person wrote without a digest."""
    by_page, by_digest, by_name = defaultdict(list), defaultdict(list), defaultdict(list)
    for entry, each in enumerate(known):
        for at, source in enumerate(each.sources):
            claim = Claim(entry, at)
            if source.page:
                by_page[source.page].append(claim)
            if source.digest:
                by_digest[source.digest[:_DIGEST_KEY]].append(claim)
            elif source.page:
                by_name[PurePosixPath(source.page).name].append(claim)
    return by_page, by_digest, by_name


def _match_drafts(
    brief: PageBrief,
    free: list[int],
    claims: list[Claim],
    source_of: Callable[[Claim], KnownSource],
    known: Sequence[KnownEntry],
) -> dict[int, Claim]:
    """The drafts of one page with their claims: same question, same lines of the same bytes, then the most alike."""
    found: dict[int, Claim] = {}
    left = list(claims)

    def is_same_question(draft: DraftBrief, claim: Claim) -> bool:
        return draft.question in (source_of(claim).question, known[claim.entry].question)

    def are_same_lines(draft: DraftBrief, claim: Claim) -> bool:
        source = source_of(claim)
        return (
            draft.lines is not None
            and draft.lines == source.lines
            and is_digest_of(source.digest, brief.digest)
        )

    for fits in (is_same_question, are_same_lines):
        for number in free:
            if number in found:
                continue
            claim = next((claim for claim in left if fits(brief.drafts[number], claim)), None)
            if claim is not None:
                found[number] = claim
                left.remove(claim)
    rest = [number for number in free if number not in found]
    if len(rest) == 1 and len(left) == 1 and len(brief.drafts) == 1:
        return {**found, rest[0]: left[0]}
    ranked = sorted(
        (-_likeness(brief.drafts[number].question, source_of(claim).question), number, claim)
        for number in rest
        for claim in left
    )
    for negative, number, claim in ranked:
        if -negative >= SAME_QUESTION and number not in found and claim not in found.values():
            found[number] = claim
    return found


def _likeness(one: str, other: str) -> float:
    """Dice of the character pairs of two questions."""
    first, second = (
        {letters[at : at + 2] for at in range(max(len(letters) - 1, 1))}
        for letters in (letters_of(one), letters_of(other))
    )
    return 2 * len(first & second) / (len(first) + len(second))
