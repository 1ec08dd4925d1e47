"""Finds the questions of an article: the forms in which pages ask and answer, tried in order."""

import re
from collections import defaultdict
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import pairwise

from wendaku.loader.answers import heading_key, readers_words
from wendaku.loader.askers import TO_EDITOR, TO_WRITER
from wendaku.loader.folding import fold, skeleton
from wendaku.loader.question_accounts import find_account
from wendaku.loader.question_chats import find_chat
from wendaku.loader.question_headings import (
    announces_questions,
    find_announced,
    find_subjects,
    is_answered,
    place_of,
)
from wendaku.loader.question_letters import find_letters, find_official_reply, find_replied_letters
from wendaku.loader.question_parts import find_further
from wendaku.loader.question_tables import ASK_CELL
from wendaku.loader.question_threads import find_accepted
from wendaku.loader.question_words import Start, asking_sentences, clean_question
from wendaku.loader.sheet import Article, Question, Sheet, heading_level
from wendaku.loader.signals import DATE, LETTER_KEY
from wendaku.loader.titles import is_generic_title
from wendaku.loader.units import ASK_ICONS, REPLY_ICONS, Unit
from wendaku.loader.visible import ROOT
from wendaku.loader.wording import (
    ANSWERING_SPEAKER,
    ASKING_SPEAKER,
    ask_mark,
    asker_speaks,
    ends_with_mark,
    is_question,
    is_sentence,
    names_person,
    reply_mark,
    speaker,
)

SHARE = 0.6
"""Of the lines of one style, so many must ask and be answered for the style to be that of the page's questions."""

SUBJECT = 6
"""Letters in a row that a heading shares with the title where both name the subject: 佛山医保个人账户."""

_INLINE_REPLY = re.compile(
    r"\s*(?:[【\[(](?:答|回答|答复|解答|a)[】\])]\s?[:]?|(?:答|回答|答复|解答|回复|嘉宾|a\d{0,2})\s?[:])\s*"
)


def find_questions(sheet: Sheet, article: Article) -> None:
    """Sets the article's questions after the first form that fits, and claims the lines that ask."""
    for name, form in FORMS:
        starts = form(sheet, article)
        if starts:
            if name in _BESIDE_OTHERS:
                further = find_further(sheet, article, starts, (find_interview, find_styled, find_inline))
                starts = sorted([*starts, *further], key=lambda start: start.unit.index)
            asks_first = name in _BESIDE_TITLE and _titleis_answered(article, starts[0].unit)
            _claim_starts(article, name, starts)
            if asks_first:
                article.questions.insert(0, Question(clean_question(article.title_text), None))
            return
    below = _question_below_column(article)
    if below is not None:
        below.claim("question", "question below a column's name")
        article.questions = [Question(clean_question(below.text), below)]
    elif article.title is not None and article.title_text:
        article.questions = [Question(clean_question(article.title_text), None)]


def _question_below_column(article: Article) -> Unit | None:
    """The first line below a title that only names a column (医保小课堂), where it asks and text answers it."""
    title = article.title
    if title is None or title.asks or not is_generic_title(fold(article.title_text)):
        return None
    below = [unit for unit in article.free() if unit.index > title.index][:2]
    asks = len(below) == 2 and below[0].asks and ends_with_mark(below[0].core) and len(below[0].core) <= 60
    return below[0] if asks and is_sentence(below[1].folded) and not below[1].asks else None


_BESIDE_TITLE = ("question style", "question mark")
_BESIDE_OTHERS = (
    *_BESIDE_TITLE,
    "interview",
    "disclosure",
    "question box",
    "question and answer in one line",
)
"""Forms beside which a part of the page may ask in another form."""


def _titleis_answered(article: Article, first: Unit) -> bool:
    """Whether headings or lists that answer an asking title stand above the first of other questions: not a mere lead-in."""
    title = article.title
    if title is None or (is_generic_title(fold(article.title_text)) and not title.asks):
        return False
    above = [unit for unit in article.free() if title.index < unit.index < first.index]
    if not any(is_sentence(unit.folded) for unit in above):
        return False
    parts = [
        unit for unit in above[:-1] if heading_level(unit) or unit.line.block.within("li") or unit.number
    ]
    return len(parts) >= 2


