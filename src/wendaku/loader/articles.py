"""Articles: the parts of a page that have a title of their own; the lines that say when and who."""

import re
from collections import Counter
from itertools import pairwise

from wendaku.loader.noise import marks_accepted, opener_kind
from wendaku.loader.question_chats import CHAT_HEAD
from wendaku.loader.sheet import Article, Sheet, heading_level
from wendaku.loader.signals import (
    AGO,
    CLOCK,
    COMMENT_LINE,
    DATE,
    INTERFACE_WORD,
    META_KEY,
    META_KEYS_INSIDE,
    META_LINE,
    has_date,
)
from wendaku.loader.titles import TITLE_KEY, TITLE_NAMES, find_title, is_title_like
from wendaku.loader.units import Unit
from wendaku.loader.wording import is_sentence

_SIGNATURE = re.compile(r"^[\u4e00-\u9fff]{2,20}(?:编辑部|局|中心|政府|委员会|办公室|管理处|厅)$")
_OFFICE = re.compile(r"^[\u4e00-\u9fff·]{3,14}(?:办|科|处|院|室|部|站|组|会|社区|街道|学校|大厅|公司)$")
"""Whose signature it may be at the end of a text: 校医院医保办."""

_NAME_AND_PLACE = re.compile(
    r"^(?!.*第.{1,4}[期讲课集])[\u4e00-\u9fffa-z*]{2,6}\s?\([\u4e00-\u9fff·]{2,8}\)$"
)
_CALLER = re.compile(
    r"[\u4e00-\u9fff]{2,6}(?:区|县|市|镇|乡|街道|社区|小区)\s[\u4e00-\u9fff]{1,3}(?:女士|先生|师傅|大爷|大妈|大姐|大哥|阿姨|老人|同学)$"
)
"""西工区 周女士, on a line of its own."""

_MONTH = re.compile(
    r"(?:\d{4}|[一二][〇零○o九][〇零○o一二三四五六七八九]{2})\s?年\s?(?:1[0-2]|0?[1-9]|十?[一二]|[三四五六七八九十])\s?月$"
)
"""The month below a signature."""

_SEALED = re.compile(
    r"^[\u4e00-\u9fff·]{4,24}\s?[(\[【](?:盖?章|公章|代章|印)[)\]】]$|^[(【][\u4e00-\u9fff]{3,20}(?:局|中心|委员会|管理处)[)】]$"
)
_ISSUE = re.compile(
    r"^[\W_]*(?:\d{4}年)?\s?第\s?[\da-z一二三四五六七八九十百〇零]{1,5}\s?(?:期|版|号|卷)(?:[\s:|].{0,16})?$"
)
_CREDIT = re.compile(
    r"^[\W_]*(?:[\u4e00-\u9fff]{2,12}(?:编辑部|编辑组|工作室)\s+)?(?:[\u4e00-\u9fff]{2,6}(?=记者|通讯员)|本版|本期|本文|本刊|本栏目?)?(?:责任编辑|责编|编辑|校对|审核|记者|通讯员|撰文|供稿|摄影|制图)[\s/:|]+[\u4e00-\u9fff ·]{1,12}$|^[\W_]*(?:排版|剪辑|视频|出镜|配音|策划|美编|设计|文案|制作|海报|漫画|插画|监审|翻译|播音|统筹|监制|校审)\s?[/:|]\s?[\u4e00-\u9fff ·:/|]{2,24}[)】\]]?$"
)
_WHO_ASKS = re.compile(
    r"^[\s【\[]*(?:咨询|来信|来电|来访|写信|提问|留言|诉求|反映|投诉|求助|发帖|发问)(?:人|者)(?:姓名|称呼)?[】\]]?\s?:(?!.{0,4}[您你]|.*(?:答复|如下))[^。?]{1,30}$"
)
_CLAUSES = re.compile(r"[,;!?]")
_NAME_END = re.compile(r"[,;。!?]|.{25}")
_STATES = re.compile(
    r"(?:至|到|—|~|-)\s?(?:\d{4}年|次年|当年|翌年|本年)\s?\d{1,2}月|日\s?(?:至|到|—|~|-)\s?\d{1,2}月|起|施行|执行|实施(?!编码|主体|机关|清单)|生效|截止|截至|之前|以前|之后|以后|以来|期间|停止|调整|将|开始|内办|为准|可以|不能|需要|应当"
)
_LETTERS = re.compile(r"[\W\d_]+")
_STRICT_KEY = re.compile(
    r"^[\s【\[(|]*(?:来源|文章来源|信息来源|稿件来源|所属(?:单位|部门|地区|栏目|分类)|适用(?:地区|区域)|(?:本文|文章)?作者|编辑|责任编辑|责编|校对|审核|记者|通讯员|(?:发布|发表|更新|刊发|提问|回答|答复|回复|办结|受理|来信|来电|写信|咨询|留言|提交|成文|录入|创建|上传)(?:日期|时间|于)|最后(?:更新|修改)(?:时间)?|最近更新|发布(?:机构|单位|部门|人|者)|公布(?:机构|单位|日期)|发文机构|(?:回复|答复|办理|承办|受理)(?:单位|部门|机构)|浏览(?:次数|量|数)|阅读(?:次数|量|数)|点击(?:次数|量|数)|索引号|发文字号|主题分类|公开方式|信息分类|事项编码|(?:知识|事项|案件|工单|业务|档案)(?:编号|类型|类别|来源|状态|版本)|案由|审核人|审签人?|录入(?:人|部门)|维护(?:人|单位|部门)|版本号|信件编号|受理编号|信件类型|办理状态|处理状态|信件状态|提问者|提问人|来信人|写信人|咨询人|留言人|诉求人|诉求时间|收信单位|收件单位|原文链接|本文链接|本文地址|字数|author|source|date|published|updated|url|category)(?:[】\])]|[】\])]?\s?[:|]|\s(?=(?:\S{2,20}|\d{4}-\d\d?-\d\d? [\d:]+)$))"
)


