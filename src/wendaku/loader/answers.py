"""Gives each question its answer: the free lines up to the next question, without what repeats or leads in."""

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Sequence

from wendaku.loader.askers import TO_EDITOR, TO_WRITER
from wendaku.loader.folding import join_spread, letters_of
from wendaku.loader.numbering import chinese_number, count_of
from wendaku.loader.sheet import Article, Sheet, heading_level
from wendaku.loader.signals import LETTER_REPLY_KEY
from wendaku.loader.units import REPLY_ICONS, Unit
from wendaku.loader.wording import (
    ANSWERING_SPEAKER,
    asker_speaks,
    is_sentence,
    names_person,
    reply_mark,
    says_only_answer,
    speaker,
    split_sentences,
)

_LEAD = re.compile(
    r"^[\W_]*(?:导读|摘要|核心提示|内容提要|内容摘要|内容导读|本文导读|阅读导引|编者按|导语|提要|内容简介|简介|文章摘要|概要|核心内容|速览|要点速览|本文要点|前言|引言)\s?(?:[】\]]\s?[:|]?|[:|]|(?<=\s)|$)"
)
_CONTENTS = re.compile(
    r"^[\W_]*(?:本文|文章|内容|页面)?(?:目录|导航|索引|大纲|提纲|看点|要点|速览)[\W_]*$|^[\W_]*(?:本文|本页|文章)(?:将|主要)?(?:目录|内容|导航|包括|涉及|要点).{0,12}[:]$"
)
_LEADER = re.compile(r"(?:[.…·。_-]\s?){3,}\s?\d{1,3}$")
"""Dots that lead to the number of a page."""

_LEADER_LETTERS = 40

LEAD_IN = "before the first question"
"""The reason of what leads in to the questions."""

GROUP_HEADING = "heading of a group"
"""The reason of a heading above several questions."""

_GROUP = re.compile(
    r"(?:篇|类|部分|专题|方面|问题|相关|事项|问答|场景|环节|互动|提问|追问|快问快答|答疑|释疑|疑问|解答|咨询|来电|连线|留言|有问必答|你问我答|q ?& ?a|faq)(?:\([^()]{1,16}\))?$"
)
_BRACKETED_HEAD = re.compile(r"^[【\[][^【】\[\]。?!]{1,12}[】\]]$")
_LONE_NUMBER = re.compile(r"^\W*第?\s?(\d\s?\d?|[一二三四五六七八九十]{1,2})\W*$")
_NAMES_SPEAKER = re.compile(r"[\u4e00-\u9fffa-z· ]{2,12}:$")
"""A speaker's name at an answer's end, whose words were dropped."""

_SAME = 0.8
"""Share of a lead-in's letter pairs that a later paragraph must hold to count as its repetition."""


def claim_contents(article: Article) -> None:
    """Claims a table of contents: lines that stand again later on their own, two in a row at least."""
    free = article.free()
    keys = [heading_key(unit) for unit in free]
    last = {key: place for place, key in enumerate(keys)}
    run: list[Unit] = []
    for place, unit in enumerate([*free, None]):
        repeated = (
            unit is not None
            and len(unit.text) <= 60
            and not is_sentence(unit.folded.rstrip("?!"))
            and last[keys[place]] > place
            and keys[place]
        )
        if unit is not None and repeated and not unit.line.block.within("td", "th"):
            run.append(unit)
            continue
        if (
            len(run) >= 2
            and len(set(map(heading_key, run))) == len(run)
            and _stands_later(run, last, keys, place)
        ):
            article.contents = frozenset(map(heading_key, run))
            for item in run:
                item.claim("noise", "table of contents")
        run = []
    leaders = [unit for unit in free if _LEADER.search(unit.folded[-_LEADER_LETTERS:])]
    if len(leaders) >= 2:
        for unit in leaders:
            unit.claim("noise", "table of contents")
    above: Unit | None = None
    for unit in article.units:
        if unit.free and (_CONTENTS.match(join_spread(unit.folded)) or _lists_headings(above, unit, last)):
            unit.claim("noise", "table of contents")
        above = unit


