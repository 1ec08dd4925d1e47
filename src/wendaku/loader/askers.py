"""Who asks, named before the question: 学员：, 崇川区 彭女士：, @name 问：, [网友 name], ❓@name：. One place knows all forms."""

import re

ROLES = (
    "市民|网友|听众|读者|群众|观众|居民|职工|员工|来电人?|来电者|来访者|来访人|用户|客户|顾客|咨询人|咨询者|学员|学生|家长|同学|老师|村民|社员|业主|会员|粉丝|车友|宝妈|"
    "提问人|提问者|留言人|留言者|来信人|写信人|发帖人|求助人|诉求人|反映人|参保人|参保人员|退休人员|患者|病人|病友|家属|老人|老伴|楼主|题主|游客|访客|记者|主持人|"
    "大爷|大妈|大叔|大姐|大哥|大嫂|大娘|阿姨|叔叔|奶奶|爷爷|婆婆|老师傅|师傅|女士|先生|小姐|老板|店主|企业|单位|企业代表|职工代表|居民代表|人事|hr|财务|会计|经办人|办事人|申请人"
)
"""What those are called who ask; behind a place, a surname or a kind (热心市民, 崇川区 彭女士) too."""

_NO_PERSON = r"反映|认为|表示|担心|发现|反馈|告诉|普遍|关心|医保|保险|参保(?!人)|缴费|待遇|账户|共济|备案|报销|结算|就医|住院|门诊|查询|提取|余额|政策|办理|怎么|如何"
_KNOWN = r"网友|市民|听众|读者|观众|楼主|粉丝|学员|群众|记者|主持人|来电人|提问人|用户|会员|微信|微博|昵称|id"
_NAME = r"[^\s:。,;?!【】\[\]()]"
_PERSON = rf"(?:[\u4e00-\u9fff][*×某o○x]{{1,3}}|[老小阿][\u4e00-\u9fff]|{_NAME}{{0,12}}(?:{ROLES})|[\u4e00-\u9fff]{{1,8}}(?:省|市|区|县|旗|镇|乡|街道|社区|村|小区|学院|大学|厂)\s[\u4e00-\u9fff*×]{{2,4}}|1\d{{1,3}}[*x×·]{{3,6}}\d{{2,4}}|尾号\s?\d{{3,4}}{_NAME}{{0,6}})"
_WHO = re.compile(
    rf"\W{{0,2}}(?!.{{0,16}}(?:{_NO_PERSON})[^:]{{0,8}}:)"
    rf"(?:@{_NAME}{{1,20}}|(?:{_NAME}{{1,10}}[\s·-])?{_PERSON}|(?:{_KNOWN})\s?[@“\"「《 ]?\s?{_NAME}{{1,16}}[”\"」》]?)(?:\s?[(（][^()]{{1,16}}[)）])?"
    r"\s?(?:\d{1,2}:\d{2}(?::\d{2})?|问|提问|追问|咨询|留言|来电|来信|说)?\s?:\s?(?=\S{4})"
)
_BRACKETED = re.compile(
    rf"[\[【(「〔]\s?(?:(?:{_KNOWN}|{ROLES})[\s:·@-]?\s?{_NAME}{{0,16}}|@{_NAME}{{1,20}}|[^\[\]【】()]{{0,10}}(?:{ROLES}))(?:\s?\([^()]{{1,12}}\))?\s?[\]】)」〕]\s?:?\s?(?=\S{{4}})"
)
_ASKS_ALOUD = re.compile(
    rf"\W{{0,2}}(?:@{_NAME}{{1,20}}\s?|{_NAME}{{1,16}}\s(?:{_NAME}{{1,12}}\s)?|[\[【]{_NAME}{{1,16}}[\]】]\s?|(?:{_KNOWN})\s?[“\"「《]{_NAME}{{1,16}}[”\"」》]\s?|{_PERSON}\s?)(?:来?问|提问|追问|发问|请教|(?:来电|来信|留言|在线|现场)(?:咨询|提问))\s?(?:道|说)?\s?:\s?(?=\S{{4}})"
)
_MENTIONED = re.compile(rf"@{_NAME}{{1,16}}\s(?=\S{{6}})")
_LAST_LETTER = "\uffff"
"""Signs of people and faces stand behind it."""

_ICON = re.compile("[❓❔🙋🤔⁉🙎🗣][\\s\ufe0f\u200d♀♂🏻-🏿:]*")


def asker_end(folded: str) -> int:
    """Where a line's question begins behind the name of who asks it; 0 where nobody is named.

    Names that are only told by their form (彭女士：, 小吴：) are believed: ask for lines that ask.
    """
    match = _BRACKETED.match(folded) or _WHO.match(folded[:60]) or _MENTIONED.match(folded)
    return match.end() if match else 0


def asks_aloud(folded: str) -> int:
    """Where a line's question begins behind a name that asks in so many words: @name 问：, 季先生问：; 0 elsewhere."""
    head = folded[:60]
    if ":" not in head or not ("问" in head or "咨询" in head or "请教" in head):
        return 0
    match = _ASKS_ALOUD.match(head)
    return match.end() if match else 0


def icon_end(folded: str) -> int:
    """Where the text begins behind a sign that asks (❓, 🙋); 0 where there is none."""
    match = _ICON.match(folded) if folded[:1] > _LAST_LETTER or folded[:1] in "⁉❓❔" else None
    return match.end() if match else 0


TO_EDITOR = re.compile(
    r"(?:尊敬的|敬爱的|亲爱的)?(?:编辑|编辑部|编者|小编|记者|本报|贵报|贵局|局长|领导|主任|律师|专家|老师|工作人员|医保局|医保中心|12393|12345|客服)(?:部|们|同志|先生|老师|医生|律师)?(?:[,，]?\s?(?:[您你]们?好|好))?[:,!。]"
)
"""How a letter to a paper or office begins: 编辑同志：…"""

TO_WRITER = re.compile(
    r"(?:尊敬的)?[\u4e00-\u9fff*·×x]{0,8}(?:读者|先生|女士|网友|市民|同志|朋友|师傅|阿姨|大爷|大妈|老师|同学)(?:朋友)?(?:[,，]?\s?(?:您|你)好)?[:,!]"
)
"""How the reply to it begins, be its first words on the same line."""
