"""What a line's wording says: its question or answer mark, who speaks, whether it asks, whether it is a sentence."""

import functools
import re

from wendaku.loader.askers import asks_aloud, icon_end
from wendaku.loader.numbering import COUNTING

_TAIL = re.compile(r"[\s\d()（）【】\[\]!~…]+$")
_ASKS = re.compile(
    r"怎么|怎样|怎能|怎办|如何|什么|啥|还是(?:按|用|去|给|走|选|看|算|报|跟|由)|哪些|哪里|哪个|哪儿|哪种|哪几|哪一|哪家|哪天|哪步|多少|多久|多长|多高|多大|几年|几天|几种|几个|几次|几月|几号|几时|几步|几岁|几类|为何|何时|何地|何处|何种|是何|能否|可否|是否|应否|有无"
    r"|能不能|可不可以|可以不|是不是|有没有|要不要|会不会|需不需要|用不用|算不算|行不行|够不够|该不该|值不值|管不管|报不报|划不划|退不退|得不得|咋|谁|吗|呢$|么$|不$|没有$|没$"
)
_RELATIVE = re.compile(
    r"知多少$|无论|不论|不管|什么时候都|怎么都|哪里都|谁都|什么都|多少都|如何如何|有什么.{0,6}(?:请|可)|看(?:看|清)?是否|确认.{0,12}是否|核对.{0,12}是否|检查.{0,12}是否|查看是否|多少不等"
)
_STATEMENT_END = re.compile(r"[。;:,、]$")

MAX_QUESTION = 120
"""Longer than any heading that asks; letters that ask at length are marked by their field names."""


def ends_with_mark(folded: str) -> bool:
    """Whether a line ends in a question mark, behind which only brackets and numbers may stand."""
    if "?" not in folded:
        return False
    return folded.endswith("?") or _TAIL.sub("", folded).endswith("?")


def is_question(folded: str) -> bool:
    """Whether a line by its wording asks one thing: it ends in ？ or has an asking word and is no statement."""
    if not 3 <= len(folded) <= MAX_QUESTION:
        return False
    if ends_with_mark(folded):
        return True
    core = _TAIL.sub("", folded)
    if len(core) > 45 or _STATEMENT_END.search(core) or "。" in core:
        return False
    return bool(_ASKS.search(core)) and not _RELATIVE.search(core)


_MARKS_KEPT = 1024
"""Passes ask for the marks of one page's lines again and again."""

_ASK_NAMES = r"q|question|(?:本期|今日|每日|本周|本月|当期|上期|当日|每周|今天的?|本次|本栏|一线|一周|焦点|核心|高频|典型|共性|重点)(?:的)?(?:问题|提问|疑问|话题|一问|咨询|来信|求助|留言)|(?:每日|今日|每周|医保|社保)一问|(?:典型|咨询|政策|具体|群众|网友|市民|读者)(?:问题|疑问|提问)|疑惑|疑难|疑问点|困惑|提问内容|问|问题|提问|疑问|网友提问|网友问|市民提问|市民问|群众提问|群众问|读者问|参保人问|职工问|患者问|提问者|有人问|常见问题|热点问题|请问|(?:读者|网友|市民|群众|参保人|职工|居民|患者|家长|学员|村民)\s?问"
_REPLY_NAMES = r"a|答|答复|回答|回复|解答|答案|解读|官方答复|官方回复|专家解答|专家答复|工作人员答|小编答|医保局答|答疑|我们的回答|(?:专家|干部|工作人员|律师|医生|局长|主任|客服|官方|部门|医保部门|小编|编辑|本报|本网|版主)\s?(?:答|答复|回答|解答|回复)"
_COUNT = rf"\s?(?:第?(?:{COUNTING}))?"


def _mark(names: str) -> re.Pattern[str]:
    # 问： 问1： Q1. 【问】 【问题一】 [Q1] (问)  and  Q1 with nothing behind the number.
    return re.compile(
        rf"[\s\W]{{0,3}}?(?:[【\[(<「『]\s?(?:{names}){_COUNT}\s?[】\])>」』]\s?[:.、]?|(?:{names}){_COUNT}\s?(?:[:|丨/]|[—–-]{{1,2}}|[>→])|[qa]\s?\d{{1,3}}\s?[.、,)]?(?=\s|[^\x00-\x7f])|[qa]\s?[.、]\s?(?=[^\x00-\x7f])|[qa问答]\s(?=[\u4e00-\u9fff“\"])(?![a-z]\s[类级股区型座栋卡证组])|[问答]\s?(?:\d{{1,2}}|[一二三四五六七八九十])\s?[.、]|(?:{names}){_COUNT}$|(?:问题|提问|解答|回答)\s?(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}})\s)\s?"
    )


ASK_MARK = _mark(_ASK_NAMES)
REPLY_MARK = _mark(_REPLY_NAMES)
_COUNTED_ASK = re.compile(r"\W{0,3}第?(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s?[问答]\s?[:、.]\s?")


_WHO_HEADS = re.compile(r"[\u4e00-\u9fff·*()\d ]{2,24} (问|来问|答|作答)\s?:?$")
"""社区居民 胡大姐 问, on a line of its own."""


def _heads_by_name(folded: str, asks: bool) -> int:
    match = _WHO_HEADS.match(folded) if folded[-1:] in "问答:" else None
    return len(folded) if match and (match[1][-1] == "问") is asks else 0


