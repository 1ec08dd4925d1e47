"""Lures: offers to cash out, brokers' contacts, false hotlines, adverts for clinics; and what only warns of them."""

import re

from wendaku.config import Config
from wendaku.loader.matching import prepare_test

_WARNING = re.compile(
    r"切勿|请勿|勿(?:信|要|轻|以|通过|将|把|向)|不要|别(?:信|去|找|点|轻|听|被|上|相信|理|加)|谨防|严防|警惕|当心|小心|防止|严禁|禁止|违法|违规|违反|非法|骗局|骗子|诈骗|受骗|上当|被骗|骗取|骗保|风险|打击|举报|查处|处罚|刑事|责任|绕开|远离|不得|不可信|不能信|不予|追究|冒名|套路|陷阱|假的|都是假|犯罪|识破|揭|曝光|拒绝|抵制|不合法|得不偿失|后果|处理。"
)
_DENIES = re.compile(r"不能|不可|不得|不允许|不支持|不予|无法|能不能|能否|可否|是否|才能|方可")
_CASH = re.compile(
    r"(?:套现|提现|取现|变现|兑现|折现|换现|代取|代提|代办提取|变成现金|换成现金|变现金|换现金|兑成现金|提取现金|取出现金|取钱|提取|回收|收购|套出|套取)"
)
_SUBJECT = re.compile(r"(?:医保|社保|个账|个人账户|余额|公积金|卡里)")
_BAIT = re.compile(
    r"秒到|秒(?:提|取|结)|当天(?:到账|拿钱|下款|出款|放款|结算)|当场(?:到账|结算|拿钱|付款|给钱)|立等可取|分钟(?:内)?(?:到账|搞定到账|出款|拿钱)|手续费(?:只收|只要|仅|低|\d|百分)|点位|扣点|\d+\s?个点|高价|无需(?:任何)?(?:材料|手续|条件|理由)|不看(?:条件|材料|征信)|专业(?:代办|办理|提取|套现|团队|代取|快速)|内部(?:渠道|关系|人员)|特殊渠道|有(?:渠道|门路|路子)|包(?:取现|下款|提取|过|办成|成功)|(?:不成功|不到账|办不成)不收费|先(?:到账|拿钱|办理?)后(?:付|收)|全国(?:可办|接单|可做|均可办|办理)|24小时(?:接单|在线|办理)|正规(?:提取|套现|公司|团队)|十年老店|最高可(?:提|取)|分钟打款|诚信(?:代办|办理|第一)|可上门|安全快捷|快速(?:提取|提现|变现|到账|取现|套现)|急用钱|随时(?:提|取|变)现|轻松(?:提|取|变|套)|有偿|代办费|(?:免费)?(?:评估|测算?|估算?)额度"
)
_CHAT = re.compile(
    r"(?:加|添加|联系|咨询|搜|找|私|\+)\s?(?:我|客服|老师|专员|经理|顾问|我们|本人|小编|业务员|下方|上方|这个)?\s?(?:的)?\s?(?:微信|薇信|威信|徽信|微心|vx|v信|wx|weixin|qq|扣扣|企鹅号?|v)\s?(?:号|同号)?\s?[:号]?\s?[a-z0-9][a-z0-9_-]{4,20}"
    r"|(?:微信|薇信|威信|徽信|微心|vx|v信|wx|weixin|qq|扣扣|v)\s?(?:号码?|同号|联系)?\s?[:]\s?[a-z0-9][a-z0-9_-]{4,20}|(?:微信|薇信|vx|v信|wx|qq)\s?(?:号|同号)?\s?[a-z]{0,10}_?\d{5,14}|微信同号|电话同微|手机同微|加\s?(?:v|微|薇|vx|wx)(?:信)?(?=[\s,。!:]|$|[a-z0-9])|(?:私信|评论区|后台|留言|回复)\s?[“\"'「]?(?:提现|取现|套现|变现|888|666|办理|代办)|私聊我|(?:扫|扫描|识别|长按)(?![^。]{0,12}(?:窗口|大厅|服务台|柜台|医院|诊室|自助机|墙上|张贴))[^。]{0,12}二维码[^。]{0,14}(?:加|咨询|联系|办理|客服|提取|提现|领取|变现)|扫码(?:加|咨询|联系|办理|提现|添加)|(?:加|添加)(?:一下)?(?:我|我们|客服|老师|专员|经理|顾问|业务员)(?:的|个人)?(?:微信|薇信|vx|wx)"
)
_PHONE = re.compile(
    r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)[48]00[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)|(?<!\d)1[3-9]\d{2}[*x×]{3,5}\d{2,4}(?!\d)"
)
_CALL = re.compile(r"电话|热线|致电|拨打|来电|咨询|联系|客服|手机|预约")
_CLINIC = re.compile(
    r"种植牙|种牙|牙科|口腔|正畸|隐形矫正|整形|医美|双眼皮|眼科|近视手术|男科|妇科|不孕不育|不孕|白癜风|牛皮癣|银屑病|植发|脱发|减肥|祛斑|痔疮|癫痫|体检套餐|体检中心|中医馆|理疗|专科医院|保健品|特效药|祖传|医院"
)
_OFFER = re.compile(
    r"特价|优惠|限时|限量|抢购|元起|低至|折(?:起|扣|优惠)|立减|立省|名额|免费(?:领|试|检|咨询|设计|拍片|挂号|体验|预约|洗牙|名额)|免挂号费|在线预约|立即预约|点击预约|预约(?:热线|电话|专家)|咨询热线|补贴(?:价|活动|名额)|(?:开业|节日|周年|双十一)(?:活动|大促|钜惠)|钜惠|秒杀|领(?:红包|券|补贴)|赠送|(?:根治|治愈率|包治|无痛|不复发)|只要\s?\d|仅需\s?\d|\d+\s?元/?颗"
)
_LOAN = re.compile(
    r"(?:贷款|借款|网贷|信用卡|小额贷|理财|彩票|博彩|棋牌|股票群|荐股).{0,24}(?:秒批|放款|秒到|无抵押|低息|免息|额度|申请|下款|开户|注册送|加群|利率|首存)|无抵押.{0,8}(?:贷|借)|最高可(?:借|贷)"
)
_HOTLINE_CLAIM = re.compile(
    r"(?:医保|社保|医疗保障|国家医保|官方|客服|服务|咨询|人工|投诉).{0,10}(?:热线|电话|专线|客服)"
)


