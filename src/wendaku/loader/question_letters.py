"""Letters and the replies to them: who writes asks, whoever replies answers."""

import re
from itertools import pairwise

from wendaku.loader.folding import fold
from wendaku.loader.question_headings import place_of
from wendaku.loader.question_words import Start, asking_sentences, clean_question
from wendaku.loader.sheet import Article, Sheet
from wendaku.loader.signals import LETTER_KEY, LETTER_REPLY_KEY
from wendaku.loader.titles import TITLE_KEY, is_generic_title
from wendaku.loader.units import Unit
from wendaku.loader.wording import ends_with_mark, is_sentence, reply_mark

# --- 来信/回复 ---


def find_letters(sheet: Sheet, article: Article) -> list[Start]:
    """Letters and their replies: the subject or the letter's question asks, the letter itself is detail."""
    free = article.free()
    asks = [unit for unit in free if LETTER_KEY.match(unit.folded)]
    replies = [unit for unit in free if LETTER_REPLY_KEY.match(unit.folded)]
    pairs = _pair_letters(_without_pending(free, asks), replies)
    if not pairs:
        return []
    article.is_letter = True
    starts = []
    previous_end = -1
    for ask, reply in pairs:
        letter = [unit for unit in free if ask.index <= unit.index < reply.index]
        subject = next(
            (
                unit
                for unit in reversed(free)
                if previous_end < unit.index < ask.index
                and (TITLE_KEY.match(unit.folded) or unit.key == "title")
            ),
            None,
        )
        if (
            subject is None
            and article.title is not None
            and (TITLE_KEY.match(article.title.folded) or article.title.key == "title")
            and len(pairs) == 1
        ):
            subject = article.title
        if subject is None:
            subject = _asked_above(free, ask, previous_end)
        start = _start_of_letter(article, subject, letter, alone=len(pairs) == 1)
        for unit in free:
            if (
                previous_end < unit.index < reply.index
                and unit is not start.unit
                and (unit in letter or len(pairs) == 1)
            ):
                unit.claim("detail", "letter")
        _open_reply(reply)
        starts.append(start)
        previous_end = reply.index
    return starts


def _asked_above(free: list[Unit], ask: Unit, previous_end: int) -> Unit | None:
    """The line right above a letter's key, where it asks: the letter's subject without a key of its own."""
    above = [unit for unit in free if previous_end < unit.index < ask.index][-1:]
    return above[0] if above and above[0].asks and not is_sentence(above[0].folded) else None


_STATE = 40
"""Letters of a line that says how far a letter has come."""

_PENDING = re.compile(r"(?:处理|办理|受理|转办|审核)中|(?:待|尚未|暂未|未)(?:回复|答复|处理|受理)")


def _without_pending(free: list[Unit], asks: list[Unit]) -> list[Unit]:
    """The letters but those below which, above the next letter, stands that they have not been answered yet."""
    places = [place_of(free, ask) for ask in asks]
    kept = []
    for ask, (place, end) in zip(asks, pairwise([*places, 0]), strict=True):
        between = free[place + 1 : end]
        if not any(len(unit.folded) <= _STATE and _PENDING.search(unit.folded) for unit in between):
            kept.append(ask)
    return kept


def _pair_letters(asks: list[Unit], replies: list[Unit]) -> list[tuple[Unit, Unit]]:
    pairs: list[tuple[Unit, Unit]] = []
    for ask in asks:
        if pairs and ask.index < pairs[-1][1].index:
            continue
        reply = next((reply for reply in replies if reply.index > ask.index), None)
        if reply is not None:
            pairs.append((ask, reply))
    return pairs


def _start_of_letter(article: Article, subject: Unit | None, letter: list[Unit], alone: bool) -> Start:
    if subject is not None:
        key = TITLE_KEY.match(subject.folded)
        return Start(subject, clean_question(subject.text[key.end() if key else 0 :]))
    if alone and article.title is not None and not is_generic_title(fold(article.title_text)):
        return Start(article.title, clean_question(article.title_text))
    body = [
        (unit.text[match.end() :] if (match := LETTER_KEY.match(unit.folded)) else unit.text, unit)
        for unit in letter
    ]
    for text, unit in body:
        question = asking_sentences(text)
        if question:
            return Start(
                unit, clean_question(text if len(text) <= 60 and ends_with_mark(fold(text)) else question)
            )
    return Start(letter[0], clean_question(body[0][0] or (body[1][0] if len(body) > 1 else letter[0].text)))


