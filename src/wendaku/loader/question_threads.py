"""Threads of many answers: the accepted one, or an official account's, answers what the opener asks."""

import re
from itertools import pairwise

from wendaku.loader.folding import word_set
from wendaku.loader.noise import marks_accepted
from wendaku.loader.question_words import Start, asking_sentences, clean_question
from wendaku.loader.sheet import Article, Sheet
from wendaku.loader.signals import (
    ACCEPTED_OPENER,
    CHOSEN,
    FLOOR,
    OFFICIAL,
    POST_HEAD,
    POSTED,
    REMARK_HEAD,
)
from wendaku.loader.units import Unit
from wendaku.loader.visible import ROOT, Block
from wendaku.loader.wording import is_sentence

# --- 最佳答案 ---

_PROFILE = re.compile(
    r"执业|从业|认证|已服务|粉丝|获赞|回答数|采纳率|擅长|属地|主任|医师|律师|^[^\s·|]{2,10}\s?[·|]\s?\S|\s\S{0,6}(?:[办咨协职科社网教馆]询?员|工作者|从业者|达人|答主|博主|顾问|客服|会计师?|老师|专家|经理|药师|护士|医生)$"
)
"""What stands beside the name of one who answers: 郑律师 执业8年, 医保老兵 · 在窗口十一年."""

_NO_NAME = re.compile(r"不|能|可|是|有|要|需|会|没|直接|先|再|就|都|请|按|用|打|拨|查|取|办")


def find_accepted(sheet: Sheet, article: Article) -> list[Start]:
    """The title's question on a page where users answer: only the accepted or official answer counts."""
    if article.title is None:
        return []
    openers = [unit for unit in article.units if unit.index > article.title.index and marks_accepted(unit)]
    openers = openers or [
        unit
        for head, unit in pairwise(article.units)
        if unit.folded in _SOLVED and POST_HEAD.match(head.folded)
    ]
    openers = openers or _heads_of_chosen(sheet, article.title)
    if not openers:
        return _find_official_floor(article, article.title)
    # 律师解答（3） heads several answers; 最佳答案 below it says which one counts.
    opener = next((unit for unit in openers if CHOSEN.search(unit.folded)), openers[0])
    article.accepted = opener
    article.is_letter = bool(_OF_AUTHORITY.match(opener.folded))
    for unit in article.free():
        if article.title.index < unit.index < opener.index:
            unit.claim("detail", "asked before the accepted answer")
    match = ACCEPTED_OPENER.match(opener.folded)
    end = match.end() if match else 0
    rest = opener.folded[end:].lstrip(" :】])")
    if opener.free and is_sentence(rest) and len(rest) >= 8:
        # 【律师解答】 says who answers, 最佳答案： nothing that a reader of the answer needs.
        opener.lead = 0 if _SAYS_WHO.search(opener.folded[:end]) else len(opener.folded) - len(rest)
    else:
        opener.label = None
        opener.claim("noise", "opens the accepted answer")
    _claim_who_answers(sheet, opener)
    _claim_others(sheet, article, opener)
    return [Start(article.title, clean_question(article.title_text))]


_SAYS_WHO = re.compile(r"律师|医生|专家|顾问|客服")
_SOLVED = ("解决方案", "解决办法", "solution")
"""What stands below the head of the post that solves a question; elsewhere it is a heading."""

_WRITER = word_set("author user username uname nick nickname userinfo expert answerer writer poster profile")
_LONGEST_NAME = 30


def _claim_who_answers(sheet: Sheet, opener: Unit) -> None:
    """Claims the name and title of who answers, in an element below the mark whose class says so."""
    for unit in sheet.units[opener.index + 1 : opener.index + 3]:
        block = unit.line.block
        classes = block.words | (block.parent.words if block.parent is not None else frozenset())
        named = len(unit.text) <= _LONGEST_NAME and not is_sentence(unit.folded) and bool(classes & _WRITER)
        if unit.free and named:
            unit.claim("meta", "who answers")


def _find_official_floor(article: Article, title: Unit) -> list[Start]:
    """The title's question in a thread without an accepted answer: the one floor of an official account answers, if any."""
    after = [unit for unit in article.units if unit.index > title.index]
    floors = [unit for unit in after if FLOOR.match(unit.folded)]
    if len(floors) < 2:
        # Where posts have no number, a name and a time stand above each, the asker's first.
        floors = [unit for unit in after if POST_HEAD.match(unit.folded)][1:]
    if len(floors) < 2:
        return []
    heads = {unit.index for unit in floors}
    first = floors[0].index
    letter = [unit for unit in after if unit.index < first and unit.free]
    # One who tells how it went answers the title; one who asks does not.
    if asking_sentences("\n".join(unit.text for unit in letter)):
        for unit in letter:
            unit.claim("detail", "asked before the first floor")
    answered = False
    is_official = False
    names: list[Unit] = []
    for unit in after:
        if unit.index in heads:
            names = _names_of_floor(article, unit)
            is_official = not answered and any(OFFICIAL.search(_name_in(name)) for name in names)
        if unit.index < first:
            continue
        if not is_official:
            unit.claim("noise", "another user's answer")
        elif unit in names:
            answered = True
            if ":" not in unit.folded or unit is not names[0]:
                unit.claim("meta", "name of the one who answers")
    return [Start(title, clean_question(article.title_text))] if answered else []