def _claim_starts(article: Article, name: str, starts: list[Start]) -> None:
    # One question on the whole page: its title says it, unless the title only names a kind of page.
    single = (
        len(starts) == 1
        and name != _HEADLINE
        and article.title is not None
        and not is_generic_title(fold(article.title_text))
    )
    counted = _are_counted(starts)
    for start in starts:
        start.unit.claim("question", name)
        text = clean_question(article.title_text) if single else start.text
        text = _BARE_NUMBER.sub("", text) if counted else text
        article.questions.append(Question(text, start.unit))


_BARE_NUMBER = re.compile(r"^(\d{1,3})\s+(?=[\u4e00-\u9fff“\"])")


def _are_counted(starts: list[Start]) -> bool:
    """Whether the questions begin with numbers that only a space follows, one after the other: 31 …, 32 …"""
    numbers = [int(match[1]) for start in starts if (match := _BARE_NUMBER.match(start.text))]
    first = numbers[0] if numbers else 0
    return len(starts) >= 2 and numbers == list(range(first, first + len(starts)))


# --- columns of a table ---


def find_tabled(sheet: Sheet, article: Article) -> list[Start]:
    """Questions in the column of a table whose head says so."""
    free = article.free()
    cells = [unit for unit in free if unit.key == ASK_CELL]
    firsts = {unit.line.block.within("tr") or unit: unit for unit in reversed(cells)}
    return [
        Start(unit, clean_question(unit.text[unit.begun : unit.asked or None]))
        for unit in reversed(firsts.values())
    ]


# --- 问：/答：, Q1/A1, 【问】【答】 ---


def find_marked(sheet: Sheet, article: Article) -> list[Start]:
    """Questions that a mark announces: 问：, Q1：, 【问】, or 问 on a line of its own."""
    free = article.free()
    marked = [
        place for place, unit in enumerate(free) if _asks_by_mark(unit) and not _is_column_head(free, place)
    ]
    replies = any(
        unit.icon in REPLY_ICONS or reply_mark(unit.core) or _INLINE_REPLY.search(unit.folded)
        for unit in free
    )
    titled = article.title is not None and not is_generic_title(fold(article.title_text))
    if not marked or (len(marked) == 1 and not replies and titled):
        return []
    starts = []
    for place in marked:
        unit = free[place]
        if ask_mark(unit.core) >= len(unit.core) or names_person(unit.core[ask_mark(unit.core) :]):
            unit.claim("noise", "mark")
            if place + 1 == len(free) or place + 1 in marked:
                continue
            unit = free[place + 1]
        following = next(iter(free[place_of(free, unit) + 1 : place_of(free, unit) + 2]), None)
        _split_inline(unit, following is not None and bool(reply_mark(following.core)))
        starts.append(Start(unit, clean_question(unit.text[len(unit.icon) : unit.asked or None])))
    return starts


def _asks_by_mark(unit: Unit) -> bool:
    return bool(ask_mark(unit.core)) or unit.icon in ASK_ICONS


def _is_column_head(free: list[Unit], place: int) -> bool:
    """Whether a mark is the head of a table's column: another head follows at once."""
    unit = free[place]
    following = free[place + 1] if place + 1 < len(free) else None
    alone = ask_mark(unit.core) >= len(unit.core)
    return alone and (
        following is None
        or reply_mark(following.core) >= len(following.core)
        or following.line.block.tag == "th"
    )


def _split_inline(unit: Unit, answered_below: bool) -> None:
    """Marks where the answer begins in a unit that holds both."""
    offset = unit.number.end if unit.number else 0
    inline = next(
        (
            match
            for match in _INLINE_REPLY.finditer(unit.folded, offset + 2)
            if _closes(unit.folded, match.start())
        ),
        None,
    )
    if inline and inline.end() < len(unit.folded):
        unit.asked, unit.split = inline.start(), inline.end()
        return
    asked = unit.folded.find("?")
    rest = unit.folded[asked + 1 :].strip()
    if asked > 0 and len(rest) >= 6 and not answered_below and not ends_with_mark(rest):
        unit.asked = unit.split = asked + 1


