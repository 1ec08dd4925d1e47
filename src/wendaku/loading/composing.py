"""Entries from drafts: one draft as it is, several as one entry with aliases and all their sources."""

from typing import NamedTuple

import msgspec

from wendaku.loading.wording import letters_of
from wendaku.model import EntryFields, Review, Source


class Part(NamedTuple):
    """One source of an entry: a draft of this load, or a source that the entry names and that was not loaded."""

    source: Source
    draft: EntryFields | None


def compose(parts: list[Part], known: EntryFields | None, base: EntryFields | None = None) -> EntryFields:
    """The entry that its sources make together; the first one's question, answer and summary are the entry's.

    `known` is the entry as it stands on disk; it speaks for a first source that was not loaded, and a
    quarantine that it is under stays until a person ends it. `base` speaks instead of the first source.
    """
    base = base or parts[0].draft or known
    assert base is not None  # an entry without drafts is not composed
    sources = [_with_question(part, known) for part in parts]
    questions = [*base.aliases, *(source.question for source in sources if source.question)]
    alone = len(sources) == 1
    return msgspec.structs.replace(
        base,
        aliases=_distinct(questions, base.question),
        source=msgspec.structs.replace(sources[0], question=None) if alone else None,
        sources=() if alone else tuple(sources),
        review=_keep_quarantine(base.review, known),
    )


def _with_question(part: Part, known: EntryFields | None) -> Source:
    asked = part.draft.question if part.draft else part.source.question or (known.question if known else None)
    return msgspec.structs.replace(part.source, question=asked, written=None)


def _distinct(questions: list[str], question: str) -> tuple[str, ...]:
    """The questions that differ from `question` and each other in more than punctuation, in their order."""
    seen = {letters_of(question)}
    kept = []
    for each in questions:
        letters = letters_of(each)
        if letters not in seen:
            seen.add(letters)
            kept.append(each)
    return tuple(kept)


def _keep_quarantine(review: Review, known: EntryFields | None) -> Review:
    if known and known.review.status == "quarantined" and review.status != "quarantined":
        return known.review
    return review


def merged_away(primary: EntryFields, copy: EntryFields) -> tuple[str, ...]:
    """The lines of a copy's answer that the primary holds in other words only."""
    held = letters_of(primary.answer)
    lines = [line.strip() for line in copy.answer.splitlines()]
    return tuple(line for line in lines if letters_of(line) and letters_of(line) not in held)
