"""An article's title: the line for which most speaks, and its words without the site's name."""

import re
from collections import Counter
from collections.abc import Container
from itertools import pairwise

from wendaku.loader.askers import asker_end
from wendaku.loader.folding import fold, skeleton
from wendaku.loader.noise import marks_accepted, opener_kind
from wendaku.loader.question_chats import CHAT_HEAD
from wendaku.loader.question_tables import ASK_CELL, REPLY_CELL
from wendaku.loader.question_words import BUTTON_BEHIND, TAG
from wendaku.loader.shared_words import count_pairs, shared_with_text
from wendaku.loader.sheet import Article, Sheet, head_title_parts, heading_level
from wendaku.loader.signals import DATE, LETTER_KEY
from wendaku.loader.units import Unit
from wendaku.loader.wording import ASKING_SPEAKER, ask_mark, is_question, is_sentence, reply_mark, speaker

_ADDRESSES = re.compile(r"您好|你好|请问|大家好|我")
_CALLED = re.compile(r"(?:注意|必看|必读|速看|看过来|收藏|福音|福利|须知|请看|请收好|请查收)[了啦!]?$")
"""合肥市民注意：… calls readers, none of whom asks."""

_SITE_NAME = re.compile(
    r"(?:网|网站|台|平台|中心|频道|专栏|门户|号|局|大厅|医院|卫生院|社区|论坛|之家|在线|站|报|党建|健康|百科|知道|导航|信箱|栏目|窗|通|宝|圈|吧|帮|手册|专区|客户端|公众号|小程序)$"
)
TITLE_NAMES = "标题|文章标题|问题标题|主题|题目|信件标题|来信标题|留言标题|咨询标题|知识点?(?:名称|标题)|问题名称|来信主题|咨询主题|信件主题|留言主题|诉求标题|诉求主题|来电标题|来电主题|事项名称|title"
TITLE_KEY = re.compile(rf"^[\s【\[]*(?:{TITLE_NAMES})[】\]]?\s?:\s?(?=\S)")


_POSTER = re.compile(
    r"\S{1,16}\s+(?:楼主|题主|提问者)$|[\u4e00-\u9fff]{2,4}(?:律师|医生|医师|药师|顾问)\s+\S.*(?:\d\s?[人年次%]|律师事务所|医院)"
)
"""Who began a thread, or answers in it: 赵亦农律师 明远律师事务所 服务1207人."""


def is_title_like(unit: Unit) -> bool:
    """Whether a line may be a title: short, no running text, and marked as nothing else."""
    folded = unit.folded
    spoken = speaker(folded)
    if asker_end(folded) and folded[0] != "@" and not TAG.match(folded):
        return False
    asks = spoken and ASKING_SPEAKER.match(spoken[0]) and not _CALLED.search(spoken[0])
    if spoken and (asks or _ADDRESSES.match(folded, spoken[1])):
        return False
    if unit.icon or (folded[0] == "(" and folded[-1] == ")") or _is_row_of_words(unit):
        return False
    if folded.startswith(("——", "--")) or _POSTER.match(folded):  # a subtitle, a name
        return False
    return (
        len(folded) <= 80 and not is_sentence(folded.rstrip("!”\"")) and folded[-1] not in ":;," and not ask_mark(folded)
        and not reply_mark(folded) and not _begins_letter(folded) and opener_kind(unit) is None
    )  # fmt: skip


def _begins_letter(folded: str) -> bool:
    """Whether a key such as 来信： begins a line; 【咨询】 before a question only says what kind of post it is."""
    kind = TAG.match(folded)
    return bool(LETTER_KEY.match(folded)) and not (
        kind and is_question(BUTTON_BEHIND.sub("", folded[kind.end() :]))
    )


def _is_row_of_words(unit: Unit) -> bool:
    """Whether a line is a row of four or more short words, as menus are."""
    words = unit.folded.split()
    return len(words) >= 4 and not unit.asks and max(map(len, words)) <= 6 and not DATE.search(unit.folded)