def _closes(folded: str, position: int) -> bool:
    return folded[:position].rstrip()[-1:] in "?。!;,)】]”" or folded[position : position + 1] in " 【[("


# --- 主持人/嘉宾 ---


def find_interview(sheet: Sheet, article: Article) -> list[Start]:
    """Questions of an interview: what the asking speaker asks and another speaker answers."""
    free = article.free()
    spoken = [(unit, found[0]) for unit in free if (found := speaker(unit.folded))]
    askers = _asking_speakers(spoken)
    asking = [unit for unit, name in spoken if name in askers]
    if _stand_below_headings(free, [unit for unit, _ in spoken]):
        return []
    answering = {unit.index for unit, name in spoken if name not in askers}
    if not asking or not answering:
        return []
    starts: list[Start] = []
    courtesies: list[tuple[Unit, int]] = []
    for place, unit in enumerate(asking):
        end = asking[place + 1].index if place + 1 < len(asking) else article.units[-1].index + 1
        found = speaker(unit.folded)
        words = unit.text[found[1] if found else 0 :]
        question = asking_sentences(words)
        replied = any(unit.index < index < end for index in answering)
        if question and replied:
            starts.append(Start(unit, clean_question(question)))
        else:
            courtesies.append((unit, end))
    by_authority = any(unit.index in answering and ANSWERING_SPEAKER.search(name) for unit, name in spoken)
    in_column = article.title is not None and is_generic_title(fold(article.title_text))
    alone = in_column and sum(ends_with_mark(unit.core) for unit in free) == 1
    if len(starts) < (1 if by_authority or alone else 2):
        return []
    for unit, end in courtesies:
        for other in free:
            if unit.index <= other.index < end:
                other.claim("meta", "courtesy of an interview")
    return starts


def _stand_below_headings(free: list[Unit], spoken: list[Unit]) -> bool:
    """Whether most exchanges stand below a heading that asks: 手机上的余额和小票对不上，该信哪个 above what a reader wrote."""
    speaking = {unit.index for unit in spoken}
    exchanges = [
        (above, unit)
        for above, unit in pairwise(free)
        if unit.index in speaking and above.index not in speaking and not is_sentence(above.folded)
    ]
    headed = [above for above, _ in exchanges if above.asks and len(above.core) <= _HEADING]
    return len(headed) >= 2 and len(headed) >= SHARE * len(exchanges)


_HEADING = 45
"""Letters of a heading that asks."""


def _asking_speakers(spoken: list[tuple[Unit, str]]) -> set[str]:
    """Who asks: 记者, 网友 and the like, else who speaks several times and asks each time while another answers."""
    named = {name for _, name in spoken if ASKING_SPEAKER.match(name)}
    if named:
        return named
    said: dict[str, list[bool]] = defaultdict(list)
    for unit, name in spoken:
        said[name].append(ends_with_mark(unit.folded))
    replies = any(len(asked) >= 2 and not any(asked) for asked in said.values())
    asking = {name for name, asked in said.items() if any(asked)}
    return asking if replies and sum(sum(said[name]) for name in asking) >= 2 else set()


# --- <details>, <dl> ---


def find_disclosures(sheet: Sheet, article: Article) -> list[Start]:
    """Questions in `<summary>` or `<dt>`."""
    free = article.free()
    for tag in ("summary", "dt"):
        members = [unit for unit in free if unit.line.block.within(tag)]
        asking = [unit for unit in members if unit.asks]
        if members and len(asking) >= 0.5 * len(members):
            own = {unit.index for unit in members}
            answered = [unit for unit in members if is_answered(free, unit, own)]
            for unit in answered:
                _split_inline(unit, answered_below=True)
            return [Start(unit, clean_question(unit.text[: unit.asked or None])) for unit in answered]
    return []


def find_boxed(sheet: Sheet, article: Article) -> list[Start]:
    """The heads of boxes whose class says that each holds a question, however they are worded."""
    boxed = sheet.box_heads() if sheet.kind == "html" else {}
    free = article.free()
    heads = [unit for unit in free if unit.index in boxed and unit is not article.title]
    own = {unit.index for unit in heads}
    answered = [unit for unit in heads if is_answered(free, unit, own)]
    return [Start(unit, clean_question(unit.text)) for unit in answered] if len(answered) >= 2 else []


