"""Disclaimers: what a page says that it does not stand for, rather than what it answers.

Both hedge in the same words: 具体以参保地规定为准 tells a reader where to ask, 以上内容以官方发布为准 takes back what the page has
said. What tells them apart is learned, since each site words it anew.
"""

import re

from wendaku.loader.line_tables import packaged_wording
from wendaku.loader.numbering import parse_numbering
from wendaku.loader.sheet import Sheet
from wendaku.loader.signals import LETTER_KEY, LETTER_REPLY_KEY

TABLE = "learned_disclaimers"

_SHORTEST, _LONGEST = 5, 400
"""Letters of a line; a longer one is text, a shorter one a key such as 内容."""

_HEAD = re.compile(
    r"[\W_]*(?:(?:免责|郑重|特别|版权|法律|重要|内容|本站|平台|本网|本刊)?声明|免责(?:条款|提示|说明)|风险提示|版权(?:与免责声明|说明))(?:$|[\W_])"
)
"""What a page heads such statements with: 免责声明：…"""


def claim_disclaimers(sheet: Sheet) -> None:
    """Claims lines that limit what the page stands for rather than answer anything."""
    for unit in sheet.units:
        if unit.free and not unit.asks and is_disclaimer(unit.folded) and not _is_key(unit.folded):
            unit.claim("disclaimer", "disclaimer")


def _is_key(folded: str) -> bool:
    """Whether a line is nothing but the key of a letter's part: 【答复内容】"""
    return any(
        (match := key.match(folded)) is not None and match.end() == len(folded)
        for key in (LETTER_KEY, LETTER_REPLY_KEY)
    )


def is_disclaimer(folded: str) -> bool:
    """Whether a folded line is headed as a statement of the page's, or reads like the disclaimers of labelled pages and lines."""
    if _HEAD.match(folded):
        return True
    if not _SHORTEST <= len(folded) <= _LONGEST:
        return False
    return packaged_wording(TABLE).fits(wording_of(folded))


def wording_of(folded: str) -> str:
    """A folded line behind its numbering; ※ is kept, since it marks notes rather than items."""
    number = None if folded.startswith("※") else parse_numbering(folded)
    return folded[number.end :] if number else folded
