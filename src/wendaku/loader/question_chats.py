"""Chats with a service: who asks and who answers are named above each message, with the time."""

import re
from collections import Counter
from typing import NamedTuple

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
    if not any(map(_is_asker, heads)):
        return _find_in_group(article, heads) if heads else []
    if all(map(_is_asker, heads)):
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


# --- A group in which one who knows the rules answers. ---

_SERVES = re.compile(r"医保|社保|专干|专员|客服|窗口|居委|网格员|服务中心|药师|官方")
"""What the name of one says who answers in a group."""

_MENTION = re.compile(r"@([^\s,。:!?]{1,16})\s")
_FURTHER = 6
"""So many messages of others may stand between a question and its answer."""


class _Message(NamedTuple):
    name: str
    units: list[Unit]

    def asks(self) -> Unit | None:
        """The line that asks, if any: the first that is more than a word."""
        return next((unit for unit in self.units if unit.free and unit.asks and len(unit.folded) >= 8), None)


def _find_in_group(article: Article, heads: list[Unit]) -> list[Start]:
    """What members of a group ask and the one whose name tells of an office answers; what else is said is dropped."""
    messages = _read_messages(article, heads)
    spoken = Counter(message.name for message in messages)
    offices = {name for name, count in spoken.items() if count >= 2 and _SERVES.search(name)}
    starts: list[Start] = []
    told: set[int] = set()
    for place, message in enumerate(messages):
        if message.name not in offices:
            continue
        asked = _asked_by(messages[max(0, place - _FURTHER) : place], offices, message)
        if asked is not None and (not starts or asked.index > starts[-1].unit.index):
            starts.append(Start(asked, clean_question(_MENTION.sub("", asked.text))))
        if starts:
            told.update(unit.index for unit in message.units)
    if starts:
        told.update(start.unit.index for start in starts)
        for unit in article.free():
            if unit.index > heads[0].index and unit.index not in told:
                unit.claim("noise", "said by others in a group")
    return starts


def _asked_by(before: list[_Message], offices: set[str], reply: _Message) -> Unit | None:
    """The line that a reply answers: of whom the reply names, else the last that asks."""
    named = _MENTION.match(reply.units[0].folded) if reply.units else None
    for message in reversed(before):
        asked = message.asks() if message.name not in offices else None
        if asked is not None and (named is None or named[1] == message.name):
            return asked
        if message.name in offices and named is None:
            return None
    return None


def _read_messages(article: Article, heads: list[Unit]) -> list[_Message]:
    first = article.units[0].index
    ends = [*(head.index for head in heads[1:]), article.units[-1].index + 1]
    return [
        _Message(head.folded.split(" ")[0], article.units[head.index + 1 - first : end - first])
        for head, end in zip(heads, ends, strict=True)
    ]