_COUNTED_ITEM = re.compile(r"(?:^|\s)(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.]\s?([^\s]{2,30})(?=\s|$)")


def _lists_headings(above: Unit | None, unit: Unit, last: dict[str, int]) -> bool:
    """Whether a line lists headings, below 目录 or such as stand again: 一、手机查询 二、电话查询 三、窗口查询."""
    items = [letters_of(match[1]) for match in _COUNTED_ITEM.finditer(unit.folded)]
    if len(items) < _LISTED:
        return False
    below_mark = above is not None and bool(_CONTENTS.match(join_spread(above.folded)))
    return below_mark or 3 * sum(item in last for item in items) >= 2 * len(items)


_LISTED = 3
"""So many counted items on one line may be a table of contents."""


def heading_key(unit: Unit) -> str:
    """What a heading says behind its number, be it only a digit and a space as tables of contents have it."""
    words = letters_of(unit.core)
    return words.lstrip("0123456789") or words


def _stands_later(run: list[Unit], last: dict[str, int], keys: list[str], place: int) -> bool:
    # Steps that two sections share (步骤：, 优点：) repeat too, but not as one block with text between them later.
    again = [last[heading_key(item)] for item in run]
    return (
        again == sorted(again)
        and all(where >= place for where in again)
        and again[-1] - again[0] > len(run) - 1
    )


def claim_lone_numbers(article: Article) -> None:
    """Claims numbers that stand alone above what they number (01, 02, 03): form without words."""
    free = article.free()
    # In a table they count its rows, unless each stands before what asks.
    lone = [
        (unit, chinese_number(match[1].replace(" ", "")))
        for unit, following in itertools.pairwise(free)
        if (match := _LONE_NUMBER.match(unit.folded))
        and (following.asks or not unit.line.block.within("td", "th"))
    ]
    if len(lone) >= 2 and [value for _, value in lone] == list(range(1, len(lone) + 1)):
        for unit, _ in lone:
            unit.claim("noise", "number of its own")


def claim_repeated_lead(article: Article) -> None:
    """Claims a 导读 or 摘要 whose words the text repeats."""
    free = article.free()
    for place, unit in enumerate(free[:12]):
        head = _LEAD.match(unit.folded)
        if not head:
            continue
        alone = head.end() >= len(unit.folded.rstrip())
        lead = free[place + 1] if alone and place + 1 < len(free) else unit
        words = lead.folded if alone else lead.folded[head.end() :]
        later = [other for other in free if other.index > lead.index]
        if _is_repeated(words, later) or (later and _announces(words)):
            unit.claim("noise", "lead-in that the text repeats")
            lead.claim("noise", "lead-in that the text repeats")
        elif alone:
            unit.claim("noise", "lead-in mark")


_ANNOUNCES_AT_ONCE = re.compile(r"下面|接下来")
_ANSWERS = re.compile(r"(?:都|就|也)(?:能|可|行)|可以|需要|不用|不必|只要|必须|即可")
_ANNOUNCES = re.compile(
    r"本文|小编|一起(?:来)?(?:看看|了解|学习)|为(?:您|你|大家)|给大家|带(?:您|你|大家)|带来|请看|跟(?:着|随)|详细(?:解读|介绍|说明)|希望(?:对|能)|手把手"
)
"""What a lead-in does where it does not answer: 本文为大家整理了…, 下面就一起来看看吧."""


def _announces(folded: str) -> bool:
    """Whether the last sentence of a lead-in only announces the text."""
    sentences = split_sentences(folded, folded)
    if not sentences:
        return False
    last = sentences[-1]
    at_once = _ANNOUNCES_AT_ONCE.search(last)
    # 手机、窗口都能查，下面分别说 has answered before it announces.
    return bool(_ANNOUNCES.search(last)) or (
        at_once is not None and not _ANSWERS.search(last[: at_once.start()])
    )