def find_title(sheet: Sheet, article: Article) -> None:
    """Sets the article's title and claims it, its repetitions and what stands above it."""
    title = _html_title(sheet, article) if sheet.kind == "html" else _text_title(article)
    if title is None:
        return
    article.title, article.title_text = title, _clean_title(title)
    if title.label in (None, "noise"):
        title.label = None
        title.claim("title", "title")
    _claim_again(article, title)
    above = [unit for unit in article.units if unit.index < title.index]
    heads = {skeleton(unit.text) for unit in above if len(unit.text) >= _RUNNING_HEAD}
    for unit in above:
        unit.claim("noise", "before the title")
    if heads:
        # The name of a book or site that stands above the title stands above each of its pages.
        for unit in article.units:
            repeats = unit.free and len(unit.text) >= _RUNNING_HEAD and skeleton(unit.text) in heads
            # A heading that asks stands above in the contents.
            if repeats and not unit.asks and not heading_level(unit):
                unit.claim("noise", "running head")
    _claim_byline(article, title)


def _claim_again(article: Article, title: Unit) -> None:
    same = skeleton(article.title_text)
    shortest, longest = len(same), len(title.text) + _MARKS
    for unit in article.units:
        near = unit.free and unit is not title and shortest <= len(unit.text) <= longest
        if near and same and skeleton(unit.text) == same:
            unit.claim("title", "title again")


_MARKS = 12
"""So many more marks and spaces may stand in the title's repetition."""

_RUNNING_HEAD = 6
"""Letters of a line above the title that is dropped where it stands again; shorter ones may be words of the text."""

_BYLINE = re.compile(r"[^,。:;?!\d]{2,16}$")


def _claim_byline(article: Article, title: Unit) -> None:
    """Claims a name between the title and the line that says when: neither a sentence nor a number."""
    place = title.index - article.units[0].index + 1
    pair = article.units[place : place + 2]
    if len(pair) < 2 or pair[1].label != "meta" or not pair[0].free or pair[0].number or pair[0].asks:
        return
    if _BYLINE.match(pair[0].folded) and not heading_level(pair[0]):
        pair[0].claim("meta", "name below the title")


def _html_title(sheet: Sheet, article: Article) -> Unit | None:
    free = article.free()
    subjects = [unit for unit in free if unit.key == "title"]
    if len(subjects) == 1:
        return subjects[0]
    parts = [skeleton(part) for part in head_title_parts(sheet.head_title)]
    firsts = [
        unit
        for unit in article.units
        if heading_level(unit) == 1
        and (unit.free or unit.reason == "interface words")
        and not _STATE.match(unit.folded)
    ]
    # A site's name may stand in h1 too; the title element ends with it and begins with the page's title.
    own = [unit for unit in firsts if skeleton(unit.text) not in parts[1:]]
    if own:
        return own[0]
    whole = skeleton(sheet.head_title)
    named = [unit for unit in free if len(unit.text) >= 4 and skeleton(unit.text) in parts[:1]]
    if not named and not firsts:
        named = [
            unit
            for unit in free
            if len(unit.text) >= 6
            and (words := skeleton(unit.text))
            and words in whole
            and words not in parts[1:]
            and is_title_like(unit)
        ]
    boxed = sheet.box_heads()
    headed = [unit for unit in free if 2 <= heading_level(unit) <= 3 and unit.index not in boxed]
    if named:
        return named[0]
    # Several headings of one rank that ask are the page's questions, none its title.
    ranked = [unit for unit in headed if heading_level(unit) == heading_level(headed[0])]
    if len(ranked) >= 2 and all(unit.asks for unit in ranked) and not firsts:
        return None
    if headed and not any(is_sentence(unit.folded) for unit in free if unit.index < headed[0].index):
        return headed[0]
    return _text_title(article, boxed) if not headed else (firsts or headed)[0]


_STATE = re.compile(r"[\[【(][\u4e00-\u9fff]{2,5}[\])】]$")
"""[已解决] says how far a question has come."""

