"""Disclaimers: what a page says that it does not stand for, rather than what it answers."""

import re

from wendaku.loader.matching import prepare_test
from wendaku.loader.sheet import Sheet
from wendaku.loader.units import Unit

_LOOKED_AT = 400
"""Letters of a line that signals look at: noise says what it is early, and the bound keeps matching linear."""

_CLAUSE = re.compile(r"[,。;!?:、()]")
_LETTER = re.compile(r"[\w]")

_DISCLAIMER_HEAD = re.compile(
    r"^[\W_]*(?:免责声明|免责条款|郑重声明|特别声明|版权声明|风险提示|法律声明|重要声明|声明|版权与免责声明|免责提示|免责说明|版权说明|内容声明|本站声明|平台声明)(?:$|[\W_])"
)
_SELF = r"(?:本公告|本通知|本须知|本手册|本帖|本表|本文|本页面?|本站|本网站?|本平台|本号|本公众号|本专栏|本频道|本内容|本信息|本数据|本资料|本问答|本篇|本稿|此文|该文|文中|文内|文章|以上(?:内容|口径|政策|说法|整理)|以上信息|以上资料|以上解答|以上回答|以上答复|上述内容|上述信息|内容|信息|资料|图文|部分内容|部分信息|部分图片|所载|以下内容|以下信息|网站|页面|平台|数据|回答|解答|答复)"
_DISCLAIMERS = (
    re.compile(rf"{_SELF}.{{0,40}}(?:仅供参考|只作参考|仅作参考|作为?参考(?:之用)?|供(?:您|大家|读者|学习)?.{{0,4}}参考|(?:仅|只)?供(?:学习|交流|内部|个人){{1,2}}(?:交流|学习|使用|之用)?|不构成|不代表|不作为|概不负责|不承担|不负责|不作(?:任何)?(?:保证|承诺)|不对.{{0,20}}(?:负责|保证|承诺))"),
    re.compile(r"(?:内容|文章|信息|资料|图片|图文|素材|数据|本文|本页|稿件|问答).{0,10}(?:来源于|来自于?|源自|整理自|汇总自|摘自|转自|采自|收集自|搜集自|综合自).{0,8}(?:网络|互联网|网友|公开|官方渠道)"),
    re.compile(r"不(?:能|可|得|应)(?:够|以)?(?:代替|替代|取代|作为).{0,12}(?:面诊|诊断|诊疗|就医|医嘱|医生|医疗建议|医师|法律意见|专业(?:建议|意见)|办事依据|执法依据|法律依据|报销依据)"),
    re.compile(r"(?:如|若|倘)(?:有|发现|涉及|存在|您)?.{0,14}(?:侵权|侵犯|版权|著作权|有误|错误|疏漏|不妥).{0,24}(?:联系|删除|反馈|告知|指正|更正|核查|通知)"),
    re.compile(r"(?:转载|引用|摘编).{0,6}(?:请|须|需|应).{0,6}(?:注明|联系|标明)|未经.{0,12}(?:授权|许可|允许|同意).{0,12}(?:转载|复制|使用|摘编)|版权归.{0,16}所有"),
    re.compile(r"(?:本文|本页|本篇|文中|以上|上述|内容).{0,6}(?:为|属于?|系|只是|仅为).{0,4}(?:一般性|概括性|原则性|参考性|示例性).{0,4}(?:说明|介绍|信息|解释|资讯)|^\W*(?:个案|具体个案|具体案件).{0,6}(?:请|应|须|以).{2,24}$"),
    re.compile(r"不代表.{0,8}(?:观点|立场|意见)|与本(?:网站?|站|平台)(?:无关|立场无关)"),
    re.compile(rf"^[\W_]*(?:{_SELF}|政策|规定).{{0,30}}(?:可能(?:有|会|已|存在|因).{{0,10}}(?:变化|变动|调整|滞后|过期|更新|不准|出入|延迟|疏漏)|难免.{{0,6}}(?:疏漏|错误|不准)).{{0,40}}(?:官方|官网|为准|核实)"),
    re.compile(r"^[\W_]*(?:[\u4e00-\u9fff]{2,4}:)?(?:本文|本页面?|本站|本网站?|本平台|本内容|本信息|本资料|本问答|本解答|本材料|本指南|文中|页面|网页).{0,50}以.{0,30}为准"),
)  # fmt: skip

_speaks_of_page = prepare_test(re.compile("|".join(pattern.pattern for pattern in _DISCLAIMERS)))