# --- headings that a table of contents lists ---


def find_listed(sheet: Sheet, article: Article) -> list[Start]:
    """The headings that a table of contents lists, where most of them ask."""
    free = article.free()
    heads = [unit for unit in free if heading_key(unit) in article.contents and not is_sentence(unit.folded)]
    own = {unit.index for unit in heads}
    answered = [unit for unit in heads if is_answered(free, unit, own)]
    asking = [unit for unit in answered if unit.asks]
    if len(answered) < 2 or len(asking) < SHARE * len(heads) or not _fits(article, ("contents",), asking):
        return []
    return [Start(unit, clean_question(unit.text)) for unit in answered]


# --- 读者来电 below a title that asks ---


def find_reader(sheet: Sheet, article: Article) -> list[Start]:
    """The title's question where a reader asks it below in own words (读者林先生问：…), which are detail."""
    title = article.title
    if title is None or not title.asks:
        return []
    below = [unit for unit in article.free() if unit.index > title.index]
    greeted = next((place for place, unit in enumerate(below[:6]) if _TO_READER.match(unit.folded)), 0)
    if below and not greeted and TO_EDITOR.match(below[0].folded):
        places = range(1, min(len(below), 8))
        greeted = next((place for place in places if TO_WRITER.match(below[place].folded)), 0)
    if greeted and not any(unit.number for unit in below[:greeted]):
        for unit in below[:greeted]:
            unit.claim("detail", "a reader's letter")
        return [Start(title, clean_question(article.title_text))]
    first = below[0] if below else None
    if first is None or not ((_is_readers(first) and asking_sentences(first.text)) or _tells_a_case(below)):
        return []
    first.claim("detail", "asked by a reader")
    return [Start(title, clean_question(article.title_text))]


_TO_READER = re.compile(
    r"(?:尊敬的)?[\u4e00-\u9fff*·×x]{1,8}(?:读者|先生|女士|网友|市民|同志|朋友)(?:[,，]?\s?(?:您|你)好)?[:!]$"
)
"""How a reply to a letter begins, on a line of its own: 陈秀英读者："""

_CASE = re.compile(
    r"(?:(?:近日|日前|昨日|昨天|前几天|最近|上周|本周)?[,。]?[^。“,]{0,16}?(?:市民|读者|居民|网友|听众|职工)[^。“:,]{0,12}(?:来电|打来电话|打进|致电|拨打|来信|留言|咨询|反映|求助)[^。“]{0,30})?“[^”]{25,}”[^”]{0,40}$"
)
_ASKS_WITHIN = re.compile(r"[?]|能不能|是不是|可不可以|怎么|如何|行不行|吗")


def _tells_a_case(below: list[Unit]) -> bool:
    """Whether the first paragraph is what somebody asked in their own words, in quotation marks, and the text goes on below it."""
    first = below[0].folded
    return len(below) >= 2 and bool(_CASE.match(first)) and bool(_ASKS_WITHIN.search(first))


_CHECKS = re.compile(r"(?:了吗|了没有?|[对够齐全好在]吗|对不对|够不够|齐不齐|好没好|到位吗|正常吗)\?")
_MAX_CHECK = 14


def _only_check(article: Article, asked: list[str]) -> bool:
    """Whether folded questions below a title that asks only have the reader check something: 备案了吗？"""
    if article.title is None or not article.title.asks:
        return False
    return all(len(text) <= _MAX_CHECK and _CHECKS.search(text) for text in asked)


_AFTERWORD = 15
"""Letters that may follow what a reader asks, in the same line."""


def _is_readers(unit: Unit) -> bool:
    """Whether a reader speaks in a line: 读者林先生问：…, or 【读者来信】 before the words of a letter."""
    if len(unit.folded) - unit.folded.rfind("?") > _AFTERWORD and "?" in unit.folded:
        return False  # 不少老人担心：还能报吗？医保办解释，… answers too
    found = speaker(unit.folded)
    key = LETTER_KEY.match(unit.folded)
    return bool(found and ASKING_SPEAKER.match(found[0])) or bool(key and key.end() < len(unit.folded))


# --- headings and other lines of one style ---