TOLD = 8
"""What it speaks for a title that the text speaks of the same: less than a date below it and a question do together."""

TOLD_PAIRS = 6
"""Letter pairs that a title shares with its text; a site's or writer's name shares one or two."""

_TOLD_LINES = 80
"""So many lines from the top tell what a text speaks of."""

_MENU_ITEM = 8
"""Letters of a bullet that may be a menu's (·政策法规) rather than the beginning of the text."""

_HEAD_LINES = 16
"""So many lines from the top are looked at for a title; menus of one word a line stand above it."""


def _text_title(article: Article, boxed: Container[int] = ()) -> Unit | None:
    """The likeliest title among the lines above the first running text, None where there is none.

    The heads of boxes for questions (`boxed`) are none.
    """
    head: list[Unit] = []
    for unit in article.units:
        if head and unit.reason == CHAT_HEAD:
            break
        if not unit.free or unit.index in boxed or unit.key in (ASK_CELL, REPLY_CELL):
            continue
        if TITLE_KEY.match(unit.folded) or unit.key == "title":
            return unit
        folded = unit.folded
        marked = ask_mark(folded) or reply_mark(folded) or _begins_letter(folded)
        if unit.number and not unit.number.value and len(unit.core) <= _MENU_ITEM:
            continue
        begins_text = is_sentence(folded.rstrip('!”"')) or unit.number or marked
        if begins_text or len(head) == _HEAD_LINES:
            break
        if is_title_like(unit) and not marks_accepted(unit) and not _is_one_of_several(article, unit):
            head.append(unit)
    if len(head) <= 1:
        return head[0] if head else None
    pairs = count_pairs(article.units[:_TOLD_LINES])
    return max(head, key=lambda unit: _title_score(article, head, unit) + TOLD * _told(unit, pairs))


def _told(unit: Unit, pairs: Counter[str]) -> float:
    """How far the text speaks of what a line says: 1 from so many shared letter pairs on, 0 for a name it never takes up."""
    return min(1.0, shared_with_text(unit.folded, pairs) / TOLD_PAIRS)


def _is_one_of_several(article: Article, unit: Unit) -> bool:
    """Whether a line that asks has its answer's mark right below, and others ask too: a question, no title."""
    place = unit.index - article.units[0].index + 1
    after = article.units[place] if place < len(article.units) else None
    answered = after is not None and reply_mark(after.folded) > 0
    return unit.asks and answered and any(other.asks for other in article.units[place:] if other.free)


def _title_score(article: Article, head: list[Unit], unit: Unit) -> float:
    """How much speaks for a line as the title: it asks, it is dated, text or a breadcrumb is next to it; earlier is better."""
    index = unit.index - article.units[0].index
    before = article.units[index - 1] if index else None
    after = article.units[index + 1] if index + 1 < len(article.units) else None
    score = -0.4 * head.index(unit) + 4 * unit.asks - 2 * (len(unit.text) <= 6) - 2 * (len(unit.text) <= 4)
    score -= 5 * bool(_SITE_NAME.search(unit.folded) and len(unit.text) <= 16 and not unit.asks)
    above = article.units[head[0].index - article.units[0].index : index]
    # A title stands above its date: what stands below the date of another line is part of the text.
    named = len(head) > 1 and _is_named_below(
        head[0], article.units[head[0].index - article.units[0].index + 1]
    )
    if any(other.label == "meta" for other in above) and not named:
        # Below another line's date, the first of several questions is one of them.
        asking = sum(
            one.asks and is_sentence(other.folded) and (not other.asks or len(other.text) > 2 * len(one.text))
            for one, other in pairwise(article.units[index + 1 :])
        )
        score -= 12 if unit.asks and asking >= 2 else 4
    # Below 你问我答 the first of several questions is none more than the others.
    above = head[: head.index(unit)]
    generic = any(is_generic_title(other.folded) and len(other.text) >= 6 for other in above)
    later = [other for other in article.free() if other.index > unit.index] if generic else []
    if (
        any(other.asks for other in later)
        if unit.asks
        else _heads_part(unit, later)
        and any(map(_heads_part, later, (later[place:] for place in range(1, len(later)))))
    ):
        score -= 8 if unit.asks else 14
    if before is not None and before.reason == "breadcrumb":
        score += 3
    if after is not None:
        score += 6 * (after.label == "meta" and not _is_named_below(unit, after)) + 3 * (
            (after.free and is_sentence(after.folded)) or after.label == "disclaimer"
        )
    return score