class _Wording:
    """A pattern with the words of which one stands in each line that it fits: they are looked for first, being quicker."""

    def __init__(self, words: str, pattern: re.Pattern[str]) -> None:
        self._words = words.split()
        self._fits = prepare_test(pattern)

    def fits(self, folded: str) -> bool:
        """Whether a folded line is worded so."""
        # A generator would cost more than the words do.
        for word in self._words:
            if word in folded:
                return self._fits(folded)
        return False


_PAGE = r"(?:以上|上述|以下|本(?:文|页|站|网|号|刊|报|栏|篇|稿|帖|贴|楼|表|须知|手册|问答|汇编|指南|指引|材料|平台|公众号|频道|专栏|解答|答复|资料|回答|册|内容|信息)|该文|文中|所列|所载|网站|页面|网页|平台|数据|内容|答案|手册|问答|栏目)"
_SITE = r"(?:本|该|我)(?:网|站|网站|平台|号|公众号|栏目|店|机构|公司|app|账号|小程序|页面|司|报|刊)"
_OF_PAGES = (
    # 以上内容如与最新政策不符，以…为准: the page gives way to something newer.
    _Wording("为准 执行 为主", re.compile(rf"^[\W_]*(?:注\W?)?{_PAGE}.{{0,40}}(?:(?:如|若|倘|凡|今后|日后|后续|将来|以后)(?:有|与|和|同|遇)|(?:政策|规定|标准)有).{{0,30}}(?:不符|不一致|不同|出入|冲突|抵触|矛盾|变化|变动|调整|差异|更新).{{0,16}}(?:以|按).{{1,30}}(?:为准|执行|为主)")),
    _Wording("为准 执行", re.compile(r"^[\W_]*(?:如|若|倘若?|凡)(?:本(?:页|文|站|网|手册|栏目|资料|指南|内容|问答)|文中|网站|页面|(?:以上|上述)内容).{0,20}(?:与|和|同|有).{0,24}(?:不符|不一致|不同|出入|冲突|抵触|矛盾|差异).{0,16}(?:以|按).{1,30}(?:为准|执行)")),
    # 本网非政府网站: who runs the site, and who does not.
    _Wording("为准", re.compile(r"^[\W_]*(?:[※★*◆●▲]|各[项类]|上述|以上)\s?(?:各[项类])?(?:政策|规定|标准|口径)(?:如|若)?有.{0,6}(?:调整|变化|变动|更新).{0,10}(?:以|按).{1,24}为准[\W_]*$")),
    _Wording("政府 官方 官网 第三方 民间 商业 个人 公益 非营利 信息 经纪 代理 中介", re.compile(rf"^[\W_]*(?:[\u4e00-\u9fff]{{1,4}}:)?\s?{_SITE}.{{0,12}}?(?:非|不是|不属于|为|是|系|属于?)[^,。]{{0,6}}(?:政府|官方|官网|第三方|民间|商业|个人|公益|非营利|信息(?:发布|服务|存储|分享)|保险(?:经纪|代理)|中介)")),
    _Wording("ai 智能 模型 机器人 算法", re.compile(r"(?:由|经|使用|采用|借助|利用|含有?|系)了?[^,。]{0,8}(?:ai|人工智能|智能助手|大模型|机器人|算法)[^,。]{0,10}(?:生成|创作|撰写|整理|翻译|回答|提供|合成|总结|编写)|^\W*ai(?:智能)?(?:生成|总结|摘要|回答)")),
    _Wording("删", re.compile(r"(?:^|[,。\s])侵权?(?:联系|必|即|请|立|告知|可)?删")),
    _Wording("仅代表", re.compile(r"仅代表.{0,10}(?:观点|意见|看法|立场)")),
    _Wording("保证", re.compile(rf"(?:{_SITE}|{_PAGE}).{{0,24}}不(?:能|对|作|做)?[^,。]{{0,10}}保证")),
    _Wording("据此 有风险", re.compile(r"^[\W_]*据此(?:操作|投资|办理|决策|购买).{0,12}(?:风险|责任|后果)|^.{0,200}?(?:市场|投资|理财|投保)有风险")),
    _Wording("仅 只 不具", re.compile(r"^[\W_]*(?:(?:温馨)?(?:提示|说明|注)\W{1,2})?(?:本|该|此|以上)?(?:栏目|平台|律师|专家|医生|信箱)?的?(?:解答|回答|回复|答复|建议|意见)[^,。]{0,12}(?:仅|只)(?:针对|适用|就)|^.{0,200}?不具有?(?:普遍|法律)(?:约束力|效力|适用)")),
    # 以上功能因城市而异，以页面展示为准: what a page said gives way to where it has it from. An answer that closes with
    # 具体以当地规定为准 tells the reader where to ask.
    _Wording("为准", re.compile(r"^[\W_]*(?:(?:温馨|友情|特别)?(?:提示|提醒|说明)\W{1,2})?以上(?:内容|信息|功能|资料|数据|图文|整理|介绍|解读|页面|截图|路径|界面)(?![^。]{0,30}具体)[^。]{0,30}以[^。]{0,24}为准(?:[,;][^。]{0,16}(?:恕不|不再|不另)[^。]{0,10})?[\W_]*$")),
    _Wording("整理 编辑", re.compile(r"^[\W_]*(?:本文|本页|内容|词条(?:内容)?)由[^。]{0,10}(?:根据[^。]{0,10}(?:网络|公开|互联网)[^。]{0,10}整理|(?:网友|用户)[^。]{0,8}(?:编辑|创建|整理))")),
    _Wording("处方药", re.compile(r"^.{0,12}处方药[^。]{0,4}(?:须|需|请)?凭")),
    _Wording("用途 之用 目的 宣传 说明 解释", re.compile(rf"^[\W_]*(?:{_PAGE}|文章|图文)[^,。]{{0,12}}(?:仅|只)(?:作|供|用于|做|为)[^,。]{{0,12}}(?:用途|之用|目的|宣传|说明|解释)")),
    _Wording("为准", re.compile(r"^[\W_]*(?:本|该)(?:公众号|号|帖|贴|楼|栏目|专栏|手册|汇编|频道|答复|回答|刊|报|册)[^。]{0,30}以[^。]{0,30}为准")),
)  # fmt: skip
_HINT_HEAD = re.compile(
    r"^※\s?|^[\W_]*(?:温馨提示|友情提示|友情提醒|温馨提醒|特别提示|特别提醒|重要提示|提示|提醒|小贴士|小提示|安全提示|阅读提示|说明|特别说明|备注|注)[\s】\]]*[:】\]!,]|^⚠"
)
_HEDGE = re.compile(
    r"截(?:至|止).{0,8}(?:发布|发稿|刊发|成文|目前|当日|之日)|仅供参考|只作参考|为准|各地|各省|各市|因地|因城|因人|地区(?:之间)?(?:有|存在)?(?:差异|不同)|(?:政策|规定|细则|标准|做法|流程|进度|口径|内容).{0,8}(?:不同|不尽相同|不完全相同|不一|差异|差别|有别|变化|变动|调整|更新|出入)|咨询(?:当地|参保地|所在地|就近|官方|医保|经办|专业)|向当地|当地(?:医保|社保|部门|经办|政策|规定|最新)"
    r"|以官方|官方(?:发布|渠道|公告|解释|平台|公布)|请核实|核实|面诊|就医|就诊|遵医嘱|用药|不构成|不代表|不作为|不承担|不适|尽快|及时(?:就|咨询)|参考|转载|侵权|删除|保留.{0,24}权利|解释权|(?:本|此|该)(?:文|页|站|数据|内容|信息)|外地参保|以(?:实际|页面|系统|窗口|医院|现场|当地|参保地|最新)"
)