Style = tuple[object, ...]


def find_styled(sheet: Sheet, article: Article) -> list[Start]:
    """Questions that share a style: a heading level, a numbering, a class, bold, or short lines that ask."""
    free = article.free()
    by_style: dict[Style, list[Unit]] = defaultdict(list)
    told = {
        unit.index
        for place, above in enumerate(free)
        if _asks_in_short(above)
        for unit in readers_words(free[place + 1 : place + 1 + _LONGEST_LETTER])
    }
    free = [unit for unit in free if unit.index not in told]
    for unit in free:
        for style in _styles(unit):
            by_style[style].append(unit)
    best: tuple[float, int, int] | None = None
    found: list[Unit] = []
    ends = {unit.index: end for unit in free if _counts(unit) and (end := _asked_until(unit))}
    for style, members in by_style.items():
        asking = [unit for unit in members if unit.asks]
        # 1、…？ above its answer and 2、…？ with the answer behind it may take turns.
        within = {unit.index for unit in members if asking and unit.index in ends}
        own = {unit.index for unit in members}
        answered = [
            unit for unit in members if unit.index in within or (unit.asks and is_answered(free, unit, own))
        ]
        share = len(answered) / len(members)
        if len(answered) < 2 or share < SHARE or not _fits(article, style, asking):
            continue
        if _only_check(article, [unit.core for unit in answered]):
            continue
        explicit = sum(unit.index in within or ends_with_mark(unit.core) for unit in answered)
        rank = (explicit / len(answered), share >= 0.99, -members[0].index)
        if best is None or rank > best:
            best = rank
            # A style whose lines mostly ask makes questions of the few that are worded as headings too.
            whole = [unit for unit in members if unit.index in within or is_answered(free, unit, own)]
            found = answered if style[0] == "?" or share < 0.75 else whole
    starts = []
    for unit in found:
        if unit.index in ends and not unit.asks:
            unit.asked = unit.split = ends[unit.index]
        starts.append(Start(unit, clean_question(unit.text[: unit.asked or None])))
    return starts


def _counts(unit: Unit) -> bool:
    return unit.number is not None and unit.number.value > 0


_LONGEST_LETTER = 12
"""So many lines below a heading may be what a reader wrote."""


def _asks_in_short(unit: Unit) -> bool:
    return unit.asks and len(unit.core) <= _HEADING and not asker_speaks(unit.folded)


_PAIR = 2
"""Cells of a row that asks and answers."""

_HEAD_SIGNS = "◆●■▪★☆◎◇▶►❖◉🔹🔸📌"
"""Signs that headings begin with as often as items of lists."""


