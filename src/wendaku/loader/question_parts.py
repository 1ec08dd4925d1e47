"""Parts of a page that ask in another form than the rest: the second half of a page, or what stands above the first mark."""

import re
from collections.abc import Callable

from wendaku.loader.question_headings import place_of
from wendaku.loader.question_words import Start, clean_question
from wendaku.loader.sheet import Article, Sheet, heading_level
from wendaku.loader.units import Unit
from wendaku.loader.wording import ends_with_mark, is_sentence

Form = Callable[[Sheet, Article], list[Start]]

_HEADS_PART = re.compile(
    r"\W*(?:[一二三四五六七八九十\d]{1,2}[、.]|第[一二三四五六七八九十]部分)?\s?[^。:;,?!]{0,12}(?:追问|问答|提问|[热快速常再必]问(?:[快速]答)?|答疑|释疑|解疑|疑问|问题|有问必答|你问我答|q ?& ?a|faq|互动|来问|还问|也问|想问|咨询|连线|留言|问与答|答问|精选|来电|考考你|一问一答)(?:选登|摘录|汇总|集锦|解答|环节|时间|专区|精选|实录|部分|篇|区|回复|回应|\s?\d{0,2})?\W*(?:\([^()]{1,16}\)|【[^】]{1,12}】)?[\s:↓]*$"
)
"""What heads a part that asks anew: 课堂提问, 补充问答（座谈会上提出）, 网友追问."""

MAX_HEAD = 30


def find_further(sheet: Sheet, article: Article, starts: list[Start], forms: tuple[Form, ...]) -> list[Start]:
    """The questions of parts that ask in one of the given forms beside those found: above the first of them, and below lines
    within an answer that head a part of questions.
    """
    free = article.free()
    asked = {start.unit.index for start in starts}
    places = sorted(place_of(free, start.unit) for start in starts)
    found = (
        []
        if article.title is None or article.title.asks
        else _ask(sheet, _above(article, free, places[0]), forms)
    )
    for place, end in zip(places, [*places[1:], len(free)], strict=True):
        answer = free[place + 1 : end]
        head = next(
            (number for number, unit in enumerate(answer) if number and _heads_part(answer, number)), None
        )
        if head is None or answer[head].index in asked:
            continue
        part = answer[head + 1 :]
        further = _ask(sheet, part, forms) or _asks_once(part)
        if further:
            answer[head].claim("meta", "heading of a group")
        found += further
    return found


def _above(article: Article, free: list[Unit], end: int) -> list[Unit]:
    first = article.title.index if article.title else -1
    return [unit for unit in free[:end] if unit.index > first]


def _ask(sheet: Sheet, units: list[Unit], forms: tuple[Form, ...]) -> list[Start]:
    """The questions of a part by the first form that finds two."""
    if sum(unit.asks for unit in units) < 2:
        return []
    part = Article(units)
    return next((starts for form in forms if len(starts := form(sheet, part)) >= 2), [])


def names_part(unit: Unit) -> bool:
    """Whether a line names a part that asks anew."""
    return len(unit.text) <= MAX_HEAD and not unit.asks and bool(_HEADS_PART.match(unit.folded))


def _heads_part(answer: list[Unit], place: int) -> bool:
    """Whether a line heads a part: it names questions, is none itself, and a line that asks stands right below it."""
    unit = answer[place]
    following = answer[place + 1] if place + 1 < len(answer) else None
    named = names_part(unit)
    inside = unit.line.block.within("td", "th", "li") is not None and not heading_level(unit)
    return named and not inside and following is not None and following.asks


def _asks_once(part: list[Unit]) -> list[Start]:
    asked = part[0]
    answered = len(part) > 1 and is_sentence(part[1].folded) and not part[1].asks
    return [Start(asked, clean_question(asked.text))] if answered and ends_with_mark(asked.core) else []
