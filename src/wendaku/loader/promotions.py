"""Lines that speak to the reader about the site, an app or an offer: they stand between the paragraphs of an answer.

What they have in common is told by families of cues rather than by their words: such a line is no sentence, stands alone,
calls for an act on the screen, names a price or a thing of the site's, points with an arrow, and shares hardly a word
with the text around it.
"""

import re
from collections import Counter
from typing import NamedTuple

from wendaku.loader.folding import join_spread
from wendaku.loader.shared_words import count_pairs, share_of_text
from wendaku.loader.sheet import Sheet, heading_level
from wendaku.loader.signals import TEASER_OPENER
from wendaku.loader.units import Unit
from wendaku.loader.wording import is_sentence

MAX_CALL = 60
"""Letters of a line that calls the reader away; longer ones are paragraphs."""

FOREIGN = 0.15
"""Of the letter pairs of a line about another matter, at most so many stand elsewhere in the text."""

HALF_FOREIGN = 0.5
"""The same for a line that two families of cues speak against."""


class _Family(NamedTuple):
    """A family of lines, whole ones as a rule, that sites set between the lines of a text."""

    name: str
    pattern: re.Pattern[str]


_APP = r"(?:app|客户端|小程序|手机版|浏览器|应用|微信|公众号)"
_FAMILIES: tuple[_Family, ...] = (
    _Family("placeholder", re.compile(r"^[\[【(<{]\s?(?:此处)?(?:插入|上传|附)?(?:图片|视频|动图|表情包?|音频|语音|图|配图|插图|截图|长图|海报|附图|动态图|小视频|直播|链接|卡片|名片|小程序|二维码|公众号|投票|位置|文件|gif|img|image|photo|video|pic)\s?\d{0,2}(?:\s?[:—-][^\[\]【】。]{1,30})?[\]】)>}]$")),
    _Family("read on", re.compile(rf"^\W*(?:继续|点击|展开|查看|阅读|显示|加载|余下|剩余|还有|全文)(?:继续|阅读|浏览|查看|展开|看|剩余|余下|隐藏|折叠|未读)*(?:的)?(?:全文|全部|更多|剩余|余下|其余|正文|下文|内容|部分|文章|全部内容)+[\s(]*(?:剩余|还剩|还有|余)?\s?\d{{0,3}}\s?%?\)?\W*$|^\W*(?:剩余|还剩|余下|还有)\s?\d{{1,5}}\s?(?:%|字|页|张|条)[^。,]{{0,6}}$|^\W*(?:已|您已)?(?:阅读|显示|展开)(?:了|到)?\s?\d{{1,3}}\s?%|^(?:打开|下载|使用|前往|去|进入|上|到|在)[^。,;]{{0,10}}{_APP}[^。;]{{0,3}}(?:阅读|浏览|看|查看|继续|体验|观看|收听|畅读|完整)[^。;]{{0,14}}$")),
    _Family("reader's button", re.compile(r"^(?:\S{0,6}(?:对(?:我|您|你)|本(?:文|页|答案))?(?:很|没)?(?:有)?(?:帮助|用|启发|收获)|点赞|赞同|感谢|支持|鼓励|不?赞|同问|举报|报错|纠错)\s?\(\d[\d.]*[万wk+]*\)[^。,;]{0,16}$|^(?:我|本人)(?:也|还|有|想|要|来|是)*(?:提问|问|咨询|追问|评论|点评|评价|回答|作答|补充|纠错|报错|反馈|投诉|吐槽|分享|说两句|说几句|类似(?:的)?(?:问题|疑问|情况|经历)|(?:同样|相同)的?(?:问题|疑问)|话(?:要)?说)\W*$")),
    _Family("picture's credit", re.compile(r"^[^。;:]{0,24}[。\s(](?:摄影|摄|供图|制图|绘图|插画|漫画)\s?[:/|]?\s?[\u4e00-\u9fff·]{2,5}\)?$|^(?:[^。;:]{0,24}[。\s(])?(?:摄影|摄|供图|图片|拍摄|制图|绘图|插画|漫画|图)\s?[:/|]\s?[\u4e00-\u9fff·]{2,5}\)?$|^\W*(?:上图|下图|左图|右图|题图|头图|图\d)(?:为|系|来自|源自|:)[^。]{2,30}$|^\W*图(?:为|中为|示)[^。;:]{2,40}[。)]?$|^\W*[\u4e00-\u9fff·]{2,4}\s?[/|]?\s?(?:摄|供图|制图|绘图)\W*$|^.{4,60}(?:记者|通讯员)\s[\u4e00-\u9fff·]{2,4}\s?摄\W*$|^[^。,;]{2,24}(?:资料|示意|效果|宣传|现场|截)图[)\]】]?$|^\W*图文无关|^\W*[^。;:]{0,16}(?:点击(?:看|查看)?(?:图片|大图|上图|下图|图)|(?:左右|上下|向左|向右)?滑动)[^。;:]{0,6}(?:放大|查看|看大图|浏览|看全|看更多)[^。]{0,3}$|^[^。;:]{0,24}\(点击(?:看|查看)?大?图[^()]{0,4}\)$|^\W*(?:现场|活动|访谈|直播)(?:图片|照片|实录|视频|组图|花絮)\W*$|^[△↑⬆]\s?[^。;:?]{2,16}$")),
    _Family("end of the feed", re.compile(r"^\W*(?:已经?|就|都)?(?:到底|到头|见底|看完|加载完|没有更多)(?:部|了|啦|咯|喽|毕|的?内容|文章|数据|记录)*\W*$|^\W*我(?:也)?是有底线的\W*$|^\W*没有更多(?:内容|数据|评论|回答|记录)?了?\W*$|^\W*(?:视频|图片|音频|页面|内容|评论|数据)?(?:加载中|正在加载|缓冲中|下拉刷新|上拉加载更多)[^。]{0,8}[.。…]*$")),
    _Family("infobox", re.compile(r"^(?:词条|百科)(?:图册|统计|标签|贡献|创建者|目录|信息|评价)\W?.{0,30}$|^(?:更多)?(?:图册|图集)(?:\s?\d+张?)?$")),
    _Family("audience", re.compile(r"^\W*(?:\d[\d.,]*\s?[万千wk]?\+?|多少|无数)\s?(?:位|个|名)?(?:朋友|网友|用户|粉丝|读者|会员|家庭|人)(?:都)?(?:在|已|正在|已经)(?:看|读|学|用|领取?|关注|加入|订阅|收藏|报名|咨询|下载|追|听|问|测)[^。;]{0,20}$")),
    _Family("share it", re.compile(r"^\W*(?:扫码|长按|点击|欢迎)?(?:加|进)入?[^。;:,]{0,12}(?:交流|粉丝|读者|互助|福利|咨询|答疑|同城|读友|家长|街坊|业主)群[,!\s]|^[^。]{0,44}?(?:进|加|入)[^。;:]{0,8}(?:交流|粉丝|读者|互助|福利|咨询|答疑|同城)群\W*$|^\W*(?:扫码|长按|点击)?(?:进|加|入)群(?:[^。;:]{0,6}|[^。;:]{0,12}(?:领|看|聊|交流|学|咨询|分享|获取|了解|享|抢|福利|一起)[^。;:]{0,12})$|^[^。;:]{0,12}(?:分享|转发)(?:给|到|至)(?:微信)?(?:好友|朋友圈|朋友|微信群|亲友)\W*$|^\W*(?:订阅|关注|收藏)(?:我们|本(?:号|站|网|栏目|频道|公众号)|小编)[^。;:]{0,24}$|^\W*长按(?:图片|下图|上图|海报|图)?(?:即可)?(?:保存|转发|识别|分享)[^。,]{0,10}$|^\W*(?:转发|分享|转给|收藏|转)(?:到|至|给|起来|出去)[^。;:]{0,16}(?:朋友圈|群里?|看看|看一看|知道|备用|需要的(?:人|朋友)|一起学)[^。;:]{0,10}$|^\W*(?:星标|置顶)(?:我们|本号|我|公众号|一下)?[,!]?[^。;:]{0,20}$|^[^。]{0,44}?关注[^。]{0,16}回复[^。]{0,14}(?:获取|领取|入口|直达|下载|免费)")),
    _Family("announced in brackets", re.compile(r"^\W{0,2}[\[【(〔](?:插播|插入|插一条|广告|推广|预告|下期|本台|直播|口播|赞助|友情提醒|片花|音乐|花絮|片头|片尾|画外音|字幕|镜头|此处|现场)[^。()\[\]【】]{0,60}[\]】)〕]$|^\W*(?:插播(?:一(?:条|则|下))?|口播|片花)(?:消息|通知|广告|预告)?\s?[:,].{4,60}$|^[^。;]{0,30}敬请(?:收看|收听|锁定|期待|留意|关注)[^。;]{0,12}$")),
    _Family("hidden from guests", re.compile(r"^\W*(?:本帖|本主题|以下|此处|部分|下面|该|此)?(?:\S{0,4})?(?:隐藏|付费|加密|收费)(?:的)?(?:内容|部分|文字|附件|区域|帖子?).{0,12}(?:回复|登录|购买|付费|关注|积分|金币|下载|会员|权限|可见|解锁|浏览|查看).{0,16}$|^\W*(?:回复|登录|注册|关注|付费|购买|点赞|评论|转发|分享|会员|积分不足)[^。;]{0,8}(?:后)?(?:才)?(?:即可|可|能|以)?(?:以)?(?:查看|可见|浏览|阅读|看到|解锁)[^。;]{0,6}(?:隐藏|全部|全文|剩余|更多|完整)?[^。;]{0,8}$|^\W*(?:游客|您好?|抱歉)[,，]?.{0,12}(?:需要|必须|请先?)(?:回复|登录|注册|购买|关注).{0,20}(?:查看|可见|浏览|下载|继续)[^。]{0,8}$|^\W*(?:本内容|本文)[^。]{0,6}(?:需要|仅).{0,10}(?:会员|登录|付费).{0,10}$")),
    _Family("offer in a frame", re.compile(r"^\W{0,2}[\[【(〔](?:app推荐|直播预告|活动预告|下期预告|节目预告|往期直播|热门直播|好物推荐|好物|推荐|推广|广告|福利|活动|直播|课程|限时|限时福利|热门活动|重磅|新人福利|粉丝福利|会员福利|精品课|商品|超值|爆款|抽奖|有奖|免费领|独家|专享|团购|特惠|优惠)[\]】)〕](?!.{0,12}(?:参保|医保))[^。]{4,}$")),
)  # fmt: skip

