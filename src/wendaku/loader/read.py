"""Reads one page: the visible list of passes from bytes to drafts."""

import hashlib
import re

from wendaku.config import Config
from wendaku.loader.answers import (
    assign_answers,
    claim_below_pairs,
    claim_contents,
    claim_lone_numbers,
    claim_readers_words,
    claim_repeated_lead,
)
from wendaku.loader.articles import claim_chat_heads, claim_keys, claim_meta, split_articles
from wendaku.loader.chrome import claim_chrome
from wendaku.loader.closings import claim_closings, claim_notes_apart
from wendaku.loader.dates import read_asked
from wendaku.loader.dead_pages import why_dead, why_nothing
from wendaku.loader.decode import MAX_BYTES, NotTextError, decode_page
from wendaku.loader.disclaimers import claim_disclaimers
from wendaku.loader.drafts import compare_with_data, draft_entries
from wendaku.loader.folding import clean_line, skeleton
from wendaku.loader.learned import claim_learned
from wendaku.loader.noise import (
    claim_adverts,
    claim_dated_titles,
    claim_interface,
    claim_rest,
    claim_sections,
    claim_teaser_tails,
)
from wendaku.loader.promotions import claim_promotions
from wendaku.loader.question_tables import claim_question_tables
from wendaku.loader.question_words import clean_question
from wendaku.loader.questions import find_questions, mark_known_questions
from wendaku.loader.reading import Draft, PageReading
from wendaku.loader.sheet import Sheet
from wendaku.loader.units import Unit, gather_units
from wendaku.loader.visible import MAX_LINES, looks_like_html, read_html, read_text_lines
from wendaku.model import Line

PAGE_PASSES = (
    claim_question_tables,
    claim_chrome,
    claim_chat_heads,
    claim_interface,
    claim_keys,
    claim_meta,
    claim_adverts,
    claim_promotions,
    claim_disclaimers,
    claim_teaser_tails,
    claim_dated_titles,
    mark_known_questions,
    split_articles,
)
"""The passes over a whole page, in order; each claims units that no earlier pass has claimed."""


def read_page(data: bytes, name: str, config: Config) -> PageReading:
    """One page's reading from its bytes: every line labelled, the entries drafted, or the reason why there are none.

    `name` is kept as the page's name; its ending helps to tell HTML from text. The same bytes always give the same
    reading. Nothing is raised for any bytes: what cannot be read is said in `skipped`.
    """
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > MAX_BYTES:
        reason = (
            f"the page has {len(data):,} bytes, more than the {MAX_BYTES:,} that are read; cut it into pages"
        )
        return PageReading(page=name, kind="text", digest=digest, encoding="unknown", skipped=reason)
    try:
        decoded = decode_page(data)
    except NotTextError as error:
        return PageReading(page=name, kind="text", digest=digest, encoding="unknown", skipped=str(error))
    sheet, count, texts = lay_out(decoded.text, name, config)
    sheet.doubts += decoded.doubts
    if count >= MAX_LINES:
        sheet.skipped = f"the page has more than {MAX_LINES:,} lines; cut it into pages"
    drafts = [] if sheet.skipped else _read_sheet(sheet, name, digest)
    for unit in sheet.units:
        unit.claim("noise", "left over")
    title = next((article.title_text for article in sheet.articles if article.title_text), None)
    return PageReading(
        page=name, kind=sheet.kind, digest=digest, encoding=decoded.encoding, title=title, lines=_number(sheet.units, texts),
        drafts=tuple(drafts), doubts=tuple(dict.fromkeys(sheet.doubts)), skipped=None if drafts else sheet.skipped or "the page holds no answer",
    )  # fmt: skip


def lay_out(text: str, name: str, config: Config) -> tuple[Sheet, int, list[str]]:
    """A page's sheet before any pass, the number of its lines and the lines' texts."""
    if looks_like_html(text, name):
        page = read_html(text)
        sheet = Sheet(
            "html",
            gather_units(page.lines, is_text=False),
            config,
            page.head_title,
            page.meta,
            page.linked_data,
        )
        pairs = read_asked(page.linked_data)
        sheet.asked_in_data = {
            skeleton(clean_question(clean_line(asked))): skeleton(_strip_tags(said)) for asked, said in pairs
        }
        lines = page.lines
    else:
        lines = read_text_lines(text)[:MAX_LINES]
        sheet = Sheet("text", gather_units(lines, is_text=True), config)
    return sheet, len(lines), [line.text for line in lines]


def _strip_tags(text: str) -> str:
    return re.sub(r"<[^<>]{0,200}>", "", text)


def _number(units: list[Unit], texts: list[str]) -> tuple[Line, ...]:
    return tuple(
        Line(
            number=place + 1,
            text=texts[place],
            label=unit.label or "noise",
            reason=unit.reason,
            entry=unit.entry,
        )
        for unit in units
        for place in range(unit.first, unit.last + 1)
    )


def _read_sheet(sheet: Sheet, name: str, digest: str) -> list[Draft]:
    if not sheet.units:
        sheet.skipped = "the page is empty"
        return []
    for claim in PAGE_PASSES:
        claim(sheet)
    sheet.skipped = why_dead(sheet)
    if sheet.skipped:
        return []
    for article in sheet.articles:
        claim_sections(sheet, article)
        claim_contents(article)
        claim_lone_numbers(article)
        claim_repeated_lead(article)
        claim_rest(article)
        find_questions(sheet, article)
        claim_below_pairs(article)
        claim_readers_words(article)
        claim_learned(sheet, article)
        claim_notes_apart(article)
        claim_closings(sheet, article)
        assign_answers(sheet, article)
    drafts: list[Draft] = []
    for article in sheet.articles:
        drafts += draft_entries(sheet, article, name, digest, first=len(drafts))
    compare_with_data(sheet, drafts)
    if not drafts and sheet.skipped is None:
        sheet.skipped = why_nothing(sheet)
    return drafts
