"""Articles: the parts of a page that have a title of their own; their titles and the lines that say when and who."""

import re
from collections.abc import Container
from itertools import pairwise

from wendaku.loader.folding import fold, skeleton
from wendaku.loader.noise import marks_accepted, opener_kind
from wendaku.loader.question_tables import ASK_CELL, REPLY_CELL
from wendaku.loader.sheet import Article, Sheet, head_title_parts, heading_level
from wendaku.loader.signals import (
    AGO,
    CLOCK,
    COMMENT_LINE,
    DATE,
    INTERFACE_WORD,
    LETTER_KEY,
    META_KEY,
    META_KEYS_INSIDE,
    META_LINE,
)
from wendaku.loader.units import Unit
from wendaku.loader.wording import ASKING_SPEAKER, ask_mark, is_question, is_sentence, reply_mark, speaker

_SIGNATURE = re.compile(r"^[\u4e00-\u9fff]{2,20}(?:编辑部|局|中心|政府|委员会|办公室|管理处|厅)$")
_NAME_AND_PLACE = re.compile(r"^[\u4e00-\u9fffa-z*]{2,6}\s?\([\u4e00-\u9fff·]{2,8}\)$")
_SEALED = re.compile(
    r"^[\u4e00-\u9fff·]{4,24}\s?[(\[【](?:盖?章|公章|代章|印)[)\]】]$|^[(【][\u4e00-\u9fff]{3,20}(?:局|中心|委员会|管理处)[)】]$"
)
_ISSUE = re.compile(
    r"^[\W_]*(?:\d{4}年)?\s?第\s?[\da-z一二三四五六七八九十百〇零]{1,5}\s?(?:期|版|号|卷)(?:[\s:|].{0,16})?$"
)
_CREDIT = re.compile(
    r"^[\W_]*(?:[\u4e00-\u9fff]{2,6}(?=记者|通讯员)|本版|本期|本文|本刊|本栏目?)?(?:责任编辑|责编|编辑|校对|审核|记者|通讯员|撰文|供稿|摄影|制图)[\s/:|]+[\u4e00-\u9fff ·]{1,12}$"
)
_CLAUSES = re.compile(r"[,;!?]")
_NAME_END = re.compile(r"[,;。!?]|.{25}")
_STATES = re.compile(
    r"起|施行|执行|实施|生效|截止|截至|之前|以前|之后|以后|以来|期间|停止|调整|将|开始|内办|为准|可以|不能|需要|应当"
)
_ADDRESSES = re.compile(r"您好|你好|请问|大家好|我")
_LETTERS = re.compile(r"[\W\d_]+")
_SITE_NAME = re.compile(
    r"(?:网|网站|台|平台|中心|频道|专栏|门户|号|局|大厅|医院|卫生院|社区|论坛|之家|在线|站|报|党建|健康|百科|知道|导航|信箱|栏目|窗)$"
)
_TITLE_NAMES = "标题|文章标题|问题标题|主题|题目|信件标题|来信标题|留言标题|咨询标题|知识点?(?:名称|标题)|问题名称|来信主题|咨询主题|信件主题|留言主题|诉求标题|诉求主题|来电标题|来电主题|事项名称|title"
TITLE_KEY = re.compile(rf"^[\s【\[]*(?:{_TITLE_NAMES})[】\]]?\s?:\s?(?=\S)")
_STRICT_KEY = re.compile(
    r"^[\s【\[(|]*(?:来源|文章来源|信息来源|稿件来源|所属(?:单位|部门|地区|栏目|分类)|适用(?:地区|区域)|(?:本文|文章)?作者|编辑|责任编辑|责编|校对|审核|记者|通讯员|(?:发布|发表|更新|刊发|提问|回答|答复|回复|办结|受理|来信|来电|写信|咨询|留言|提交|成文|录入|创建|上传)(?:日期|时间|于)|最后(?:更新|修改)(?:时间)?|最近更新|发布(?:机构|单位|部门|人|者)|公布(?:机构|单位|日期)|发文机构|(?:回复|答复|办理|承办|受理)(?:单位|部门|机构)|浏览(?:次数|量|数)|阅读(?:次数|量|数)|点击(?:次数|量|数)|索引号|发文字号|主题分类|公开方式|信息分类|事项编码|信件编号|受理编号|信件类型|办理状态|处理状态|信件状态|提问者|提问人|来信人|写信人|咨询人|留言人|诉求人|诉求时间|收信单位|收件单位|原文链接|本文链接|本文地址|字数|author|source|date|published|updated|url|category)(?:[】\])]|[】\])]?\s?[:|]|\s(?=(?:\S{2,20}|\d{4}-\d\d?-\d\d? [\d:]+)$))"
)