def claim_disclaimers(sheet: Sheet) -> None:
    """Claims lines that limit what the page stands for rather than answer anything."""
    for unit in sheet.units:
        if unit.free and not unit.asks and is_disclaimer(_said(unit)[:_LOOKED_AT]):
            unit.claim("disclaimer", "disclaimer")


def _said(unit: Unit) -> str:
    """A line behind its numbering; ※ is kept, since it marks notes rather than items."""
    return unit.folded if unit.folded.startswith("※") else unit.core


def is_disclaimer(folded: str) -> bool:
    """Whether a folded line is a disclaimer: of the page itself, or a hint that only hedges."""
    if len(folded) >= _LOOKED_AT and not _DISCLAIMER_HEAD.search(folded):
        return False
    if _DISCLAIMER_HEAD.search(folded) or _speaks_of_page(folded):
        return True
    if any(wording.fits(folded) for wording in _OF_PAGES):
        return True
    head = _HINT_HEAD.search(folded)
    if not head:
        return False
    clauses = [clause for clause in _CLAUSE.split(folded[head.end() :]) if _LETTER.search(clause)]
    letters = sum(map(len, clauses))
    hedged = sum(len(clause) for clause in clauses if _HEDGE.search(clause))
    return bool(letters) and hedged >= 0.6 * letters