def _styles(unit: Unit) -> list[Style]:
    short = len(unit.core) <= 80 and not (is_sentence(unit.core) and not unit.asks)
    number = unit.number.style if unit.number else ""
    if unit.line.block is ROOT:
        styles: list[Style] = [(number, unit.line.indent // 2)] if number and number != "•" else []
        if number == "•" and short and unit.folded[0] in _HEAD_SIGNS:
            styles.append(("sign", unit.folded[0]))
        if not number and short and len(unit.core) <= 45:
            styles.append(("short",))
        if unit.asks and ends_with_mark(unit.core) and short:
            styles.append(("?", number))
        return styles
    level = heading_level(unit)
    if level:
        return [("h", level)]
    if not short:
        return []
    block = unit.line.block
    row = block.within("tr")
    if row is not None and row.children > _PAIR and block.item == 1:
        return []  # a table that compares several things names them in its first column
    if block.tag in ("td", "th"):
        cells: list[Style] = [("cell", block.item, block.tag)]
        return [*cells, ("?", "cell")] if unit.asks and ends_with_mark(unit.core) else cells
    bold = sum(end - start for start, end in unit.line.bold) >= 0.8 * len(unit.text)
    number = "" if number == "•" else number
    styles = [("line", block.tag, block.first_class, number, bold)]
    if unit.asks and ends_with_mark(unit.core) and (number or bold or block.tag != "li"):
        styles.append(("?", block.tag, number, bold))
    return styles


def _fits(article: Article, style: Style, asking: list[Unit]) -> bool:
    """Whether a style without question marks may carry questions although the title asks one itself."""
    if any(ends_with_mark(unit.core) for unit in asking):
        return True
    if style[0] == "short" and len(asking) < 2:
        return False
    if article.title is None or not article.title.asks:
        return True
    if style == ("contents",) and announces_questions(fold(article.title_text)):
        return True
    # Under a title that asks, headings such as 什么时候恢复报销 are parts of the one answer, unless each says again
    # what the title is about, as a question that stands by itself has to.
    title = fold(article.title_text)
    return sum(_longest_common(title, unit.core) >= SUBJECT for unit in asking) >= 0.75 * len(asking)


def _longest_common(one: str, other: str) -> int:
    return SequenceMatcher(None, one, other, False).find_longest_match().size


# --- question and answer in one line ---


def find_inline(sheet: Sheet, article: Article) -> list[Start]:
    """Questions that are answered on their own line: numbered, bold at the start, or one a paragraph."""
    by_style: dict[Style, list[Unit]] = defaultdict(list)
    for unit in article.free():
        number = unit.number.style if unit.number else ""
        by_style[number, unit.line.block.tag, unit.line.block.first_class].append(unit)
    for style, members in by_style.items():
        ends = {unit.index: end for unit in members if (end := _asked_until(unit))}
        enough = 2 if style[0] or any(unit.line.bold for unit in members) else 3
        running = [unit for unit in members if is_sentence(unit.folded)]
        asked = [unit.folded[: ends[unit.index]] for unit in members if unit.index in ends]
        if len(ends) >= enough and len(ends) >= SHARE * len(running) and not _only_check(article, asked):
            starts = []
            for unit in members:
                if unit.index in ends:
                    unit.asked = unit.split = ends[unit.index]
                    starts.append(Start(unit, clean_question(unit.text[: unit.asked])))
            return starts
    return []


def _asked_until(unit: Unit) -> int:
    """Where the question ends in a line that goes on with its answer, 0 where it holds no question first."""
    asked = unit.folded.find("?", 0, 90)
    rest = unit.folded[asked + 1 :].strip()
    if asked < 5 or len(DATE.sub("", rest)) < 4 or ends_with_mark(rest) or "。" in unit.folded[:asked]:
        return 0
    return asked + 1 if is_question(unit.core[: asked + 1 - (unit.number.end if unit.number else 0)]) else 0


_HEADLINE = "question in brackets before its answer"
_BRACKETED = re.compile(r"(?:#[^#]{1,20}#\s?)*[【\[]([^【】\[\]]{6,60}\?)[】\]]\s?(?=.{20})")


def find_headline(sheet: Sheet, article: Article) -> list[Start]:
    """The question that a short message sets in brackets before its answer: 【…还能用吗？】近日…"""
    if article.title is not None and article.title.asks:
        return []
    for unit in article.free():
        match = _BRACKETED.match(unit.folded)
        if match and is_question(match[1]):
            unit.asked = unit.split = match.end()
            return [Start(unit, clean_question(unit.text[match.start(1) : match.end(1)]))]
    return []


def mark_known_questions(sheet: Sheet) -> None:
    """Lets lines ask that JSON-LD names as questions, however they are worded."""
    for unit in sheet.units:
        if (
            unit.free
            and not unit.asks
            and sheet.asked_in_data
            and skeleton(clean_question(unit.text)) in sheet.asked_in_data
        ):
            unit.asks = True


FORMS: tuple[tuple[str, Callable[[Sheet, Article], list[Start]]], ...] = (
    ("question column", find_tabled),
    ("letter", find_letters),
    ("replied letter", find_replied_letters),
    ("official reply", find_official_reply),
    ("question mark", find_marked),
    ("chat", find_chat),
    ("interview", find_interview),
    ("disclosure", find_disclosures),
    ("office's account", find_account),
    ("accepted answer", find_accepted),
    ("question box", find_boxed),
    ("listed heading", find_listed),
    ("reader", find_reader),
    ("question style", find_styled),
    ("question and answer in one line", find_inline),
    (_HEADLINE, find_headline),
    ("heading that names the subject", find_subjects),
    ("announced heading", find_announced),
)
"""The forms in the order in which they are tried; where none fits, the title asks and the text answers."""
