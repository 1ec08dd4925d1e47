"""Pages that answer nothing: they do not exist, ask for a captcha, wait for a reply, only list links."""

import re

from wendaku.loader.chrome import BREAKS_OFF
from wendaku.loader.folding import fold
from wendaku.loader.lures import informs
from wendaku.loader.matching import prepare_test
from wendaku.loader.noise import marks_accepted
from wendaku.loader.shared_words import find_pairs
from wendaku.loader.sheet import Sheet
from wendaku.loader.signals import DATE, LETTER_REPLY_KEY, OFFICIAL
from wendaku.loader.units import Unit
from wendaku.loader.wording import is_sentence, reply_mark

ADVERT_ANSWER = "answered by an advert"
"""The reason of lines below a question that only an advert answers."""

_NOBODY = "nobody has answered the question"

_PAID = "the answer has to be paid for"

DEAD_PAGES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("the page says that it does not exist", re.compile(r"(?:页面|网页|内容|文章|信息|问题|回答|答案|主题|词条|帖子?|链接|文件|地址|资源|视频)[^。,]{0,16}(?:不存在|未找到|找不到|不见了|无法找到|已(?:经)?(?:被)?(?:作者|管理员|发布者|系统)?(?:删除|移除|撤回|屏蔽)|已下线|已下架|已经?搬家|已经?迁移|飞走|去火星|离家出走|已失效|已过期|丢失|走丢|无法访问|被删除)|(?:找不到|没有找到|未找到|无法找到|无法打开|无法显示)[^。]{0,10}(?:页面|网页|内容|文章|您要|你要|您访问|该)|^\W*404|404 ?(?:not found|错误|页面)|(?:error|错误)\W{0,3}(?:403|404|500|502|503)|not found")),
    ("the page asks for a captcha", re.compile(r"验证码|人机验证|安全验证|滑动(?:滑块|验证)|拖动.{0,8}(?:滑块|拼图)|完成(?:下方|下列|以下|安全)?(?:拼图|滑块|安全)?验证|(?:账号|账户)密码登录|统一身份认证|访问(?:过于|太过?|次数)?(?:频繁|异常|受限|过快)|请求过于频繁|异常(?:访问|流量|请求)|确认(?:您|你)?(?:是|不是)(?:真人|人类|机器)|captcha|checking your browser|are you (?:a )?(?:human|robot)")),
    ("the page only leads to another", re.compile(r"自动(?:跳转|返回|刷新)|正在(?:为您)?(?:跳转|加载)|即将(?:跳转|离开)|(?:开启|启用|打开|支持)\s?javascript|请稍[候等后]|loading")),
    ("the page asks for a login", re.compile(r"请(?:先|您)?(?:先)?登录(?:后|以|再|查看|$|[!。,])|登录(?:或者?|/|、|和)注册(?:后|再|以)|(?:您|你)所在的用户组|(?:没有|无)(?:权限?|权)(?:查看|访问|浏览|阅读)|权限不足|无法查看(?:该|此|本)(?:主题|内容|帖)|仅(?:会员|好友|粉丝|登录用户)可见|登录后(?:查看|可见|才能|继续|阅读)|会员(?:专享|可见|才能)|(?:开通|成为)会员|付费(?:后)?(?:查看|阅读)|剩余.{0,6}内容.{0,8}(?:登录|付费|关注)")),
    ("the page is closed for maintenance", re.compile(r"系统(?:正在)?(?:维护|升级)|停机(?:维护|升级|检修)|(?:平台|系统|网站|服务器).{0,30}(?:维护|升级|割接).{0,10}期间|(?:业务|服务).{0,6}暂停(?:办理|服务|受理|使用)|暂停(?:服务|对外服务|访问)|网站(?:正在)?(?:维护|升级|建设)|服务(?:暂时)?(?:不可用|中断)|server error|bad gateway|service unavailable|敬请期待|即将上线|内容(?:正在)?(?:建设|更新|完善)中")),
    (_NOBODY, re.compile(r"^\W*1\s?篇帖子\W|(?:暂无|还没有|暂时没有|尚无|没有)(?:人)?(?:任何)?(?:回答|答案|回复|解答|答复)|(?:没有?人|无人)(?:来)?(?:回答|回复|解答|作答)|等待(?:回答|解答|回复|答复)|(?:问题|提问|留言|咨询|来信)已(?:经)?(?:提交|收到|转交|发布)[^。]{0,24}(?:回复|解答|答复|回答)|等你来答|(?:成为|做)第一个(?:回答|解答)|待回复|待答复|正在办理中")),
    (_PAID, re.compile(r"(?:回答|答案|解答|内容|全文|文章)[^。,]{0,12}(?:付费|收费)|(?:支付|付费|购买)[^。]{0,16}(?:查看|阅读|解锁|收听)|付费(?:后)?(?:查看|阅读|解锁)")),
    ("the page lists search results", re.compile(r"(?:为您|为你|共)?(?:找到|搜索到|检索到)(?:约|相关)?.{0,10}\d[\d,]*\s?(?:个|条|篇).{0,6}(?:结果|内容|信息|记录)|(?:相关|搜索)的?结果约?\s?\d[\d,]*\s?(?:个|条)|搜索结果")),
    ("the page is one of a list", re.compile(r"(?:每页|共)\s?\d[\d,]*\s?(?:条|篇|个)[^。]{0,30}(?:首页|上一页|下一页|末页|尾页)|首页\W{0,3}上一页[^。]{0,40}(?:下一页|末页|尾页)")),
)  # fmt: skip