def _names_of_floor(article: Article, floor: Unit) -> list[Unit]:
    """The line of a floor; with the one below where it only counts (5# above 徐州医保小助手 发表于…), with the one above where it names nobody."""
    match = FLOOR.match(floor.folded)
    place = floor.index - article.units[0].index
    below = article.units[place + 1] if place + 1 < len(article.units) else None
    is_bare = match is not None and not floor.folded[match.end() :].strip(" :|·")
    if is_bare and below is not None and not is_sentence(below.folded):
        return [floor, below]
    above = article.units[place - 1] if place else None
    is_nameless = match is None and floor.folded.startswith(POSTED)
    return [floor, above] if is_nameless and above is not None else [floor]


def _name_in(unit: Unit) -> str:
    return unit.folded.partition(":")[0][:40]


_OF_AUTHORITY = re.compile(
    r"\W*[\u4e00-\u9fff]{2,20}(?:局|中心|政府|委员会|办公室)\s?(?:的)?(?:官方)?(?:回复|答复)"
)
"""An authority's reply, dated beside its name."""

_CHOSEN_BOXES = word_set("accepted adopted best official bestanswer")
"""Words in the classes of boxes that hold the accepted or official answer."""


def _heads_of_chosen(sheet: Sheet, title: Unit) -> list[Unit]:
    chosen = (
        span
        for block, span in sheet.blocks()
        if block.words & _CHOSEN_BOXES and span.sentences and span.first > title.index
    )
    return [sheet.units[span.first] for span in chosen]


def _claim_others(sheet: Sheet, article: Article, opener: Unit) -> None:
    """Claims the names under the accepted answer, and other users' answers that stand in elements of their own."""
    after = [unit for unit in article.units if unit.index > opener.index]
    _claim_names(after)
    _claim_behind_answer(after)
    box = _answer_box(sheet, article, opener)
    if box is None:
        return
    for unit in after:
        if unit.index > sheet.spans[box].last:
            unit.claim("noise", "another user's answer")


_NAMES = 3
"""So many lines above the accepted answer may say who gives it: name, office, licence."""


def _claim_names(after: list[Unit]) -> None:
    """Claims the lines right below the opener that name who answers: each a name or a profile, and text below them."""
    head = after[: _NAMES + 1]
    names: list[Unit] = []
    for unit in head[:-1]:
        if unit.label != "meta" and not (unit.free and _is_name(unit)):
            break
        names.append(unit)
    following = head[len(names)] if len(names) < len(head) else None
    if following is not None and (
        is_sentence(following.folded) or following.folded[-1] in ":," or following.number
    ):
        for unit in names:
            unit.claim("meta", "name of the one who answers")


def _is_name(unit: Unit) -> bool:
    if re.search(r"[,。:;?!]", unit.folded) or unit.number:
        return False
    return (len(unit.text) <= 16 and not _NO_NAME.search(unit.folded)) or (
        len(unit.text) <= 40 and bool(_PROFILE.search(unit.folded))
    )


_VOTES = re.compile(r"赞|踩|评论|有用|收藏")


def _claim_behind_answer(after: list[Unit]) -> None:
    """Claims what stands behind the buttons under the accepted answer, or behind the next user's name and time."""
    begun = ended = False
    for unit in after:
        floor = FLOOR.match(unit.folded)
        if floor and unit.free and not begun and not is_sentence(unit.folded):
            unit.claim("meta", "name of the one who answers")
        begun = begun or (unit.free and (is_sentence(unit.folded) or len(unit.text) > 20))
        bar = unit.reason in ("interface words", "counters") or unit.label == "meta"
        votes = bar and bool(_VOTES.search(unit.folded))
        ended = ended or (begun and (votes or bool(floor or REMARK_HEAD.match(unit.folded))))
        if ended:
            unit.claim("noise", "behind the accepted answer")


def _answer_box(sheet: Sheet, article: Article, opener: Unit) -> Block | None:
    if opener.line.block is ROOT or article.title is None:
        return None
    boxes = [
        block for block in opener.line.block.ancestors()
        if sheet.spans[block].first > article.title.index and any(is_sentence(unit.folded) for unit in sheet.units_of(block) if unit.index > opener.index)
    ]  # fmt: skip
    return boxes[0] if boxes else None