def _is_repeated(folded: str, later: list[Unit]) -> bool:
    pairs = _pairs(folded)
    if sum(pairs.values()) < 8:
        return False
    texts = [unit.folded for unit in later[:40]]
    joined = [*texts, *(a + b for a, b in itertools.pairwise(texts))]
    return any(sum((pairs & _pairs(text)).values()) >= _SAME * sum(pairs.values()) for text in joined)


def _pairs(folded: str) -> Counter[str]:
    letters = re.sub(r"[\W_]+", "", folded)
    return Counter(letters[place : place + 2] for place in range(len(letters) - 1))


def assign_answers(sheet: Sheet, article: Article) -> None:
    """Claims the answer lines of each question, and what stands before the first question."""
    questions = article.questions
    starts = [question.unit.index if question.unit else _title_index(article) for question in questions]
    if not starts:
        return
    for unit in article.free():
        if unit.index < starts[0]:
            unit.claim("meta", LEAD_IN)
    if len(starts) > 1:
        _claim_groups(article, set(starts))
    place = 0
    for unit in article.units:
        while place + 1 < len(starts) and unit.index >= starts[place + 1]:
            place += 1
        question = questions[place]
        holds_both = unit is question.unit and unit.split > 0
        if holds_both or (unit.free and unit.index > starts[place]):
            question.answer.append(unit)
    if len(questions) >= _SEVERAL:
        _claim_contacts(questions[-1].answer)
    for question in questions:
        _trim_answer(question.answer)
        for unit in question.answer:
            unit.claim("answer", "answers the question above")


_SEVERAL = 3
"""So many questions have a page of their own, to which its last lines belong."""

_CONTACT = re.compile(
    r"\W*(?:[\u4e00-\u9fff]{0,10}(?:咨询|联系|服务)(?:电话|热线|方式)|联系人|解读(?:机关|单位|部门|人)|[\u4e00-\u9fff]{2,10}(?:科|办|处|室|中心|组)\s?(?:咨询|服务|办公)?(?:电话|热线|时间|地点|地址)|咨询(?=[^。?]{2,40}电话))\s?:(?!.{0,8}(?:12393|12345))[^。?]{2,60}$"
)


_INVITES = re.compile(
    r"\W*(?:(?:如果?|若|您|你|大家|各位|同事|读者)?(?:们|朋友们?)?[^。?]{0,4}(?:还有|也有|仍有|遇到|有)(?:您|你)?[^。?]{0,12}(?:疑问|问题|不清楚|不明白|想问)|未尽事宜)[^。?]{0,40}?(?:联系|咨询|拨|致电|留言|私信|来电|内线|热线)"
)
"""Below one reply to one letter this is its last sentence; below several answers it speaks of whoever gave them."""


def _claim_contacts(answer: list[Unit]) -> None:
    """Claims the lines below the last of several answers that say whom to ask about all of them: 医保办咨询电话：…"""
    below = list(itertools.takewhile(_is_contact, reversed(answer)))
    if len(below) < len(answer) and is_sentence(answer[-len(below) - 1].folded):
        for unit in below:
            invites = _INVITES.match(unit.folded) is not None
            unit.claim("noise" if invites else "meta", "invitation" if invites else "whom to ask")
            answer.remove(unit)


def _is_contact(unit: Unit) -> bool:
    return (
        (_CONTACT.match(unit.folded) or _INVITES.match(unit.folded)) is not None
        and unit.number is None
        and unit.line.block.within("li", "td", "dd") is None
    )


def _opens_reply(folded: str) -> bool:
    found = speaker(folded)
    by_office = found is not None and ANSWERING_SPEAKER.search(found[0]) is not None
    return by_office or bool(reply_mark(folded) or LETTER_REPLY_KEY.match(folded))


def claim_readers_words(article: Article) -> None:
    """Claims what readers say below the headings that ask the same in short."""
    free = article.free()
    places = [unit.index for unit in free]
    asked = [question.unit.index for question in article.questions if question.unit is not None]
    bounds = [bisect.bisect(places, index) for index in asked]
    for start, end in itertools.pairwise([*bounds, len(free)]):
        for unit in readers_words(free[start:end]):
            unit.claim("detail", "a reader's words")