_ANY_FAMILY = re.compile("|".join(f"(?:{family.pattern.pattern})" for family in _FAMILIES))

_CALL = re.compile(
    r"点击(?!.{0,12}(?:按钮|进入|选择|确认|提交|菜单|即可))|点此|点我|戳(?:我|这|此)|扫码|扫一扫|扫描|长按|识别|下载|立即|马上(?:领|看|抢|测|咨|加|下|体|报|参|了解|预|试|开|购|买|投|办)|一键|免费(?!.{0,3}打印)|限时|抢先|抢购|领取?(?=\S{0,8}(?:礼|券|红包|手册|资料|福利|攻略|课|优惠|奖|补贴|名额|元))|加入|进群|入群|订阅|测一?测|测测|算一算|试一试|试试|报名|抢票|体验|投保|开户|选购|(?:先|快来?|来|都)看看?(?:这|本)(?:份|篇|款|里|个|招|张)|(?:了解|查看|获取)(?:详情|更多|报价|方案|额度)|一对一|1对1|帮您|帮你|替您|带您|陪您"
)
_STRONG = re.compile(
    r"抽\s?\d+\s?[位名个][^。]{0,12}送|(?:点击|点此|点我|戳(?:我|这|此)).{0,8}(?:测|看|了解|领|算|抢|体验|试|咨询|报名|参与)|立即(?:咨询|测|领|查看|体验|下载|抢|购|开户|预约|报名|投保|加入|参与|打开|提问)|免费(?:测|领|咨询|试|算|评估|设计|评测|体验|提问|发布|问|规划)|一键(?:测|领|算|投|咨询)|(?:先|快来?|来|都)看看?(?:这|本)(?:份|篇|款|里|个|招|张)|1对1|一对一|帮[您你](?:分析|规划|算|选|测|省)"
)
"""Calls that need no second cue where a line is about another matter."""
_MATTER = re.compile(
    r"医保|医疗保障|参保|备案|共济|报销|结算|账户|余额|缴费|待遇|定点|药店|医院|窗口|挂号|住院|手续费|右上角|首页|登录"
)
"""What answers speak of: only a line with three cues is an offer all the same."""
_PRICE = re.compile(
    r"\d\s?元(?:起|/|购|领|包|体验|享|抢)|(?<![\d.])0元|首月|首单|低至|仅需|只[要需]\s?\d|\d\s?折|[一二两三四五六七八九]折|买[一二两三四五\d]{1,2}[送赠]|第[二2]件|半价|满\d+[减送]|下单|特价|特惠|优惠券|礼包|红包|福利|好礼|满减|秒杀|包邮|免息|零(?:手续费|费用|元|首付|门槛)|(?:百|千)万医疗|新人|新客|专享|专属|立减|返现|抽奖|抽\s?\d+\s?[位名个]|有奖(?!举报)|大奖|(?:限|剩|仅).{0,4}名额?|钜惠|大促|省\d|省下|省多少"
)
_THING = re.compile(
    r"app|客户端|二维码|社群|[流信丝友家]群|直播|课程|公开课|训练营|资料包|电子书|手册|顾问|管家|经纪人|规划师|理财|贷款|房贷|信用卡|体检|重疾险|医疗险|意外险|车险|保单|保障方案|镜片|保健|养生|种牙|彩票|股票|基金[^监]|报价|开户|测评|方案|攻略|秘籍"
)
_READER = re.compile(
    r"有用|帮到|满意|喜欢|感兴趣|看不懂|没看懂|不明白|没找到|还想|有疑问|拿不准|不放心|不想错过|错过|怎么选|适合您|适合你|家人们|宝子|朋友们|你也|您也|你的|您的"
)
_ARROW = re.compile(
    r"(?:>|»|›|→|⇒|➜|➡|☞|👉|👇|↓|⬇|▼|▶|🔥|💥|🎁|🧧|💰)[\s)】]*$|^(?:👇|👉|☞|🔥|💥|🎁|🧧|💰|↓|⬇)"
)
_QUOTED = re.compile(r"[“\"「『《][^”\"」』》]{0,30}[”\"」』》]")
_ENDS = re.compile(r"[。;:,、]$")
_STEP = re.compile(r"\W*(?:step|part|no\.?|tips?)\s?\d")
_ADVERT_MARK = re.compile(
    r"^\W*(?:以下(?:为|是))?(?:商业|品牌|合作|友情|公益|插播|赞助商?|本站)?(?:广告|推广|赞助|软文)(?:时间|插播|内容|信息|位|专区|之后更精彩|开始|一下)?(?:\s?\d{1,2}\s?(?:秒|s))?\W*$|^\W*(?:ads?|advertisement|sponsored|promoted)\W*$"
)
_BELOW_MARK = 3
"""So many lines below a mark that says 广告 may be the advert's."""


