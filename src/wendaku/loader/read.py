"""Reads one page: the visible list of passes from bytes to drafts."""

import datetime as dt
import hashlib
import re

from wendaku.config import Config
from wendaku.loader.answer_markdown import answer_text, write_markdown
from wendaku.loader.answers import assign_answers, claim_contents, claim_repeated_lead
from wendaku.loader.articles import claim_keys, claim_meta, split_articles
from wendaku.loader.chrome import claim_chrome
from wendaku.loader.dates import find_date, find_head_date, read_asked
from wendaku.loader.decode import MAX_BYTES, NotTextError, decode_page
from wendaku.loader.folding import clean_line, fold, skeleton
from wendaku.loader.lures import find_lure
from wendaku.loader.noise import (
    claim_adverts,
    claim_disclaimers,
    claim_interface,
    claim_rest,
    claim_sections,
    claim_teaser_tails,
)
from wendaku.loader.publisher import find_publisher, publisher_names
from wendaku.loader.questions import clean_question, find_questions, mark_known_questions
from wendaku.loader.reading import Draft, PageReading
from wendaku.loader.region import PageVoices, find_region
from wendaku.loader.sheet import Article, Question, Sheet
from wendaku.loader.signals import DEAD_PAGES
from wendaku.loader.summary import write_summary
from wendaku.loader.topic import choose_topic, read_context
from wendaku.loader.units import Unit, gather_units
from wendaku.loader.visible import MAX_LINES, looks_like_html, read_html, read_text_lines
from wendaku.loader.wording import is_sentence
from wendaku.model import OTHER_TOPIC, EntryFields, Line, Review, Source

MIN_ANSWER = 6
"""Letters; less is a remark such as 见上 or a stray button, no answer."""

MAX_ANSWER = 100_000
"""Letters of one answer; a longer one is a book, not an answer, and the entry is left to a person."""

MOSTLY_ADVERT = 0.5
"""Share of lures, kept or dropped, from which on an answer is an advert; a page with two adverts among ten lines has 0.3."""

