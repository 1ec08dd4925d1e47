"""Threads in which an office's account replies again and again: what it replies to asks, what it writes answers."""

import re
from collections import Counter
from typing import NamedTuple

from wendaku.loader.folding import fold
from wendaku.loader.noise import marks_accepted
from wendaku.loader.question_words import Start, asking_sentences, clean_question
from wendaku.loader.sheet import Article, Sheet
from wendaku.loader.signals import POST_HEAD
from wendaku.loader.units import Unit
from wendaku.loader.wording import is_question, is_sentence

_OFFICE = re.compile(r"医保|社保|人社|医疗保障|政务|卫健|发布|医院|12345|服务中心|税务")
"""What the name of an office's account says of itself."""

_NAME = re.compile(r"([^\s,。:;?!|/]{4,16})(?:\s+(?:作者|楼主|官方\S{0,4}|已?认证|\S{0,4}认证|官方账号))?$")
_FOOT = re.compile(
    r"(?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2})?\s.*(?:回复|赞|举报)|.*(?:回复|赞|举报)\s*\d*$"
)
"""What stands below a remark: 09-26 浙江 回复 赞 63."""

_LONGEST_FOOT = 40

_THREAD = 3
"""So many lines that say who wrote and when make a page a thread."""


class _Post(NamedTuple):
    by_office: bool
    units: list[Unit]
    """Its running text, what it quotes left out."""
    quoted: Unit | None
    """The line that it quotes from another post, where that asks."""


def find_account(sheet: Sheet, article: Article) -> list[Start]:
    """What an office's account answers below its name, in a thread without an accepted answer; what it writes below an article is a remark.

    It answers the title first where that asks, else the post right above, or what it quotes.
    """
    heads = sum(POST_HEAD.match(unit.folded) is not None for unit in article.units)
    account = _account_of(article) if heads >= _THREAD else None
    if account is None or any(marks_accepted(unit) for unit in article.units):
        return []
    posts = _read_posts(article, account)
    asks = is_question(fold(clean_question(article.title_text)))
    title = article.title if asks else None
    starts: list[Start] = []
    told: set[int] = set()
    above: _Post | None = None
    for post in posts:
        if not post.by_office:
            above = post
            continue
        asked = post.quoted or (title if title is not None and not starts else _line_that_asks(above))
        if asked is not None:
            question = article.title_text if asked is title else asked.text
            starts.append(Start(asked, clean_question(question)))
        if starts and (asked is not None or above is None):
            told.update(unit.index for unit in post.units)
        above = None
    if len(starts) < 2:
        return []
    told.update(start.unit.index for start in starts)
    for unit in article.free():
        if unit.index >= posts[0].units[0].index and unit.index not in told:
            unit.claim("noise", "another user's post")
    return starts


def _line_that_asks(post: _Post | None) -> Unit | None:
    return next((unit for unit in post.units if asking_sentences(unit.text)), None) if post else None


def _account_of(article: Article) -> str | None:
    """The name of an office that stands two or more times on a line of its own."""
    names = Counter(name for unit in article.units if (name := _name_on(unit)) and _OFFICE.search(name))
    return next((name for name, count in names.most_common(1) if count >= 2), None)


def _name_on(unit: Unit) -> str | None:
    match = _NAME.match(unit.folded)
    return match[1] if match and not unit.asks and not is_sentence(unit.folded) else None


def _read_posts(article: Article, account: str) -> list[_Post]:
    """The posts in their order: running text between lines that name, date or count."""
    posts: list[_Post] = []
    begun: list[Unit] = []
    by_office = False
    quotes = False
    quoted: Unit | None = None
    start = article.title.index + 1 if article.title is not None else 0
    for unit in [*(unit for unit in article.units if unit.index >= start), None]:
        ends = unit is None or _parts_posts(unit)
        if ends and any(is_sentence(one.folded) or one.asks for one in begun):
            posts.append(_Post(by_office, begun, quoted))
            begun, quoted, by_office = [], None, False
        elif ends:
            begun = []  # points and places that stand below a name
        if unit is None:
            break
        if _name_on(unit) == account:
            by_office = True
        elif POST_HEAD.match(unit.folded):
            # A name and a time inside a post of the office's head what it quotes.
            quotes = (
                by_office
                and _name_on(unit) is None
                and account not in unit.folded
                and not unit.folded.startswith("发表于")
            )
        elif unit.free and not ends and unit.folded.partition(" ")[0] != account:
            if quotes:
                quoted, quotes = (unit if unit.asks else None), False
            else:
                begun.append(unit)
    return posts


def _parts_posts(unit: Unit) -> bool:
    """Whether a line stands between posts: buttons, a foot, a name with its badge."""
    if not unit.free:
        return unit.label != "detail"
    foot = (
        len(unit.folded) <= _LONGEST_FOOT and not is_sentence(unit.folded) and bool(_FOOT.match(unit.folded))
    )
    return foot or (_name_on(unit) is not None and len(unit.folded) <= _LONGEST_FOOT // 2)
