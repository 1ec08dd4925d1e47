"""What closes a page: lines below the last answer that take leave, invite or hedge rather than answer anything."""

import re

from wendaku.loader.disclaimers import wording_of
from wendaku.loader.line_tables import packaged_wording
from wendaku.loader.sheet import Article, Sheet
from wendaku.loader.units import Unit
from wendaku.loader.wording import is_sentence

TABLE = "learned_closings"

CLOSING = "closing"
"""The reason of a line that closes a page."""

_SHORTEST = 12
"""Letters of a line that closes a page; shorter ones are decided by what stands around them, see `learned`."""


def claim_closings(sheet: Sheet, article: Article) -> None:
    """Claims the last lines of an article that read like what closes pages, and notes why as a doubt; those below a reply to a letter
    are its own.
    """
    if article.is_letter:
        return
    wording = packaged_wording(TABLE)
    first = max((question.unit.index for question in article.questions if question.unit), default=-1)
    for unit in reversed(article.units):
        if not unit.free:
            continue
        if unit.index <= first + 1 or not _may_close(unit) or not wording.fits(wording_of(unit.folded)):
            break
        unit.claim("noise", CLOSING)
        sheet.doubts.append(f"line {unit.first + 1} reads like what closes a page; it was left out")


_NOTE = re.compile(r"\W*(?:备?注|说明|(?:温馨|特别|友情)?提[示醒])\W")


def claim_notes_apart(article: Article) -> None:
    """Claims the note that stands behind the lists (`dl`, `details`) which hold all questions and answers: it is about them all."""
    boxes = [
        question.unit and question.unit.line.block.within("dl", "details") for question in article.questions
    ]
    last = next((unit for unit in reversed(article.units) if unit.free), None)
    if len(boxes) < 2 or not all(boxes) or last is None or last.line.block.within("dl", "details"):
        return
    if _NOTE.match(last.folded) and is_sentence(last.folded):
        last.claim("disclaimer", "note behind all answers")


def _may_close(unit: Unit) -> bool:
    """Whether a line may close a page: a sentence that stands in no table or list, has no number and lures to nothing,
    which the entry has to answer for.
    """
    inside = unit.line.block.within("td", "th", "li", "dd") is not None
    return reads_as_closing(unit.folded) and not (unit.number or unit.asks or unit.lure or inside)


def reads_as_closing(folded: str) -> bool:
    """Whether a folded line has the length and form of what closes pages."""
    return len(folded) >= _SHORTEST and is_sentence(folded)
