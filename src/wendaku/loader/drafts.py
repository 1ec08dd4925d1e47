"""Entries drafted from an article's questions and answers, with their fields and what makes them doubtful."""

import bisect
import datetime as dt
import re
from typing import NamedTuple

from wendaku.config import Config
from wendaku.loader.answer_markdown import answer_text, write_markdown
from wendaku.loader.answers import GROUP_HEADING, LEAD_IN
from wendaku.loader.closings import CLOSING
from wendaku.loader.dates import find_date, find_head_date, read_date
from wendaku.loader.dead_pages import ADVERT_ANSWER
from wendaku.loader.folding import fold, skeleton
from wendaku.loader.lures import find_lure, informs, sells
from wendaku.loader.publisher import find_publisher, publisher_names, speaks_of_others
from wendaku.loader.reading import Draft
from wendaku.loader.region import PagePlaces, PageVoices, find_region, read_places
from wendaku.loader.sheet import Article, Question, Sheet
from wendaku.loader.signals import DATE
from wendaku.loader.summary import write_summary
from wendaku.loader.topic import THRESHOLD, TopicScore, choose_topic, read_context
from wendaku.loader.units import Unit
from wendaku.loader.wording import is_question, split_sentences
from wendaku.model import OTHER_TOPIC, EntryFields, Review, Source

MIN_ANSWER = 2
"""Letters that answer a question of the page's own: 不能 does."""

MIN_TITLED_ANSWER = 8
"""Letters that make a page below a title an answer; less is a stray button or 见附件."""

MIN_UNASKED_ANSWER = 20
"""Letters below a title that asks nothing: 附件下载 with a hint how to open the files answers nothing."""

SHORT_ANSWER = 120
"""Letters below a title up to which lines are asked whether they tell anything at all."""

MAX_ANSWER = 60_000
"""Letters of one answer; a longer one is a book, not an answer, and is left to a person."""

LISTS_QUESTIONS = 0.6
"""Share of lines that ask from which on what stands below a title is a list of questions, no answer."""

MOSTLY_ADVERT = 0.5
"""Share of lures, kept or dropped, from which on an answer is an advert; two adverts among ten lines have 0.3."""

BARREN_LURES = 3
"""So many lures in and around an answer that tells nothing to do by the rules make it an advert."""

_MAX_TITLE = 300
_MAX_DOUBTS = 50


class _Facts(NamedTuple):
    """What an article says about all its entries."""

    page: str
    digest: str
    title: str
    publisher: str | None
    published: dt.date | None
    places: PagePlaces
    context: dict[str, float]


def draft_entries(sheet: Sheet, article: Article, page: str, digest: str, first: int) -> list[Draft]:
    """The drafts of an article's questions, and their lines tied to them; `first` is the number of the first draft.

    A question that nothing answers, that an advert answers or that has a book below it gives none: its lines become
    noise, and a doubt says so where a person should know.
    """
    facts = _read_facts(sheet, article, page, digest)
    heads = [unit for unit in article.units if unit.reason == GROUP_HEADING or _is_part(unit)]
    drafts: list[Draft] = []
    for place, question in enumerate(article.questions):
        reason = _why_no_entry(sheet, article, question)
        if reason:
            _give_up(question, reason)
            continue
        for unit in ([question.unit] if question.unit else []) + question.answer:
            unit.entry = first + len(drafts)
        own = _with_group(sheet, heads, question, _with_own_date(sheet, article, place, facts))
        drafts.append(_draft(sheet, question, own))
    del sheet.doubts[_MAX_DOUBTS:]
    return drafts


_LEAD_INS = 4
"""So many lines that lead in to the questions are asked what the page is about."""