_says_any = prepare_test(re.compile("|".join(pattern.pattern for _, pattern in DEAD_PAGES)))
"""Asked first, since hardly a line says any of it."""

_SIGNS_UP = re.compile(
    r"获取验证码|输入(?:您的)?(?:手机号?|姓名)|我已(?:经)?(?:阅读|同意|知晓)|距离?.{0,6}(?:结束|截止)|活动倒计时|(?:立即|马上|点击|免费).{0,4}(?:投保|领取|报名|抢购|购买|测算|测额|下单|加入)"
    r"|首月.{0,4}元|\d元起|已有?\s?[\d,.]+万?\+?\s?[人位名].{0,4}(?:投保|领取|报名|购买|申请|参与|预约)|(?:刚刚|\d{1,2}\s?(?:秒|分钟|小时)前).{0,4}(?:投保|领取|下单|购买|申请|提取|报名|成功)|名额(?:仅|有限|紧张)|仅剩.{0,6}(?:名额|席|个|份)|限时(?:福利|优惠|免费|特惠|领取)"
)
"""What pages say that sell something or collect telephone numbers."""

_OPTIONS = re.compile(r"[\[(【](?:单选|多选|填空|矩阵|量表|打分|必答|选择)题?[\])】]")
_HEAD = 100
_ITEMS = 3
"""So many lines that say how they are to be answered make a questionnaire."""

LEAST_SIGNS = 4
"""So many different lines of that kind make such a page, where no line tells what to do by the rules."""

_PENDING = re.compile(
    r"(?:状态|进度|情况|结果|环节)[】\]]?\s?[:]?\s?(?:正在)?(?:办理中|处理中|受理中|转办中|审核中|核实中|待(?:办理?|处理|回复|答复|受理|审核|转办)|(?:未|暂未|尚未)(?:回复|答复|办结|处理|受理))$"
)
"""A letter's state before it is answered."""

_OPEN_QUESTION = re.compile(
    r"^\W*1\s?篇帖子\W|提问(?:者|人|时间)|悬赏|待解决|待回答|我来回答|写回答|邀请.{0,4}回答|^\W*(?:全部)?(?:回答|回复|解答)\s?[(:]?\s?0\s?\)?\W*$"
)
"""What stands around a question that users answer."""

_PLACEHOLDER = re.compile(
    r"(?:已|将|正在)[^。]{0,24}(?:转|交办|派单|受理|分派|登记)[^。]{0,40}(?:工作日|尽快|及时|稍后|届时|耐心|答复|回复)|耐心等(?:待|候)"
)
"""What stands in the place of a reply meanwhile."""


def why_dead(sheet: Sheet) -> str | None:
    """Why a page is no answer page at all: it does not exist, asks for a captcha, nobody has answered."""
    sentences = [unit for unit in sheet.units if unit.free and is_sentence(unit.folded)]
    running = [unit for unit in sentences if not BREAKS_OFF.search(unit.folded)]
    short = [unit for unit in sheet.units if len(unit.text) <= 120 and _says_any(unit.folded)]
    said = [
        (reason, pattern, found)
        for reason, pattern in DEAD_PAGES
        if (found := [unit for unit in short if pattern.search(unit.folded)])
    ]
    # A page that asks for a login, speaks of maintenance and wants a captcha says the same three times.
    together = {unit for _, _, found in said for unit in found} if len(said) >= 3 else set()
    for reason, pattern, saying in said:
        told = together.union(saying)
        if reason == "the page asks for a login" and _is_answered(sheet, running, told):
            continue
        others = sum(len(unit.text) for unit in running if unit not in told)
        titled = any(unit.label == "title" for unit in saying) or bool(pattern.search(fold(sheet.head_title)))
        # Where users answer, what runs on below a question that nobody has answered is the asker's.
        asked = (
            reason in (_NOBODY, _PAID) and any(map(_is_open_question, sheet.units)) and not _has_reply(sheet)
        )
        if others < (_LONGEST_LETTER if asked else 150 if titled else 60):
            return _drop(sheet, reason)
    if len(sentences) - len(running) >= _ITEMS and sum(len(unit.text) for unit in running) < _BESIDE_SNIPPETS:
        return _drop(sheet, "the page is one of a list")
    if sum(bool(_OPTIONS.search(unit.folded[:_HEAD])) for unit in sheet.units) >= _ITEMS:
        return _drop(sheet, "the page is a questionnaire")
    if _is_chatter(sheet):
        return _drop(sheet, "the page has no accepted or official answer")
    if _signs_up(sheet):
        return _drop(sheet, "the page is only an advert")
    if _waits_for_reply(sheet):
        return _drop(sheet, _NOBODY)
    return None