def is_meta(folded: str) -> bool:
    """Whether a folded line says when, where or by whom a page was written, and nothing else."""
    if len(folded) > 160 or "。" in folded[:-1] or COMMENT_LINE.match(folded):
        return False
    if _ISSUE.match(folded) or _CREDIT.match(folded) or _WHO_ASKS.match(folded):
        return True
    strict = _STRICT_KEY.match(folded)
    if strict:
        if len(META_KEYS_INSIDE.findall(folded)) >= 2:
            return True
        # 审核：区医保中心核对账户明细 is a step of a procedure, 审核：老李 is a name.
        return has_date(folded) or not _NAME_END.search(folded[strict.end() :])
    dated = has_date(folded)
    lately = len(folded) < 24 and AGO.search(folded) and not _CLAUSES.search(folded)
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
_LONE_TITLE = re.compile(rf"^[\s【\[]*(?:{TITLE_NAMES})[】\]]?\s?:?$")


def claim_keys(sheet: Sheet) -> None:
    """Claims keys that stand in a cell or line of their own (留言标题, 答复时间) and notes what their value is."""
    for unit, value in pairwise(sheet.units):
        if unit.free and value.reason == "interface words" and _LONE_META.match(unit.folded):
            unit.claim("meta", "key")
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


_CHAT_HEAD = re.compile(
    r"(?!.{0,8}(?:上午|下午|早|晚|周[一二三四五六日末]|工作日|时间|每天|中午))[^\s:。,;?!]{1,16}(?:\([^()]{1,14}\))?\s(?:\d{1,2}[-/]\d{1,2}\s)?\d{1,2}:\d{2}(?::\d{2})?$"
)
"""Who writes in a chat, and when, above each message: 小米粥 09:05:12."""

_CHAT = 3
"""So many of them make a page a chat."""


def claim_chat_heads(sheet: Sheet) -> None:
    """Claims the lines of a chat that say who writes, and when."""
    # Only lines that end with a clock time are asked.
    heads = [
        unit
        for unit in sheet.units
        if unit.free and unit.folded[-3:-2] == ":" and _CHAT_HEAD.match(unit.folded)
    ]
    if len(heads) >= _CHAT:
        for unit in heads:
            unit.claim("meta", CHAT_HEAD)