def claim_promotions(sheet: Sheet) -> None:
    """Claims lines that belong to a family above, and lines that call the reader away from the text."""
    words: Counter[str] | None = None
    for unit in sheet.units:
        if not unit.free or len(unit.folded) > MAX_CALL or _is_statement(unit) or heading_level(unit) == 1:
            continue
        if _ANY_FAMILY.match(unit.spaced) and not _is_told(sheet, unit):
            family = next(family for family in _FAMILIES if family.pattern.match(unit.spaced))
            unit.claim("noise", family.name)
            continue
        if _is_teaser(unit):
            unit.claim("noise", "teaser-line")
            continue
        if not _may_call(sheet, unit):
            continue
        cues = count_cues(unit.folded)
        if cues:
            words = words if words is not None else count_pairs(sheet.units)
            if _calls_away(unit, cues, words):
                unit.claim("noise", "calls the reader away")
    _claim_below_marks(sheet, words)
    _claim_above_buttons(sheet, words)
    _claim_pointed(sheet)


_KEY_LETTERS = 14


def _is_statement(unit: Unit) -> bool:
    """Whether a line ends as the sentences of a text do."""
    return unit.folded[-1] in "。;:," and "图" not in unit.folded


def _is_teaser(unit: Unit) -> bool:
    """Whether a line names another page behind words that open a list of such (猜你喜欢：…)."""
    key, colon, rest = unit.folded.partition(":")
    if not colon or len(key) > _KEY_LETTERS or len(rest) < 4 or is_sentence(rest) or unit.number:
        return False
    return bool(TEASER_OPENER.match(key))