_BESIDE_SNIPPETS = 150
"""Letters of running text at most on a page that lists the beginnings of others."""

_LONGEST_LETTER = 600
"""Letters of what an asker writes at most below a question that nobody has answered."""


def _is_open_question(unit: Unit) -> bool:
    return len(unit.text) <= 80 and bool(_OPEN_QUESTION.search(unit.folded))


def _has_reply(sheet: Sheet) -> bool:
    return any(marks_accepted(unit) or _heads_reply(unit) for unit in sheet.units)


def _signs_up(sheet: Sheet) -> bool:
    signs = {unit.folded for unit in sheet.units if len(unit.text) <= 40 and _SIGNS_UP.search(unit.folded)}
    return len(signs) >= LEAST_SIGNS and not any(informs(unit.folded) for unit in sheet.units if unit.free)


_POST_FOOT = re.compile(r"(?:^|\s)\d{1,4}\s?楼\s+" + DATE.pattern)
"""What stands below each post in some threads: IP属地:湖北 1楼 2024-06-21 22:47."""

_POSTS = 3


def _is_chatter(sheet: Sheet) -> bool:
    """Whether a page is a thread of posts, each with its floor and time below it, of which none is official or accepted."""
    feet = sum(bool(_POST_FOOT.search(unit.folded[:_HEAD])) for unit in sheet.units)
    return feet >= _POSTS and not any(
        marks_accepted(unit) or OFFICIAL.search(unit.folded[:_NAME]) for unit in sheet.units
    )


_NAME = 20
"""Letters of a line that may be a user's name."""

_SHARED = 3
"""Letter pairs that a sentence shares with a title which asks, where it answers it."""


def _is_answered(sheet: Sheet, running: list[Unit], told: set[Unit]) -> bool:
    """Whether a sentence takes up what a title asks: then a call to log in only stands beside the answer."""
    titles = [unit for unit in sheet.units if unit.label == "title" and unit.asks]
    return any(
        len(find_pairs(unit.folded) & find_pairs(title.folded)) >= _SHARED
        for unit in running
        for title in titles
        if unit not in told
    )


def _drop(sheet: Sheet, reason: str) -> str:
    for unit in sheet.units:
        unit.label = None if unit.label == "title" else unit.label
        unit.claim("noise", "page without an answer")
    return reason


def _waits_for_reply(sheet: Sheet) -> bool:
    """Whether a letter's state says that it is not answered yet, and no reply stands below a key or mark of one."""
    states = [unit for unit in sheet.units if unit.label in (None, "meta") and _PENDING.search(unit.folded)]
    if not states:
        return False
    keys = [unit.index for unit in sheet.units if _heads_reply(unit)]
    below = sheet.units[min(keys) :] if keys else []
    return not any(_replies(unit) for unit in below)


_COUNTS_REPLIES = re.compile(r"\W*(?:回答|回复|答复)\s?:?\s?\d+\W*$")


def _heads_reply(unit: Unit) -> bool:
    if _COUNTS_REPLIES.match(unit.folded):
        return False
    dated = unit.label == "meta" and "复" in unit.folded
    return dated or bool(LETTER_REPLY_KEY.match(unit.folded) or reply_mark(unit.folded))


def _replies(unit: Unit) -> bool:
    return unit.free and is_sentence(unit.folded) and not _PLACEHOLDER.search(unit.folded[:400])


def why_nothing(sheet: Sheet) -> str:
    labels = [unit.reason for unit in sheet.units]
    if any(reason in ("advert", ADVERT_ANSWER) for reason in labels):
        return "the page is only an advert"
    if (
        sum(reason in ("link", "list of links") or reason.startswith("among teasers") for reason in labels)
        >= 3
    ):
        return "the page only lists links"
    if any(reason.startswith("opens chatter") or reason.startswith("among chatter") for reason in labels):
        return "the page has no accepted or official answer"
    return "the page holds no answer"