def _open_reply(reply: Unit) -> None:
    match = LETTER_REPLY_KEY.match(reply.folded)
    if match and match.end() >= len(reply.folded):
        reply.claim("noise", "mark")
    else:
        reply.lead = reply_mark(reply.folded)


# --- a question to an authority, and its reply below its name ---

_OFFICE = re.compile(
    r"\W*[\u4e00-\u9fff]{2,20}(?:局|中心|委员会|委|办公室|政府|街道|社区|镇|乡|医院|管理处|大厅|热线|办)(?=[\s|·:]|$)"
)
_REPLY_BY = re.compile(r"\W*(?:回复|答复|办理|承办)(?:单位|部门|机构)】?\s?:")
_ADDRESSES = re.compile(r"\W*(?:尊敬的)?(?:领导|局长|您|你|工作人员)们?(?:您|你)?好")
"""How somebody who writes to an authority begins."""

_ASKER = re.compile(r"网友|提问|来信|留言|咨询|用户|匿名|市民|诉求|ip属地|属地|群众")


def find_replied_letters(sheet: Sheet, article: Article) -> list[Start]:
    """The subjects of several letters to an authority, each above who wrote and when, the letter, and who replied.

    A letter without a reply is dropped with its subject.
    """
    title = article.title
    after = [unit for unit in article.units if title is None or unit.index > title.index]
    heads = [
        place
        for place, unit in enumerate(after)
        if place and _is_letter_head(unit) and _is_subject(after[place - 1])
    ]
    letters = [
        (after[place - 1], after[place + 1 : end - 1]) for place, end in pairwise([*heads, len(after) + 1])
    ]
    replies = [next(filter(_is_reply_head, letter), None) for _, letter in letters]
    if sum(reply is not None for reply in replies) < 2:
        return []
    article.is_letter = True
    starts = []
    for unit in after:
        if _NUMBER_OF_LETTER.match(unit.folded):
            unit.claim("noise", "number of a letter")
    for (subject, letter), reply in zip(letters, replies, strict=True):
        if reply is None:
            for unit in [subject, *letter]:
                unit.claim("noise", "letter without a reply")
            continue
        starts.append(Start(subject, clean_question(subject.text)))
        for unit in letter:
            if unit.index < reply.index:
                unit.claim("detail", "letter")
    return starts


_NUMBER_OF_LETTER = re.compile(r"\W*(?:来信|信件|受理|留言|工单|诉求|流水|查询)(?:编号|号码?|序号)\W")
_LETTER_HEAD = re.compile(r"\W*(?:来信|写信|留言|提问|咨询|诉求|反映|投诉)(?:人|者|时间|日期)\W")


def _is_letter_head(unit: Unit) -> bool:
    return unit.label == "meta" and _LETTER_HEAD.match(unit.folded) is not None


def _is_reply_head(unit: Unit) -> bool:
    return unit.label == "meta" and bool(_OFFICE.match(unit.folded) or _REPLY_BY.match(unit.folded))


def _is_subject(unit: Unit) -> bool:
    return unit.free and not is_sentence(unit.folded) and 4 <= len(unit.core) <= 60


def find_official_reply(sheet: Sheet, article: Article) -> list[Start]:
    """The title's question where somebody asks below it and an authority, named with a date, replies below that."""
    title = article.title
    if title is None:
        return []
    after = [unit for unit in article.units if unit.index > title.index]
    replies = [unit for unit in after if _is_reply_head(unit)]
    for reply in replies:
        letter = [unit for unit in after if unit.index < reply.index and unit.free]
        answered = any(unit.free and is_sentence(unit.folded) for unit in after if unit.index > reply.index)
        by_asker = any(
            unit.label == "meta" and _ASKER.search(unit.folded) for unit in after if unit.index < reply.index
        ) or (bool(letter) and bool(_ADDRESSES.match(letter[0].folded)))
        if answered and by_asker and any(is_sentence(unit.folded) or unit.asks for unit in letter):
            for unit in letter:
                unit.claim("detail", "asked before the official reply")
            article.is_letter = True
            article.accepted = reply
            return [Start(title, clean_question(article.title_text))]
    return []