_may_lure = prepare_test(
    re.compile("|".join(pattern.pattern for pattern in (_PHONE, _CHAT, _BAIT, _OFFER, _LOAN)))
)
"""Asked first, since hardly a line holds any of it."""


def find_lure(folded: str, config: Config) -> str | None:
    """What kind of lure a folded line is, None where it is none.

    A line that warns is none, whatever it names. Telephone numbers of site.yaml's `hotlines` are allowed.
    """
    text = folded[:1000]
    if not _may_lure(text):
        return None
    phone = _foreign_phone(text, config)
    chat = _CHAT.search(text)
    if not (chat or phone or _BAIT.search(text) or _OFFER.search(text) or _LOAN.search(text)):
        return None
    if _WARNING.search(text) and not (chat and _BAIT.search(text)):
        return None
    if not (chat or phone) and _DENIES.search(text):
        return None
    return _name_lure(text, bool(chat), bool(phone))


def _name_lure(text: str, chat: bool, phone: bool) -> str | None:
    cash = _CASH.search(text) and _SUBJECT.search(text)
    baits = {match[0] for match in _BAIT.finditer(text)}
    if (cash and (baits or chat or phone)) or (baits and (chat or phone)) or len(baits) >= 2:
        return "offers to cash out"
    if _CLINIC.search(text) and _OFFER.search(text):
        return "advertises a clinic"
    if _LOAN.search(text):
        return "advertises loans or gambling"
    if chat:
        return "asks for a private contact"
    if phone and _HOTLINE_CLAIM.search(text):
        return "names a hotline that site.yaml does not know"
    if phone and (_OFFER.search(text) or _CALL.search(text)):
        return "names a private telephone number"
    return None