def _may_call(sheet: Sheet, unit: Unit) -> bool:
    """Whether a line by its shape may be an offer: no sentence, no step, no item of a list, no cell."""
    if (
        (unit.number and unit.number.value)
        or _STEP.match(unit.folded)
        or _ENDS.search(unit.folded)
        or "。" in unit.folded
    ):
        return False
    if unit.line.block.within("td", "th", "li", "dt", "summary") is not None or _is_told(sheet, unit):
        return False
    return not (unit.folded.endswith("?") and sheet.is_answered_below(unit))


def _is_told(sheet: Sheet, unit: Unit) -> bool:
    """Whether the line above ends with a colon: then a line is what it lists."""
    return unit.index > 0 and sheet.units[unit.index - 1].folded.endswith(":")


def count_cues(folded: str) -> int:
    """How many families of cues speak against a line; one that only names what to press (点击“查询”) has none."""
    bare = _QUOTED.sub("", folded)
    calls = sum(cue.search(bare) is not None for cue in (_CALL, _PRICE, _ARROW))
    return calls and calls + sum(cue.search(bare) is not None for cue in (_THING, _READER))


def _calls_away(unit: Unit, cues: int, words: Counter[str]) -> bool:
    if cues >= 3:
        return True
    bare = _QUOTED.sub("", unit.folded)
    if _MATTER.search(bare):
        return False
    shared = share_of_text(unit.folded, words)
    if cues == 2:
        return shared <= HALF_FOREIGN
    return shared <= FOREIGN and bool(_STRONG.search(bare) or _PRICE.search(bare) or _ARROW.search(bare))