def claim_meta(sheet: Sheet) -> None:
    """Claims the lines that say when, where or by whom."""
    for unit in sheet.units:
        if not unit.free:
            continue
        dated = not unit.asks and not TITLE_KEY.match(unit.folded) and is_meta(unit.folded)
        if dated or _MONTH.match(unit.folded):
            unit.claim("meta", "date or source")
        elif _SEALED.match(unit.folded):
            unit.claim("meta", "signature")
        elif _CALLER.match(unit.folded):
            unit.claim("meta", "who asks")
    told = False
    for unit, following in pairwise(sheet.units):
        told = told or (unit.free and is_sentence(unit.folded))
        # 某市医疗保障局 right above 2024年12月5日 signs a notice; 老张（安徽） above a date asks.
        if (
            unit.free
            and (
                _SIGNATURE.match(unit.folded)
                or _NAME_AND_PLACE.match(unit.folded)
                or (told and _OFFICE.match(unit.folded))
            )
            and following.label == "meta"
            and (DATE.match(following.folded) or _MONTH.match(following.folded))
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
        find_title(sheet, article)


def _article_starts(sheet: Sheet) -> list[int]:
    if sheet.kind == "html":
        firsts = [unit for unit in sheet.units if heading_level(unit) == 1 and unit.free]
        if len(firsts) < 2:
            firsts = _article_elements(sheet)
        starts = [unit.index for unit in firsts]
    else:
        titled = [unit for unit in sheet.units if _is_title_with_meta(sheet.units, unit)]
        head = sheet.units[titled[0].index - 1].folded if titled and titled[0].index else ""
        starts = [
            unit.index for place, unit in enumerate(titled) if not place or _begins(sheet.units, unit, head)
        ]
        if len(starts) < 2:
            starts = _starts_between_disclaimers(sheet) or starts
    bounds = [*starts, len(sheet.units)]
    later = [sheet.units[start] for start in starts[1:]]
    parted = all(
        sheet.units[unit.index - 1].reason in _PARTED or (unit.line.gap and unit.asks) for unit in later
    )
    least = MIN_PARTED_ARTICLE if parted else MIN_ARTICLE
    return [a for a, b in pairwise(bounds) if _has_text(sheet.units[a + 1 : b], least)]


def _starts_between_disclaimers(sheet: Sheet) -> list[int]:
    """Where articles begin that each close with the same disclaimer: at a title behind the one before, set apart by a blank line."""
    said = Counter(unit.folded for unit in sheet.units if unit.label == "disclaimer")
    ends = [unit.index for unit in sheet.units if unit.label == "disclaimer" and said[unit.folded] > 1]
    first = next((unit.index for unit in sheet.units if unit.free), 0)
    starts = [first, *(found for end in ends[:-1] if (found := _title_behind(sheet.units, end)) is not None)]
    parts = list(zip(starts, ends, strict=False))
    told = all(start < end and _has_text(sheet.units[start:end]) for start, end in parts)
    return starts if told and len(starts) == len(ends) > 1 else []


def _title_behind(units: list[Unit], end: int) -> int | None:
    """The first line behind a place that no signal has decided, where it may be a title."""
    unit = next((unit for unit in units[end + 1 :] if unit.free and opener_kind(unit) is None), None)
    return unit.index if unit is not None and unit.line.gap and is_title_like(unit) else None


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
            and any(unit.label == "meta" and has_date(unit.folded) for unit in units[1:4])
            and opener_kind(units[0]) is None
        ):
            found.append(units[0])
    return list(dict.fromkeys(found))


def _is_title_with_meta(units: list[Unit], unit: Unit) -> bool:
    after = units[unit.index + 1] if unit.index + 1 < len(units) else None
    if after is None or after.label != "meta" or not unit.free or len(unit.text) < 6 or unit.number:
        return False
    dated = DATE.search(after.folded) or META_LINE.match(after.folded) or _REPORTED.match(after.folded)
    return bool(dated) and is_title_like(unit) and not marks_accepted(unit)


def _begins(units: list[Unit], unit: Unit, head: str) -> bool:
    """Whether something sets a line apart from the text above it: noise, a disclaimer, a blank line, or what stands above the
    file's first title too (`head`)."""
    if unit.index == 0 or unit.line.gap or _REPORTED.match(units[unit.index + 1].folded):
        return True
    above = units[unit.index - 1]
    return above.label in ("noise", "disclaimer") or _NUMERAL.sub("", above.folded) == _NUMERAL.sub("", head)


_REPORTED = re.compile(r"\W*(?:本报|本刊|本台)?(?:首席|特约|见习|实习)?(?:记者|通讯员)\s")
"""A line that says who reports, below the title of each piece on a newspaper's page."""

_NUMERAL = re.compile(r"[\d一二三四五六七八九十百〇零]+")
"""What sets 第12期 apart from 第13期."""


_PARTED = ("separator", "rule")
"""What stands between two texts of one file."""

MIN_ARTICLE = 60
MIN_PARTED_ARTICLE = 24
"""Letters of running text that make an article, the second where lines part one from the other."""


def _has_text(units: list[Unit], least: int = MIN_ARTICLE) -> bool:
    running = [unit for unit in units if unit.free and is_sentence(unit.folded)]
    return sum(len(unit.text) for unit in running) >= least