def _foreign_phone(text: str, config: Config) -> str | None:
    numbers = [match[0] for match in _PHONE.finditer(text)]
    if not numbers:
        return None
    known = {_digits(hotline.number) for hotline in config.site.hotlines}
    return next((number for number in numbers if _digits(number) not in known), None)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


_PERSUADES = re.compile(r"[!★☆🔥💰📞👉✅❤☎]|^(?:急用钱|还在为|想|需要|缺钱|手头紧)|[?].{2,}")
_BELONGS = re.compile(
    r"^(?:.{0,10}(?:也可以|还可以|也能|也可|可以(?:找|联系|加))|如果|若|如|也可|还可|另外|此外|同时|或者|以及|其次|最后|再|另|还有|除此|对于|实在|要是|需要.{0,10}的(?:可以|朋友|人)|不符合|不想|有急用)"
)


_CLAUSE = re.compile(r"[,。;!?、:]")
_DIRECTS = re.compile(r"可以|应当|需要|必须|须|凭|携带|带上|填写|到.{0,12}(?:窗口|机构|中心)")
_MATTER = re.compile(
    r"共济|备案|经办|窗口|参保|报销|材料|申请表|身份证|户口|就医|购药|看病|买药|定点|统筹|转移|继承"
)


def informs(folded: str) -> bool:
    """Whether a clause of the line tells what to do in a matter of the rules."""
    return any(map(_informs, _CLAUSE.split(folded)))


def _informs(clause: str) -> bool:
    """Whether a clause tells what to do in a matter of the rules, and lures to nothing."""
    directs = len(clause) >= 8 and _DIRECTS.search(clause) and _MATTER.search(clause)
    lures = (_CASH, _BAIT, _CHAT, _PHONE, _OFFER, _LOAN, _CLINIC)
    return bool(directs) and not any(pattern.search(clause) for pattern in lures)


_praises_own_business = prepare_test(
    re.compile(
        r"(?:来|到|在|找|选|选择|欢迎(?:来|到|光临)?|联系|咨询|预约|信赖|加入)\s?(?:我们?|本|咱们?)(?:院|店|诊所|门诊|馆|司|公司|机构|中心|医院|平台|团队|工作室)|(?:我|本)(?:院|店|诊所|馆|司|公司|机构|团队)(?:专|特|拥有|引进|成立|现|将|郑重|承诺|独家|首创|专家|长期|推出|采用)|我们(?:有|的)[^。,]{0,6}(?:渠道|专家|团队|门路|资源|优势)|(?:找|交给|选择|联系|认准)(?:我们|咱们?)(?=[!。,]|$|就|办|吧)|坐诊(?:专家|名医|医生|时间)|(?:专家|名医|名老中医)(?:坐诊|亲诊|一对一|团队|介绍)|从(?:医|业)\S{0,6}年|祖传|(?:次|天|个?疗程|周)(?:就|即|可)?(?:见效|痊愈|康复|好转|除根)|(?:有效|治愈|康复|成功|好评)率|专利(?:技术|产品)|进口(?:设备|仪器|材料)|签约(?:治疗|办理)|(?:已|累计)(?:服务|帮助|治愈|成功|办理)[^。]{0,6}\d|满意付款|预约(?:者|到店|到院|有礼)|(?:康复|口碑|成功)案例"
    )
)


def sells(folded: str) -> bool:
    """Whether a line praises the business of whoever runs the page: 来我院, 坐诊专家, 三次见效."""
    return _praises_own_business(folded[:400])


def is_advert_of_its_own(folded: str, numbered: bool) -> bool:
    """Whether a lure stands by itself rather than as a part of the answer: unnumbered, and no sentence that goes on.

    A lure that the answer itself makes is kept, and quarantines the entry; an advert between paragraphs is dropped.
    A line that also says what to do by the rules is the answer's own, whatever somebody put behind it.
    """
    if numbered or _BELONGS.match(folded) or informs(folded):
        return False
    return bool(_PERSUADES.search(folded)) or len(folded) <= 60