def _claim_below_marks(sheet: Sheet, words: Counter[str] | None) -> None:
    """Claims the lines below a mark that says 广告: no sentences, no numbers, and about something else than the text."""
    for place, mark in enumerate(sheet.units):
        if mark.free or not _ADVERT_MARK.match(join_spread(mark.folded)):
            continue
        for unit in sheet.units[place + 1 : place + 1 + _BELOW_MARK]:
            if not unit.free and unit.label == "noise":
                continue
            if not unit.free or not _may_call(sheet, unit):
                break
            words = words if words is not None else count_pairs(sheet.units)
            if not count_cues(unit.folded) and share_of_text(unit.folded, words) > FOREIGN:
                break
            unit.claim("noise", "below an advert's mark")


_BUTTON = re.compile(
    r"立即|马上|免费|咨询|提问|申请|下载|领取|查看|预约|登录|注册|打开|投保|开户|报名|购买|了解|联系|试用|测|体验"
)
_ABOVE = 2
"""So many lines above a button may say what it is for."""


def _claim_above_buttons(sheet: Sheet, words: Counter[str] | None) -> None:
    """Claims the lines right above a button that calls: no sentences, and about something else than the text."""
    for place, button in enumerate(sheet.units):
        is_button = button.reason in ("interface words", "link", "element button") and len(button.text) <= 14
        if not is_button or not _BUTTON.search(button.folded):
            continue
        for unit in reversed(sheet.units[max(0, place - _ABOVE) : place]):
            if (
                not unit.free
                or not _may_call(sheet, unit)
                or _MATTER.search(unit.folded)
                or heading_level(unit)
            ):
                break
            words = words if words is not None else count_pairs(sheet.units)
            if share_of_text(unit.folded, words) > FOREIGN:
                break
            unit.claim("noise", "above a button")


_POINTED = re.compile(r">{2,4}\s?[^。;,]{4,40}$|[>»›]\s?[^。;:,]{4,40}$")
_ARROWS = re.compile(r">{2,4}\s?[^>]")


def _claim_pointed(sheet: Sheet) -> None:
    """Claims runs of lines that an arrow begins, as links begin: two at least or behind several arrows, no sentences, below no colon."""
    run: list[Unit] = []
    for unit in [*sheet.units, None]:
        if unit is not None and unit.free and unit.folded[0] in ">»›" and _POINTED.match(unit.folded):
            run.append(unit)
            continue
        if run and (len(run) >= 2 or _ARROWS.match(run[0].folded)) and not _is_told(sheet, run[0]):
            for pointed in run:
                pointed.claim("noise", "run of links")
        run = []