def _read_facts(sheet: Sheet, article: Article, page: str, digest: str) -> _Facts:
    answers = [unit.folded[unit.split :] for unit in article.units if unit.label == "answer" or unit.split]
    # What leads in to the questions says whose they are as often as the answers do.
    lead_ins = [unit.folded for unit in article.units if unit.reason == LEAD_IN]
    asked = [question.text for question in article.questions]
    publishers = publisher_names(article, sheet)
    voices = PageVoices(
        fold(article.title_text),
        publishers,
        [fold(text) for text in asked],
        [*lead_ins, *answers],
        [unit.folded for unit in article.units if unit.label == "detail"],
        [unit.folded for unit in article.units if unit.label == "meta" or _is_about(unit)],
        [unit.folded for unit in sheet.units if unit.label in ("meta", "noise") and unit.reason != "advert"],
        [unit.folded for unit in article.units if unit.label == "disclaimer"],
        lead_ins,
    )
    return _Facts(
        page, digest, article.title_text[:_MAX_TITLE], find_publisher(publishers, sheet), _read_date(sheet, article),
        read_places(voices), read_context(article.title_text, [*asked, *lead_ins[:_LEAD_INS]], sheet.config),
    )  # fmt: skip


def _is_about(unit: Unit) -> bool:
    return unit.label == "noise" and len(unit.text) <= 80 and not speaks_of_others(unit)


def _why_no_entry(sheet: Sheet, article: Article, question: Question) -> str | None:
    answer = question.answer
    letters = sum(len(answer_text(unit)) for unit in answer)
    asks = question.unit is not None or is_question(fold(question.text))
    least = MIN_ANSWER if question.unit else MIN_TITLED_ANSWER if asks else MIN_UNASKED_ANSWER
    if not question.text or letters < least:
        return "too little to answer"
    if question.unit is None and letters <= SHORT_ANSWER and all(map(_tells_nothing, answer)):
        return "too little to answer"
    if letters > MAX_ANSWER:
        sheet.doubts.append(f"“{question.text[:60]}” has {letters:,} letters below it and was left out")
        return "too long to be an answer"
    if (
        question.unit is None
        and len(answer) >= 2
        and sum(unit.asks for unit in answer) >= LISTS_QUESTIONS * len(answer)
    ):
        return "list of questions"
    lured = sum(_count_lured(unit, sheet.config) for unit in answer if unit.lure)
    # Below a title that asks nothing, adverts anywhere on the page tell what it is for.
    around = article.units if not asks else _around(sheet, answer)
    dropped = sum(len(unit.text) for unit in around if unit.reason == "advert")
    lures = sum(bool(unit.lure) for unit in around)
    # A business that praises itself needs one lure on the page beside it, anybody else three.
    titles = [unit for unit in sheet.units if unit.label == "title"]
    own = any(sells(unit.folded) for unit in [*titles, *answer]) and any(unit.lure for unit in sheet.units)
    titled = sheet.units if question.unit is None else around
    bare = letters <= SHORT_ANSWER // 2 and sum(bool(unit.lure) for unit in titled) >= 2
    barren = (own or bare or lures >= BARREN_LURES) and not any(informs(unit.folded) for unit in answer)
    if barren or lured + dropped >= MOSTLY_ADVERT * (letters + dropped):
        sheet.doubts.append(f"“{question.text[:60]}” is answered by an advert only and was left out")
        return ADVERT_ANSWER
    return None


def _around(sheet: Sheet, answer: list[Unit]) -> list[Unit]:
    """An answer's lines, what closes it, and a few lines more on either side."""
    end = answer[-1].index + 1
    while end < len(sheet.units) and sheet.units[end].reason == CLOSING:
        end += 1
    return sheet.units[max(0, answer[0].index - 2) : end + 1]


def _count_lured(unit: Unit, config: Config) -> int:
    """The letters of the sentences in which a line lures; all of them where it takes the whole line to tell."""
    answer = unit.folded[unit.split :]
    lures = [sentence for sentence in split_sentences(answer, answer) if find_lure(sentence, config)]
    return sum(map(len, lures)) or len(unit.text)