def _heads_part(unit: Unit, below: list[Unit]) -> bool:
    """Whether a line may head a part of a text: a few plain words, and running text below them."""
    plain = len(unit.text) <= 30 and not unit.number and not _POINTS.search(unit.folded)
    return plain and bool(below) and is_sentence(below[0].folded)


_POINTS = re.compile(r"[,。:;!?|]")


def _is_named_below(unit: Unit, below: Unit) -> bool:
    """Whether the line that says when and who names a line above it: then that is an account's name, no title."""
    name = skeleton(unit.text)
    return 2 <= len(name) <= 14 and below.label == "meta" and not unit.asks and name in skeleton(below.text)


def _clean_title(unit: Unit) -> str:
    text = unit.text
    key = TITLE_KEY.match(unit.folded)
    if key:
        text = text[key.end() :]
    parts = re.split(r"\s*[_|｜]\s*|\s+[-–—]\s+|(?<=[\u4e00-\u9fff?？])-(?=[\u4e00-\u9fff]{2,12}$)", text)
    while len(parts) > 1 and _SITE_NAME.search(parts[-1]):
        parts.pop()
    # 余额怎么查？_社保通: behind a question stands whose page it is.
    while len(parts) > 1 and parts[0].endswith(("?", "？")) and _is_bare_name(parts[-1]):
        parts.pop()
    # 医保问答 | 余额怎么转: the column stands before the title.
    while len(parts) > 1 and is_generic_title(fold(parts[0])) and not is_question(fold(parts[0])):
        parts.pop(0)
    return parts[0] if len(parts) == 1 else text


def _is_bare_name(text: str) -> bool:
    return len(text) <= 12 and not re.search(r"[,，。:：?？!！]", text) and not is_question(fold(text))


_GENERIC = re.compile(
    r"信箱|留言板|留言选登|来信选登|咨询(?:回复|答复|选登|投诉)|问答|答疑|答记者问|解答|常见|热点|faq|q ?& ?a|访谈|专访|在线|互动|你问我答|有问必答|一问一答|[每今本][周日月天期]一(?:问|答|题)|(?:课堂|讲堂|微课|小知识|科普|直通车)$|知识库|帮助|专栏|集锦|汇总|大全|问题|咨询|公众|详情|信件"
)


_ISSUE = re.compile(
    r"[\s|·:—-]*[(\[【]?\s?(?:总)?第?\s?(?:\d{1,4}|[一二三四五六七八九十百]{1,4})\s?(?:期|讲|课|集|回|辑|号|弹|篇|季)\s?[)\]】]?$"
)
"""The number of an issue behind a column's name: 医保小课堂(第十二期)."""

MAX_COLUMN = 14
"""Letters of a column's name before the number of its issue."""

_ABOUT = re.compile(
    r"关于.{5,}的?(?:咨询|问题|疑问|求助|留言)$|(?:请问|咨询|询问|请教|求助|反映|想问)(?!台|热线|电话|平台|服务|回复|答复|选登|投诉|建议|问答).{4,}"
)
"""The subject of a letter names what it asks for: 关于个人账户继承的咨询."""


def is_generic_title(folded: str) -> bool:
    """Whether a title names a kind of page (局长信箱, 常见问题) rather than what the page answers."""
    name = _ISSUE.sub("", folded)
    if name != folded and len(name) <= MAX_COLUMN and not is_question(name):
        return True
    return bool(_GENERIC.search(name)) and len(name) <= 30 and not _ABOUT.match(name)