def is_meta(folded: str) -> bool:
    """Whether a folded line says when, where or by whom a page was written, and nothing else."""
    if len(folded) > 160 or "。" in folded[:-1] or COMMENT_LINE.match(folded):
        return False
    if _ISSUE.match(folded) or _CREDIT.match(folded):
        return True
    strict = _STRICT_KEY.match(folded)
    if strict:
        if len(META_KEYS_INSIDE.findall(folded)) >= 2:
            return True
        # 审核：区医保中心核对账户明细 is a step of a procedure, 审核：老李 is a name.
        return bool(DATE.search(folded)) or not _NAME_END.search(folded[strict.end() :])
    dated = DATE.search(folded)
    lately = AGO.search(folded) and len(folded) < 24 and not _CLAUSES.search(folded)
    if not dated and not lately and not META_LINE.match(folded):
        return False
    if _STATES.search(folded):
        return False
    if not dated and META_LINE.match(folded):
        return len(META_KEYS_INSIDE.findall(folded)) >= 2
    rest = CLOCK.sub("", DATE.sub("", folded))
    rest = INTERFACE_WORD.sub("", META_KEYS_INSIDE.sub("", AGO.sub("", rest)))
    return len(_LETTERS.sub("", rest)) <= 28 and not is_sentence(folded.replace("。", ""))


_LONE_META = re.compile(rf"^[\s【\[]*{META_KEY}[】\]]?\s?:?$")
_LONE_TITLE = re.compile(rf"^[\s【\[]*(?:{_TITLE_NAMES})[】\]]?\s?:?$")


def claim_keys(sheet: Sheet) -> None:
    """Claims keys that stand in a cell or line of their own (留言标题, 答复时间) and notes what their value is."""
    for unit, value in pairwise(sheet.units):
        if not unit.free or unit.key or not value.free:
            continue
        if _LONE_TITLE.match(unit.folded) and 4 <= len(value.text) <= 80:
            unit.claim("noise", "key")
            value.key = "title"
        elif (
            _LONE_META.match(unit.folded)
            and len(value.text) <= 40
            and not is_sentence(value.folded)
            and not value.asks
        ):
            unit.claim("meta", "key")
            value.claim("meta", "value of a key")


def claim_meta(sheet: Sheet) -> None:
    """Claims the lines that say when, where or by whom."""
    for unit in sheet.units:
        if unit.free and not unit.asks and not TITLE_KEY.match(unit.folded) and is_meta(unit.folded):
            unit.claim("meta", "date or source")
        elif unit.free and _SEALED.match(unit.folded):
            unit.claim("meta", "signature")
    for unit, following in pairwise(sheet.units):
        # 某市医疗保障局 right above 2024年12月5日 signs a notice; 老张（安徽） above a date asks.
        if (
            unit.free
            and (_SIGNATURE.match(unit.folded) or _NAME_AND_PLACE.match(unit.folded))
            and following.label == "meta"
            and DATE.match(following.folded)
        ):
            unit.claim("meta", "signature")


def split_articles(sheet: Sheet) -> None:
    """Finds the page's articles, one as a rule; more where several titles each have a date or source and a text."""
    starts = _article_starts(sheet)
    if len(starts) < 2:
        sheet.articles = [Article(list(sheet.units))]
    else:
        bounds = [0, *starts[1:], len(sheet.units)]
        sheet.articles = [Article(sheet.units[a:b]) for a, b in pairwise(bounds)]
    for article in sheet.articles:
        _find_title(sheet, article)


def _article_starts(sheet: Sheet) -> list[int]:
    if sheet.kind == "html":
        firsts = [unit for unit in sheet.units if heading_level(unit) == 1 and unit.free]
        if len(firsts) < 2:
            firsts = _article_elements(sheet)
        starts = [unit.index for unit in firsts]
    else:
        starts = [unit.index for unit in sheet.units if _is_title_with_meta(sheet.units, unit)]
    bounds = [*starts, len(sheet.units)]
    return [a for a, b in pairwise(bounds) if _has_text(sheet.units[a + 1 : b])]


def _article_elements(sheet: Sheet) -> list[Unit]:
    """The headings of sibling elements of one kind that each have a date of their own: articles one below the other."""
    found = []
    for block, span in sheet.blocks():
        units = sheet.units_of(block)
        is_part = block.tag in ("article", "section", "div") and span.last > span.first
        level = heading_level(units[0])
        if (
            is_part
            and level
            and _has_text(units)
            and sum(heading_level(unit) == level for unit in units) == 1
            and any(unit.label == "meta" and DATE.search(unit.folded) for unit in units[1:4])
        ):
            found.append(units[0])
    return list(dict.fromkeys(found))


def _is_title_with_meta(units: list[Unit], unit: Unit) -> bool:
    if not unit.free or not _is_title_like(unit) or len(unit.text) < 6 or unit.number:
        return False
    after = units[unit.index + 1] if unit.index + 1 < len(units) else None
    if after is None or after.label != "meta" or marks_accepted(unit):
        return False
    begins = unit.index == 0 or units[unit.index - 1].label == "noise" or unit.line.gap
    return begins and bool(DATE.search(after.folded) or META_LINE.match(after.folded))


def _has_text(units: list[Unit]) -> bool:
    running = [unit for unit in units if unit.free and is_sentence(unit.folded)]
    return sum(len(unit.text) for unit in running) >= 60