_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
_OF_PAGE = re.compile(
    r"以下(?:为|是)[^。]{0,8}(?:报道|内容|列表|文章|专题|视频)|系列报道|持续关注|敬请(?:关注|期待)|wps|office|adobe|解压|压缩包|登录(?:或者?|/|、)注册|邀请码|(?:问题|提问|留言)已(?:经)?提交|留意短信|(?:点击|自动|正在|倍速)播放|视频时长|点击(?:下载|查看)|暂未(?:开通|开放|上线)"
)


def _tells_nothing(unit: Unit) -> bool:
    """Whether a line below a title asks, holds no words, or only speaks of the page, its files and its films."""
    return unit.asks or not _CHINESE.search(unit.folded) or bool(_OF_PAGE.search(unit.folded[:400]))


def _give_up(question: Question, reason: str) -> None:
    if question.unit is not None and question.unit.label == "question":
        question.unit.label, question.unit.reason = "noise", "question without an answer"
    for unit in question.answer:
        unit.label, unit.reason = "noise", reason


def _draft(sheet: Sheet, question: Question, facts: _Facts) -> Draft:
    answer = question.answer
    paragraphs = [text for unit in answer if (text := answer_text(unit))]
    topic = choose_topic(question.text, facts.title, "\n".join(paragraphs), facts.context, sheet.config)
    _doubt_topic(sheet, question, topic)
    source = Source(
        page=facts.page, title=facts.title or None, publisher=facts.publisher, published=facts.published,
        lines=(answer[0].first + 1, answer[-1].last + 1), digest=facts.digest[:16],
    )  # fmt: skip
    fields = EntryFields(
        question=question.text, topic=topic.topic, summary=write_summary(paragraphs), answer=write_markdown(answer),
        region=find_region(fold(question.text), [fold(text) for text in paragraphs], facts.places),
        source=source, review=_review(sheet, answer),
    )  # fmt: skip
    return Draft(
        fields=fields,
        topic_score=topic.score,
        runner_up=topic.runner_up,
        runner_up_score=topic.runner_up_score,
    )


def _doubt_topic(sheet: Sheet, question: Question, topic: TopicScore) -> None:
    # Words of no topic that outweigh all others leave nothing for a person to decide.
    is_sure = topic.score >= THRESHOLD and topic.runner_up_score * 2 < topic.score
    if topic.topic == OTHER_TOPIC and not is_sure:
        best = (
            f"best {topic.runner_up}, {topic.runner_up_score:g}"
            if topic.runner_up
            else "no topic has a word in it"
        )
        sheet.doubts.append(f"“{question.text[:60]}” fits no topic well ({best})")


def _review(sheet: Sheet, answer: list[Unit]) -> Review:
    lures = [(unit, unit.lure) for unit in answer if unit.lure]
    if not lures:
        return Review()
    reason = "; ".join(f"line {unit.first + 1} {lure}: {unit.text[:80]}" for unit, lure in lures[:5])
    sheet.doubts.append(f"quarantined: {reason}")
    return Review(status="quarantined", reason=reason)


def _with_group(sheet: Sheet, heads: list[Unit], question: Question, facts: _Facts) -> _Facts:
    """The facts with what the heading of the question's group says about its topic: 四、个人账户清退 above 钱多久到账？"""
    above = bisect.bisect(heads, question.unit.index, key=lambda unit: unit.index) if question.unit else 0
    if not above:
        return facts
    said = read_context(heads[above - 1].text, [], sheet.config)
    both = {topic: facts.context.get(topic, 0.0) + said.get(topic, 0.0) for topic in facts.context | said}
    return facts._replace(context=both)


_PART = re.compile(r"第\s?[\d一二三四五六七八九十]{1,3}\s?(?:部分|章|节|篇|编)")


def _is_part(unit: Unit) -> bool:
    return unit.reason == LEAD_IN and len(unit.text) <= _PART_HEADING and _PART.match(unit.folded) is not None


_PART_HEADING = 30
"""Letters of the heading of a book's part."""


_OF_ASKER = re.compile(r"\W*(?:来信|写信|留言|提问|咨询|诉求)(?:人|者)\W")
"""Who wrote a letter, and when: that is not when it was answered."""