def readers_words(below: Sequence[Unit]) -> Sequence[Unit]:
    """What a reader says below a heading that asks, where a line further down opens the reply: 读者老谢：… above 热线回音：…, and
    编辑同志：… above 老谢读者：您好！…"""
    if not below or below[0].split:
        return ()
    is_letter = TO_EDITOR.match(below[0].folded) is not None
    if not is_letter and not asker_speaks(below[0].folded):
        return ()
    replies = (
        place
        for place, unit in enumerate(below)
        if place and (_opens_reply(unit.folded) or (is_letter and TO_WRITER.match(unit.folded)))
    )
    return below[: next(replies, 0)]


def _title_index(article: Article) -> int:
    return article.title.index if article.title else -1


def _claim_groups(article: Article, starts: set[int]) -> None:
    """Claims headings that stand right above a question: they head a group of questions and answer none."""
    known = [unit for unit in article.units if unit.free or unit.index in starts]
    alike = Counter(
        _pattern(unit)
        for unit, following in itertools.pairwise(known)
        if following.index in starts and unit.index not in starts and not is_sentence(unit.folded)
    )
    for unit, following in itertools.pairwise(known):
        if (
            unit.index in starts
            or following.index not in starts
            or is_sentence(unit.folded)
            or len(unit.text) > 40
            or TO_EDITOR.match(unit.folded)
        ):
            continue
        ranked = heading_level(unit) > 0 or (
            unit.number is not None and unit.number.style in ("一、", "(一)", "第一")
        )
        is_counted = unit.number is not None and unit.number.value > 0
        named = not is_counted and len(unit.text) <= 14 and bool(_GROUP.search(unit.folded))
        if ranked or named or alike[_pattern(unit)] >= 2:
            unit.claim("meta", GROUP_HEADING)


def _heads_nothing(last: Unit) -> bool:
    return bool(_BRACKETED_HEAD.match(last.folded) or _NAMES_SPEAKER.match(last.folded))


def _pattern(unit: Unit) -> str:
    """What lines that count something begin with alike: 通话一（…） and 通话二（…）; the line itself where it counts nothing."""
    counted = count_of(unit.folded)
    return counted.word if counted else unit.folded


def _trim_answer(answer: list[Unit]) -> None:
    """Takes marks such as 答 on lines of their own out of the answer, and notes those before its text."""
    for unit in answer[1:]:
        if not unit.split and reply_mark(unit.folded) >= len(unit.folded):
            unit.claim("noise", "mark")
    answer[:] = [unit for unit in answer if unit.free or unit.split]
    # 【编后】 at the end, whose words were dropped, heads nothing.
    while len(answer) > 1 and _heads_nothing(answer[-1]):
        answer.pop().claim("noise", "heading of nothing")
    for unit in list(answer):
        if unit.split:
            continue
        mark = unit.lead or (len(unit.icon) if unit.icon in REPLY_ICONS else reply_mark(unit.folded))
        if mark >= len(unit.folded) or (mark and names_person(unit.folded[mark:])):
            unit.claim("noise", "mark")
            answer.remove(unit)
        else:
            # Only a style sheet parts an icon from the text that it is glued to: A能算.
            glued = unit.icon in REPLY_ICONS and not unit.text[mark : mark + 1].isspace()
            told = unit.lead or glued or says_only_answer(unit.text[:mark])
            unit.lead = mark if told else 0
            return


_PAIRS = 3
"""So many questions that are each answered in their own line show that answers are no longer than that."""


def claim_below_pairs(article: Article) -> None:
    """Claims what is no sentence below the last of several questions that are all answered in their own line."""
    asked = [question.unit for question in article.questions]
    pairs = [unit for unit in asked if unit is not None and unit.split]
    if len(pairs) < _PAIRS or len(pairs) < len(asked) or pairs[-1].folded.endswith(":"):
        return
    if any(unit.free for unit in article.units if pairs[0].index < unit.index < pairs[-1].index):
        return
    for unit in article.units:
        if unit.index > pairs[-1].index and unit.free:
            if is_sentence(unit.folded) or unit.number:
                return
            unit.claim("noise", "below the last of the pairs")
