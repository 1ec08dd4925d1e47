"""A question's own words, without what pages put around them."""

import re
from typing import NamedTuple

from wendaku.loader.askers import asker_end
from wendaku.loader.folding import fold
from wendaku.loader.numbering import parse_numbering
from wendaku.loader.signals import DATE
from wendaku.loader.units import Unit
from wendaku.loader.wording import MAX_QUESTION, ask_mark, is_question, speaker, split_sentences

_FOLDING_SIGN = re.compile(
    r"(?<=.{4})\s*[+＋➕▼▾▽∨⌄﹀˅v›»▸▶►↓⬇∧︿](?:\s?[-–—−])?$|(?<=[?？])\s*(?:展开|收起|查看答案|点击查看|详情)$"
)
"""What an accordion sets behind a question: + or ▼."""

_AROUND = re.compile(r"^(?![【\[][^】\]]*[】\]])[\s\W]+(?=[\w“\"「『《(（])|[\s:：,，、—–\-]+$")
TAG = re.compile(
    r"(?:楼主|题主|lz|咨询|求助|请教|投诉|求教)\s?[:：]\s?(?=.{5})|[【\[](?:[\u4e00-\u9fff]{2})?(?:求助|提问|咨询|请教|讨论|交流|分享|原创|转载|转帖|热议|话题|悬赏|问答|已解决|精华|置顶|投诉|建议|其他|医保|社保|民生)[】\]]\s?(?=.{5})"
)
"""What kind of post it is, before its title."""

_ASKER = re.compile(
    r"\s*[(（【—–-]{1,2}[^()（）?？]{0,12}(?:女士|先生|网友|读者|市民|居民|同学|大爷|大妈|阿姨|老师|师傅|职工|留言|提问|来信|[老小][\u4e00-\u9fff])[)）】]?$"
)
"""Who asked, behind the question: （莱山区 刘先生）."""

_TRAILING_DATE = re.compile(rf"(?<=[?？])\s*[(（\[]?{DATE.pattern}[)）\]]?$")
"""When it was asked, behind the question."""

_WHO_ASKS = re.compile(
    r"(?:记者|主持人|市民|网友|听众|读者|群众|观众|居民|职工|来电人|用户|客户|顾客|来访者|咨询人|咨询者)$"
)
_BRACKETED = re.compile(r"^[【\[「『<“\"]([^【】\[\]]+)[】\]」』>”\"]$")
BUTTON_BEHIND = re.compile(r"\s*\[(?:复制链接|复制|打印|收藏|分享|编辑|编辑本段|edit)\]$")


class Start(NamedTuple):
    """A unit that asks, and the words of its question."""

    unit: Unit
    text: str


def clean_question(text: str) -> str:
    """The question without numbering, marks and brackets around it."""
    text = _FOLDING_SIGN.sub("", BUTTON_BEHIND.sub("", text.strip().lstrip("#*> ")))
    tag = TAG.match(text)
    text = text[tag.end() :] if tag else text
    mark = ask_mark(fold(text))
    if 0 < mark < len(text):
        text = text[mark:].strip()
    number = parse_numbering(fold(text))
    if number and number.end < len(text) and not re.match(r"\d{3}", text):
        text = text[number.end :].strip()
        mark = ask_mark(fold(text))
        text = text[mark:] if 0 < mark < len(text) else text
    text = _ASKER.sub("", text[_end_of_asker(fold(text)) :]).rstrip("*")
    dated = _TRAILING_DATE.search(text)
    text = text[: dated.start()] if dated and dated.start() >= 4 else text
    bracketed = _BRACKETED.match(text)
    text = bracketed[1] if bracketed else text
    return (_AROUND.sub("", text) or text)[:300]


def _end_of_asker(folded: str) -> int:
    """Where the question begins behind the name of who asks it: 央视网记者：…, [网友 名] …"""
    named = asker_end(folded)
    if named and is_question(folded[named:][-MAX_QUESTION:]):
        return named
    spoken = speaker(folded)
    asks = spoken is not None and _WHO_ASKS.search(spoken[0]) and len(folded) - spoken[1] >= 4
    return spoken[1] if spoken and asks else 0


def asking_sentences(text: str) -> str:
    """The sentences of a text that ask, from the first to the last of them; empty where none does."""
    sentences = split_sentences(text, fold(text))
    asking = [place for place, sentence in enumerate(sentences) if _asks(fold(sentence))]
    return "".join(sentences[asking[0] : asking[-1] + 1]) if asking else ""


_REQUEST = re.compile(
    r"请.{0,12}(?:介绍|谈谈|讲讲|说说|解释|解读|说明|告诉|讲一下|说一下|梳理)|(?:介绍|谈谈|讲讲|说说|解释)一下|想(?:问|了解|知道|咨询)"
)


def _asks(folded: str) -> bool:
    return folded.endswith("?") or (bool(_REQUEST.search(folded)) and len(folded) >= 8)