def _with_own_date(sheet: Sheet, article: Article, place: int, facts: _Facts) -> _Facts:
    """The facts with the date of this letter's reply, where a page has several letters."""
    unit = article.questions[place].unit
    if not article.is_letter or len(article.questions) == 1 or unit is None:
        return facts
    following = article.questions[place + 1].unit if place + 1 < len(article.questions) else None
    end = following.index if following else article.units[-1].index + 1
    lines = [
        _with_key(sheet, other)
        for other in article.units
        if other.label == "meta" and unit.index < other.index < end and not _OF_ASKER.match(other.folded)
    ]
    return facts._replace(published=find_date(lines, is_letter=True) or facts.published)


def _read_date(sheet: Sheet, article: Article) -> dt.date | None:
    # What leads in to the questions names the day on which a policy begins as a rule, not the page's.
    lines = [
        # The head of an official reply says when it was given, without a key that says so.
        f"回复时间:{unit.spaced}" if unit is article.accepted else _with_key(sheet, unit)
        for unit in article.units
        if (unit.label == "meta" and unit.reason != LEAD_IN)
        or (unit is article.accepted and article.is_letter)
    ]
    found = (
        find_date(lines, article.is_letter) or _dated_below_title(article) or _masthead_date(sheet, article)
    )
    if found is None and len(sheet.articles) == 1:
        found = find_head_date(sheet.meta, sheet.linked_data) or _last_edited(sheet)
    return found


_DATED_HEAD = re.compile(DATE.pattern + r"(?:\s\d{1,2}:\d{2})(?::\d{2})?\s")
_BELOW_TITLE = 2
"""So many lines below a title may begin with when it was published: 2025-06-10 09:27 【导语】…"""


def _masthead_date(sheet: Sheet, article: Article) -> dt.date | None:
    """The date above the first title of a page that holds several articles: a newspaper's."""
    first = sheet.articles[0]
    if article is first or first.title is None:
        return None
    above = (unit for unit in first.units if unit.index < first.title.index and unit.label == "meta")
    return find_date([unit.folded for unit in above], is_letter=False)


def _dated_below_title(article: Article) -> dt.date | None:
    if article.title is None:
        return None
    below = (unit for unit in article.units if 0 < unit.index - article.title.index <= _BELOW_TITLE)
    return next((read_date(match) for unit in below if (match := _DATED_HEAD.match(unit.folded))), None)


_EDITED = re.compile(
    r"\W*(?:(?:此|本)?(?:页|页面|条目|词条)?(?:最近|最后|上次)(?:一次)?(?:更新|编辑|修改|修订)|(?:此|本)(?:页|页面|条目|词条)(?:内容)?(?:更新|编辑|修改|修订)(?:时间|日期|于))"
)


def _last_edited(sheet: Sheet) -> dt.date | None:
    """The date of an encyclopedia's entry stands among its figures beside the text, another page's in its foot."""
    lines = [_with_key(sheet, unit) for unit in sheet.units if _EDITED.match(unit.folded)]
    return find_date(lines, is_letter=False)


def _with_key(sheet: Sheet, unit: Unit) -> str:
    is_value = unit.reason == "value of a key"
    return f"{sheet.units[unit.index - 1].folded}:{unit.folded}" if is_value else unit.folded


def compare_with_data(sheet: Sheet, drafts: list[Draft]) -> None:
    """Notes where JSON-LD and the visible text part: what is visible goes, what is not is only reported."""
    visible = {skeleton(draft.fields.question): draft for draft in drafts}
    for asked, said in sheet.asked_in_data.items():
        draft = visible.get(asked)
        answer = skeleton(draft.fields.answer) if draft else ""
        if draft is None:
            sheet.doubts.append(f"JSON-LD asks “{asked[:40]}”, which the visible page does not answer")
        elif said and said not in answer and answer[:30] not in said:
            sheet.doubts.append(
                f"JSON-LD answers “{draft.fields.question}” in other words than the visible page"
            )
    del sheet.doubts[_MAX_DOUBTS:]
