"""Who published a page: what its meta lines name, else the authority that signs the page or runs the site."""

import re

from wendaku.loader.folding import fold, skeleton
from wendaku.loader.sheet import Article, Sheet, head_title_parts
from wendaku.loader.signals import CLOCK, DATE, FLOOR
from wendaku.loader.units import Unit

_KEY = re.compile(
    r"(?:(?:文章|信息|内容|稿件|新闻)?来源|出处|(?:发布|公布|发文|主办|承办|回复|答复|办理|受理|责任)(?:机构|单位|部门)|主办|收信单位|发布人|公众号|(?:资料)?提供|供稿|作者)(?:】|\s?[:])\s?([^\s|,;:()]{2,40})"
)
_EXCERPT = re.compile(r"(?:摘自|选自|引自|转自)\s?[《“\"]?([^》”\"]{2,40})")
_SPOKESMAN = re.compile(r"由([^,。:]{4,24}?)(?:负责)?(?:解答|答复|提供|回答|解读|供稿|发布|整理|推送)")
_NAMED = re.compile(rf"^([\u4e00-\u9fffa-z0-9·]{{2,24}})\s+(?={DATE.pattern})")
_AUTHORITY = re.compile(
    r"(?:局|中心|政府|厅|委员会|管理处|事业处|医院|办公室|12345|12393|热线|发布|微服务|本地宝|信箱|网|网站|服务台|大厅|医保|日报|晚报|早报|晨报|都市报|商报|时报|电视台|电台|融媒)$"
)
_INSIDE = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:医保局|医疗保障局|医保中心|(?:医疗保障|医保|社保|社会保险)(?:事务|服务|经办|基金|管理|事业){1,2}中心|社保局|社保中心|人社局|(?:医保|社保|人社|政务|政府|便民|市民|民生)(?:服务)?热线|居委会|村委会|街道办事处)"
)
_TURNED_TO = re.compile(r"^.{0,8}(?:对话|专访|采访|走进|走访|邀请|请来|咨询|联合|记者从|来自)了?")
"""What a paper does before it names an authority: 对话宜昌市医保局."""

_BEHIND_DATE = re.compile(
    DATE.pattern
    + r"(?:\s?\d{1,2}:\d{2}(?::\d{2})?)?[\s·|]+(?P<name>[\u4e00-\u9fff]{3,20})(?![\u4e00-\u9fff]|\s?:)"
)
_AUTHORITY_IN = re.compile(
    r"医保|医疗保障|社保|人社|政务|政府|12345|发布|本地宝|日报|晚报|早报|晨报|商报|都市报|时报|快报|广播|电视|融媒"
)
_NOBODY = re.compile(
    r"^(?:.*(?:于|时间|日期|更新)|(?:新闻|服务|客服|咨询|举报|监督|爆料)热线|网络.*|互联网.*|网友|本站|本网|原创|佚名|未知|转载|其他|其它|综合|管理员|admin|小编|匿名.*|本报讯?)$"
)


def publisher_names(article: Article, sheet: Sheet) -> list[str]:
    """The folded names that may be publishers, the likeliest first: named by a key, above a date, of the site."""
    meta = [unit.folded for unit in article.units if unit.label == "meta"]
    names = [match[1] for line in meta for match in _KEY.finditer(line)]
    names += [match[1] for line in meta if (match := _SPOKESMAN.search(line) or _EXCERPT.search(line))]
    names += [match[1] for line in meta if (match := _NAMED.match(line)) and DATE.search(line)]
    # 原创 长沙医保 长沙医保 2025-01-09: the account's name stands among others before the date.
    names += [
        word
        for line in meta
        if (dated := DATE.search(line))
        for word in line[: dated.start()].split()
        if 3 <= len(word) <= 20 and _AUTHORITY.search(word)
    ]
    names += [
        match["name"]
        for line in meta
        if (match := _BEHIND_DATE.search(line)) and _AUTHORITY_IN.search(match["name"])
    ]
    names += [line for line in meta if len(line) <= 24 and _AUTHORITY.search(line) and not CLOCK.search(line)]
    names += [unit.folded for unit in article.units if unit.reason == "name below the title"]
    # 洛阳医保微讯 官方认证 发表于…: the account that answers officially in a thread.
    names += [
        words[0]
        for line in meta
        if _CERTIFIED.search(line) and (words := FLOOR.sub("", line).split()) and len(words[0]) >= 3
    ]
    names += [_TURNED_TO.sub("", match[0]) for line in meta for match in _INSIDE.finditer(line)]
    noise = [unit for unit in sheet.units if unit.label == "noise" and len(unit.folded) <= 80]
    # The authorities of 友情链接 are others.
    others = [word for unit in noise if not speaks_of_others(unit) for word in _words(unit)]
    names += [match[1] for unit in noise for match in _KEY.finditer(unit.folded)]
    names += [word for word in others if len(word) <= 20 and _AUTHORITY.search(word)]
    # 在线咨询_南平市医疗保障局: behind the page's own title stands the site's name.
    parts = head_title_parts(fold(sheet.head_title))
    own = bool(parts) and skeleton(parts[0]) == skeleton(article.title_text)
    names += [part for part in parts[own or len(parts) > 1 :] if _AUTHORITY.search(part)]
    return [name for name in dict.fromkeys(names) if not _NOBODY.match(name)]


_CERTIFIED = re.compile(r"官方(?:认证|账号|回复|答复)")
_OTHERS = ("teaser", "link", "hidden", "chatter", "remark", "another user", "behind the")


def speaks_of_others(unit: Unit) -> bool:
    """Whether a line was dropped because it is about other pages or by other people."""
    return any(other in unit.reason for other in _OTHERS)


def _words(unit: Unit) -> list[str]:
    return unit.folded.replace("|", " ").split()


def find_publisher(names: list[str], sheet: Sheet) -> str | None:
    """The publisher as the page writes it, of the folded `names` that may be; None where it names none."""
    for name in names[:1]:
        for unit in sheet.units:
            place = unit.folded.find(name)
            if place >= 0 and unit.label in ("meta", "noise"):
                return unit.text[place : place + len(name)][:300]
    return None