@functools.lru_cache(_MARKS_KEPT)
def ask_mark(folded: str) -> int:
    """How many characters of a line are its question mark (问： Q1： 【问】 or a name with 问), 0 where it has none."""
    mark = _marked(ASK_MARK, folded, "a答") or _counted(folded, "问") or _heads_by_name(folded, asks=True)
    return mark or asks_aloud(folded) or _asked_by_sign(folded)


def _asked_by_sign(folded: str) -> int:
    end = icon_end(folded)
    return end if end and is_question(folded[end:]) else 0


_REPLY_HEAD = re.compile(
    r"[【\[]?(?:(?:答复|回复|解答|回答)(?:内容|正文|详情)|(?:标准|参考|规范|统一)(?:答复|回复|解答|回答|答案|口径))[】\]]?\s?[:]?$"
)
_PLAIN_REPLY = re.compile(
    r"[\s【\[(（「『]*(?:答|[aA]\s?\d{0,3}|回答|答复|回复)(?:\s?\d{1,3})?\s?[:：】\])）》」|]"
)


@functools.lru_cache(_MARKS_KEPT)
def reply_mark(folded: str) -> int:
    """How many characters of a line are its answer mark (答： A1： 【答】), 0 where it has none."""
    if _REPLY_HEAD.match(folded):
        return len(folded)
    return _marked(REPLY_MARK, folded, "q问") or _counted(folded, "答") or _heads_by_name(folded, asks=False)


def says_only_answer(mark: str) -> bool:
    """Whether a mark as the page has it says that this answers and nothing else: 答： does; 专家解答：, A1. and 💡A1： say more, and a lone A may be
    a word of the text's."""
    return bool(_PLAIN_REPLY.match(mark))


def _counted(folded: str, kind: str) -> int:
    # 一问：… 一答：…
    match = _COUNTED_ASK.match(folded)
    return match.end() if match and kind in match[0] else 0


def _marked(pattern: re.Pattern[str], folded: str, others: str) -> int:
    match = pattern.match(folded)
    if not match:
        return 0
    # Q1 and 问1 stand in both patterns; the first letter decides.
    mark = match[0].strip("【[(<「『 *#>-•")
    return 0 if mark[:1] and mark[:1] in others else match.end()


_SPEAKER = re.compile(
    r"[\W_]{0,2}((?:主持人|发言人|新闻发言人|[\u4e00-\u9fff]{0,6}(?:长|主任|书记|司长|专家|教授|律师|医生|医师|记者|研究员|负责人|工作人员|代表|委员|坐席|经理|编辑|嘉宾))\s[\u4e00-\u9fff·]{2,4})\s?:\s?|[\[【]([^\[\]【】:?]{1,20})[\]】]\s?:\s?|\[([\u4e00-\u9fffa-z·]{2,8}(?:\s[\u4e00-\u9fffa-z·\d]{1,10}|\s?[“\"][^”\"]{1,10}[”\"])?)\]\s?(?=\S)|[\W_]{0,2}((?:[\u4e00-\u9fffa-z·]|[“\"][^”\"]{1,14}[”\"]){1,12}(?:\s?\([^()]{1,20}\))?)[\]】]?\s?:\s?"
)
ASKING_SPEAKER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4})?(?:主持人|记者|网友|网民|听友|球友|粉丝|市民|听众|读者|观众|群众|参保人|居民|职工|患者|热心网友|提问人|来电人|老人|家属|企业|问)[\u4e00-\u9fffa-z·_\d\s“”\"-]{0,20}$|.{0,8}(?:记者|主持人|网友|女士|先生|大爷|大妈|阿姨|师傅|大叔|大哥|大姐|奶奶|爷爷)(?:来电|来信|留言|来访)?$"
)


ANSWERING_SPEAKER = re.compile(r"(?:局|中心|部门|处|委|办|热线|医保|专家|律师|医生|工作人员)$")
"""Who answers by their office: 厦门市医疗保障局."""


def speaker(folded: str) -> tuple[str, int] | None:
    """Who speaks in a line like 主持人：…, and where the words begin; None where nobody is named."""
    match = _SPEAKER.match(folded)
    return (match[1] or match[2] or match[3] or match[4], match.end()) if match else None


_IN_BRACKETS = re.compile(r"\s?\([^()]*\)$")


def asker_speaks(folded: str) -> bool:
    """Whether a line begins with the name of somebody who asks: 读者老谢（弋江区）：…"""
    found = speaker(folded)
    return found is not None and bool(ASKING_SPEAKER.match(_IN_BRACKETS.sub("", found[0])))


_PERSON = re.compile(
    r"\s*[\u4e00-\u9fff*·×]{1,4}(?:女士|先生|同学|大爷|大妈|阿姨|老师|师傅|网友|律师|医生|主任)?\s?(?:\([^()]{2,24}\)|(?<=[士生学爷妈姨师傅友任]))$"
)


def names_person(folded: str) -> bool:
    """Whether a text is a person's name, with age, place or office in brackets: 高女士(42岁,参保地:洛阳)."""
    return bool(_PERSON.match(folded))


def is_sentence(folded: str) -> bool:
    """Whether a line is written as running text: it ends like a sentence or holds a full stop."""
    if not folded:
        return False
    quoted = folded[-1] == "”" and (len(folded) > 24 or "," in folded)
    return quoted or folded[-1] in "。;!" or "。" in folded or (len(folded) > 45 and "," in folded)


def split_sentences(text: str, folded: str) -> list[str]:
    """The sentences of a text with their end marks."""
    pieces, start = [], 0
    for position, character in enumerate(folded):
        if character in "。!?":
            pieces.append(text[start : position + 1].strip())
            start = position + 1
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]