def _is_title_like(unit: Unit) -> bool:
    folded = unit.folded
    spoken = speaker(folded)
    if spoken and (ASKING_SPEAKER.match(spoken[0]) or _ADDRESSES.match(folded, spoken[1])):
        return False
    if unit.icon or (folded[0] == "(" and folded[-1] == ")") or _is_row_of_words(unit):
        return False
    if folded.startswith(("——", "--")):  # a subtitle
        return False
    return (
        len(folded) <= 80 and not is_sentence(folded.rstrip("!”\"")) and folded[-1] not in ":;," and not ask_mark(folded)
        and not reply_mark(folded) and not LETTER_KEY.match(folded) and opener_kind(unit) is None
    )  # fmt: skip


def _is_row_of_words(unit: Unit) -> bool:
    """Whether a line is a row of four or more short words, as menus are."""
    words = unit.folded.split()
    return len(words) >= 4 and not unit.asks and max(map(len, words)) <= 6 and not DATE.search(unit.folded)


def _find_title(sheet: Sheet, article: Article) -> None:
    title = _html_title(sheet, article) if sheet.kind == "html" else _text_title(article)
    if title is None:
        return
    article.title, article.title_text = title, _clean_title(title)
    if title.label in (None, "noise"):
        title.label = None
        title.claim("title", "title")
    same = skeleton(article.title_text)
    for unit in article.units:
        if unit is not title and unit.free and same and skeleton(unit.text) == same:
            unit.claim("title", "title again")
    for unit in article.units:
        if unit.index < title.index:
            unit.claim("noise", "before the title")


def _html_title(sheet: Sheet, article: Article) -> Unit | None:
    free = article.free()
    subjects = [unit for unit in free if unit.key == "title"]
    if len(subjects) == 1:
        return subjects[0]
    parts = [skeleton(part) for part in head_title_parts(sheet.head_title)]
    firsts = [
        unit
        for unit in article.units
        if heading_level(unit) == 1 and (unit.free or unit.reason == "interface words")
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
            and skeleton(unit.text)
            and skeleton(unit.text) in whole
            and _is_title_like(unit)
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


_HEAD_LINES = 16
"""So many lines from the top are looked at for a title; menus of one word a line stand above it."""


def _text_title(article: Article, boxed: Container[int] = ()) -> Unit | None:
    """The likeliest title among the lines above the first running text, None where there is none.

    The heads of boxes for questions (`boxed`) are none.
    """
    head: list[Unit] = []
    for unit in article.units:
        if not unit.free or unit.index in boxed or unit.key in (ASK_CELL, REPLY_CELL):
            continue
        if TITLE_KEY.match(unit.folded) or unit.key == "title":
            return unit
        folded = unit.folded
        marked = ask_mark(folded) or reply_mark(folded) or LETTER_KEY.match(folded)
        begins_text = is_sentence(folded.rstrip('!”"')) or unit.number or marked
        if begins_text or len(head) == _HEAD_LINES:
            break
        if _is_title_like(unit) and not marks_accepted(unit) and not _is_one_of_several(article, unit):
            head.append(unit)
    return max(head, key=lambda unit: _title_score(article, head, unit), default=None)


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
    score -= 4 * any(other.label == "meta" for other in above)
    # Below 你问我答 the first of several questions is none more than the others.
    above = head[: head.index(unit)]
    generic = any(is_generic_title(other.folded) and len(other.text) >= 8 for other in above)
    if unit.asks and generic and any(other.asks for other in article.free() if other.index > unit.index):
        score -= 8
    if before is not None and before.reason == "breadcrumb":
        score += 3
    if after is not None:
        score += 6 * (after.label == "meta") + 3 * (after.free and is_sentence(after.folded))
    return score


def _clean_title(unit: Unit) -> str:
    text = unit.text
    key = TITLE_KEY.match(unit.folded)
    if key:
        text = text[key.end() :]
    parts = re.split(r"\s*[_|｜]\s*|\s+[-–—]\s+|(?<=[\u4e00-\u9fff?？])-(?=[\u4e00-\u9fff]{2,12}$)", text)
    while len(parts) > 1 and _SITE_NAME.search(parts[-1]):
        parts.pop()
    # 医保问答 | 余额怎么转: the column stands before the title.
    while len(parts) > 1 and is_generic_title(fold(parts[0])) and not is_question(fold(parts[0])):
        parts.pop(0)
    return parts[0] if len(parts) == 1 else text


_GENERIC = re.compile(
    r"信箱|留言板|留言选登|来信选登|咨询(?:回复|答复|选登|投诉)|问答|答疑|答记者问|解答|常见|热点|faq|q ?& ?a|访谈|专访|在线|互动|你问我答|有问必答|一问一答|(?:课堂|讲堂|微课|小知识|科普|直通车)$|知识库|帮助|专栏|集锦|汇总|大全|问题|咨询|公众|详情|信件"
)


_ABOUT = re.compile(r"关于.{5,}的(?:咨询|问题|疑问|求助|留言)$")
"""The subject of a letter names what it asks for: 关于个人账户继承的咨询."""


def is_generic_title(folded: str) -> bool:
    """Whether a title names a kind of page (局长信箱, 常见问题) rather than what the page answers."""
    return bool(_GENERIC.search(folded)) and len(folded) <= 30 and not _ABOUT.match(folded)