PAGE_PASSES = (
    claim_chrome,
    claim_interface,
    claim_keys,
    claim_meta,
    claim_disclaimers,
    claim_adverts,
    claim_teaser_tails,
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
    sheet, count, texts = _lay_out(decoded.text, name, config)
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


def _lay_out(text: str, name: str, config: Config) -> tuple[Sheet, int, list[str]]:
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
    sheet.skipped = _why_dead(sheet)
    if sheet.skipped:
        return []
    for article in sheet.articles:
        claim_sections(sheet, article)
        claim_contents(article)
        claim_repeated_lead(article)
        claim_rest(article)
        find_questions(sheet, article)
        assign_answers(sheet, article)
    drafts: list[Draft] = []
    for article in sheet.articles:
        for question in article.questions:
            draft = _draft(sheet, article, question, name, digest)
            if draft is not None:
                _tie(question, len(drafts))
                drafts.append(draft)
    _compare_with_data(sheet, drafts)
    if not drafts and sheet.skipped is None:
        sheet.skipped = _why_nothing(sheet)
    return drafts


def _tie(question: Question, number: int) -> None:
    for unit in ([question.unit] if question.unit else []) + question.answer:
        unit.entry = number


def _why_dead(sheet: Sheet) -> str | None:
    """Why a page is no answer page at all: it does not exist, asks for a captcha, nobody has answered."""
    running = [unit for unit in sheet.units if unit.free and is_sentence(unit.folded)]
    for reason, pattern in DEAD_PAGES:
        saying = [unit for unit in sheet.units if len(unit.text) <= 120 and pattern.search(unit.folded)]
        others = sum(len(unit.text) for unit in running if unit not in saying)
        titled = any(unit.label == "title" for unit in saying) or bool(pattern.search(fold(sheet.head_title)))
        if saying and others < (150 if titled else 60):
            for unit in sheet.units:
                unit.label = None if unit.label == "title" else unit.label
                unit.claim("noise", "page without an answer")
            return reason
    return None


def _why_nothing(sheet: Sheet) -> str:
    labels = [unit.reason for unit in sheet.units]
    if any(reason == "advert" for reason in labels):
        return "the page is only an advert"
    if (
        sum(reason in ("link", "list of links") or reason.startswith("among teasers") for reason in labels)
        >= 3
    ):
        return "the page only lists links"
    if any(reason.startswith("opens chatter") or reason.startswith("among chatter") for reason in labels):
        return "the page has no accepted or official answer"
    return "the page holds no answer"


def _draft(sheet: Sheet, article: Article, question: Question, name: str, digest: str) -> Draft | None:
    """The entry of a question, None where nothing answers it or where it is only an advert."""
    answer = question.answer
    paragraphs = [text for unit in answer if (text := answer_text(unit))]
    letters = sum(map(len, paragraphs))
    if letters < MIN_ANSWER or not question.text or letters > MAX_ANSWER:
        _give_up(sheet, question, letters)
        return None
    lures = [(unit, lure) for unit in answer if (lure := find_lure(unit.folded, sheet.config))]
    dropped = sum(
        len(unit.text) for unit in article.units if unit.reason == "advert" and _stands_in(unit, answer)
    )
    if dropped + sum(len(unit.text) for unit, _ in lures) >= MOSTLY_ADVERT * (letters + dropped):
        for unit in answer:
            unit.label = "noise"
            unit.reason = "advert"
        sheet.doubts.append(f"“{question.text}” is answered by an advert only and was left out")
        return None
    title = article.title_text or None
    publisher = find_publisher(article, sheet)
    folded = [fold(text) for text in paragraphs]
    region = find_region(fold(question.text), folded, _voices(article, sheet))
    context = read_context(article.title_text, [other.text for other in article.questions], sheet.config)
    topic = choose_topic(question.text, title or "", "\n".join(paragraphs), context, sheet.config)
    if topic.topic == OTHER_TOPIC:
        sheet.doubts.append(
            f"“{question.text}” fits no topic well (best {topic.runner_up or 'none'}, {topic.score:g})"
        )
    fields = EntryFields(
        question=question.text, topic=topic.topic, region=region, summary=write_summary(paragraphs), answer=write_markdown(answer),
        source=Source(
            page=name, title=title[:300] if title else None, publisher=publisher, published=_date(sheet, article),
            lines=(answer[0].first + 1, answer[-1].last + 1), digest=digest[:16],
        ),
        review=_review(sheet, lures),
    )  # fmt: skip
    return Draft(
        fields=fields,
        topic_score=topic.score,
        runner_up=topic.runner_up,
        runner_up_score=topic.runner_up_score,
    )


def _voices(article: Article, sheet: Sheet) -> PageVoices:
    answers = [unit.folded for unit in article.units if unit.label == "answer"]
    asked = [fold(question.text) for question in article.questions]
    return PageVoices(fold(article.title_text), publisher_names(article, sheet), asked, answers)


def _stands_in(unit: Unit, answer: list[Unit]) -> bool:
    return answer[0].index - 2 <= unit.index <= answer[-1].index + 1


def _give_up(sheet: Sheet, question: Question, letters: int) -> None:
    if question.unit is not None and question.unit.label == "question":
        question.unit.label, question.unit.reason = "noise", "question without an answer"
    for unit in question.answer:
        unit.label, unit.reason = (
            "noise",
            "too little to answer" if letters < MAX_ANSWER else "too long to be an answer",
        )
    if letters > MAX_ANSWER:
        sheet.doubts.append(f"“{question.text[:60]}” has {letters:,} letters below it and was left out")


def _review(sheet: Sheet, lures: list[tuple[Unit, str]]) -> Review:
    if not lures:
        return Review()
    reason = "; ".join(f"line {unit.first + 1} {lure}: {unit.text[:80]}" for unit, lure in lures[:5])
    sheet.doubts.append(f"quarantined: {reason}")
    return Review(status="quarantined", reason=reason)


def _date(sheet: Sheet, article: Article) -> dt.date | None:
    lines = [_with_key(sheet, unit) for unit in article.units if unit.label == "meta"]
    found = find_date(lines, article.is_letter)
    if found is None and len(sheet.articles) == 1:
        found = find_head_date(sheet.meta, sheet.linked_data)
    return found


def _with_key(sheet: Sheet, unit: Unit) -> str:
    return (
        f"{sheet.units[unit.index - 1].folded}:{unit.folded}"
        if unit.reason == "value of a key"
        else unit.folded
    )


def _compare_with_data(sheet: Sheet, drafts: list[Draft]) -> None:
    """Notes where JSON-LD and the visible text part: what is visible goes, what is not is only reported."""
    visible = {skeleton(draft.fields.question): draft for draft in drafts}
    for asked, said in sheet.asked_in_data.items():
        draft = visible.get(asked)
        if draft is None:
            sheet.doubts.append(f"JSON-LD asks “{asked[:40]}”, which the visible page does not answer")
        elif (
            said
            and said not in skeleton(draft.fields.answer)
            and skeleton(draft.fields.answer)[:30] not in said
        ):
            sheet.doubts.append(
                f"JSON-LD answers “{draft.fields.question}” in other words than the visible page"
            )
