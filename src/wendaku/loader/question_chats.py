"""Chats with a service: who asks and who answers are named above each message, with the time."""

import re

from wendaku.loader.question_words import Start, clean_question
from wendaku.loader.sheet import Article, Sheet
from wendaku.loader.units import Unit
from wendaku.loader.wording import is_sentence

CHAT_HEAD = "who writes in a chat"
"""The reason of a line that names who writes, and when."""

_ASKER = re.compile(r"(?:我|用户|访客|游客|客户|顾客|咨询(?:人|者)|提问者|网友)[^\s]{0,8}\s")
_LOOKED_AT = 8
"""So many lines below a name are looked at for what it asks and a sentence that answers."""

_GREETS = re.compile(
    r"(?:有什么|还有(?:什么|其他)|请问您?)[^。]{0,10}帮|很高兴为|正在为您(?:转接|接入)|已接入|会话"
)


def find_chat(sheet: Sheet, article: Article) -> list[Start]:
    """What the one who asks writes in a chat, where the reply tells something."""
    heads = [unit for unit in article.units if unit.reason == CHAT_HEAD]
    if not any(map(_is_asker, heads)) or all(map(_is_asker, heads)):
        return []
    starts = []
    for head in (head for head in heads if _is_asker(head)):
        place = head.index - article.units[0].index + 1
        behind = article.units[place : place + _LOOKED_AT]
        asked = behind[0] if behind else None
        if asked is None or not asked.asks or (asked.label not in (None, "title")):
            continue
        reply = [unit for unit in behind[1:] if unit.free]
        if reply and any(is_sentence(unit.folded) and not _GREETS.search(unit.folded) for unit in reply):
            starts.append(Start(asked, clean_question(asked.text)))
    if starts:
        for unit in article.free():
            if unit.index > heads[0].index and _GREETS.search(unit.folded) and len(unit.text) <= _GREETING:
                unit.claim("noise", "courtesy of a chat")
    return starts


_GREETING = 60
"""Letters of what a service says besides answers."""


def _is_asker(head: Unit) -> bool:
    return _ASKER.match(head.folded) is not None
