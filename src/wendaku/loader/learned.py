"""The learned signal: short lines behind a question that read and stand like what is around answers on labelled pages.

It is asked last and only about lines that no other signal has decided and that may be decided: see `may_be_decided`. What it
knows is a table, see `line_tables`.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter

from wendaku.loader.line_tables import Feature, describe_runs, packaged_table
from wendaku.loader.lures import informs
from wendaku.loader.question_parts import names_part
from wendaku.loader.shared_words import count_pairs, share_of_text
from wendaku.loader.sheet import Article, Sheet
from wendaku.loader.units import Unit
from wendaku.loader.wording import is_sentence, reply_mark

TABLE = "learned_lines"

_RUNS = (1, 2, 3)

_PROSE = 15
"""Letters from which on a sentence counts as running text of the page."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ABOUT_THE_SITE = re.compile(
    r"本站|本网|本号|公众号|app|客服|会员|关注|点击|点此|扫码|下载|登录|注册|分享|转发|收藏|点赞|评论|留言|阅读|浏览|推荐|更多|小编|编辑|读者|网友|粉丝|二维码|微信"
)

# --- What is looked at. ---


class Surroundings:
    """What a page's lines are seen against: where its running text stands and in which elements."""

    def __init__(self, units: list[Unit], kind: str) -> None:
        self.units = units
        self.kind = kind
        self._forms = [_describe_form(unit) for unit in units]
        self.prose = [
            unit.index for unit in units if len(unit.text) >= _PROSE and self.is_sentence(unit.index)
        ]
        lengths = sorted(len(units[index].text) for index in self.prose)
        self._usual = lengths[len(lengths) // 2] if lengths else 20
        self._boxes = [_box(unit) for unit in units]
        self._prose_boxes = Counter(self._boxes[index] for index in self.prose)

    def is_sentence(self, index: int) -> bool:
        """Whether a unit is a sentence."""
        return "sentence" in self._forms[index]

    def describe(self, unit: Unit) -> list[Feature]:
        """The features of a unit: its runs of characters, its form, its element, its place and its neighbours."""
        names = [*self._forms[unit.index], *_describe_wording(unit), *self._element(unit)]
        names += [*self._place(unit), *self._neighbours(unit)]
        return describe_runs(unit.folded, _RUNS) + [Feature(name, 1.0) for name in names]

    def _element(self, unit: Unit) -> list[str]:
        line = unit.line
        if self.kind == "text":
            return ["text", f"indent {min(3, line.indent // 2)}", *(["blank line above"] if line.gap else [])]
        chain = line.block.ancestors()
        names = {f"within {block.tag}" for block in chain[1:4]}
        words = {f"class {word}" for block in chain[:6] for word in block.words}
        quarter = int(4 * min(1.0, line.linked / len(unit.text)))
        return ["html", f"element {chain[0].tag}", f"link {quarter}/4", *sorted(names), *sorted(words)]

    def _place(self, unit: Unit) -> list[str]:
        index, count = unit.index, len(self.units)
        before, behind = bisect_left(self.prose, index), bisect_right(self.prose, index)
        above = index - self.prose[before - 1] if before else 0
        below = self.prose[behind] - index if behind < len(self.prose) else 0
        run = 0
        for step in (-1, 1):
            other = index + step
            while 0 <= other < count and run < 5 and not self.is_sentence(other):
                run, other = run + 1, other + step
        ratio = round(math.log2((len(unit.text) + 1) / (self._usual + 1)))
        return [
            f"text {min(4, above)} above" if above else "no text above",
            f"text {min(4, below)} below" if below else "no text below",
            f"{min(6, count - 1 - index)} lines to the end",
            f"fifth {5 * index // count + 1} of the page",
            f"length 2^{max(-3, min(3, ratio))} of the text's",
            f"{run} other short lines around",
            f"{min(3, self._prose_boxes[self._boxes[index]])} texts in such elements",
        ]

    def _neighbours(self, unit: Unit) -> list[str]:
        names: list[str] = []
        for step, name in ((-2, "two above"), (-1, "above"), (1, "below"), (2, "two below")):
            other = unit.index + step
            if 0 <= other < len(self.units):
                names += [f"{name}: {word}" for word in self._forms[other]]
            else:
                names.append(f"{name}: nothing")
        return names


def _describe_form(unit: Unit) -> list[str]:
    """What a unit's neighbours are told of it: its length, its end, whether it is a sentence, asks or has a number."""
    folded = unit.folded
    names = [f"length 2^{min(9, (len(folded) + 1).bit_length() - 1)}"]
    if not folded[-1].isalnum():
        names.append(f"ends {folded[-1]}")
    if is_sentence(folded):
        names.append("sentence")
    if unit.asks:
        names.append("asks")
    if not any(mark in folded for mark in "。,:"):
        names.append("no comma")
    if unit.number:
        names.append(f"number {unit.number.style}")
    return names


def _describe_wording(unit: Unit) -> list[str]:
    folded = unit.folded
    names = [f"{min(3, folded.count(' '))} spaces"]
    if not folded[0].isalnum():
        names.append(f"begins {folded[0]}")
    if unit.line.bold:
        names.append("bold")
    if _ABOUT_THE_SITE.search(folded):
        names.append("about the site")
    if "你" in folded or "您" in folded:
        names.append("says you")
    return names


def _box(unit: Unit) -> tuple[str, frozenset[str]]:
    return unit.line.block.tag, unit.line.block.words


# --- Answers written in lines rather than sentences. ---

_LABEL = re.compile(
    r"[\u4e00-\u9fff、和及与]{0,8}(?:地点|地址|时间|时限|时段|期限|材料|资料|条件|流程|程序|步骤|环节|对象|人员|人群|范围|方式|方法|渠道|途径|入口|平台|标准|比例|限额|额度|费用|金额|电话|热线|依据|机构|部门|单位|窗口|要求|须知|事项|情形|情况|原因|结果|待遇|查询|办理|申请|审核|结算|优点|缺点|区别|特点|说明|规定|规则|目录|网点|后果\S{0,2}|影响)[:]?$"
)
"""What heads a part of a guide: 办理地点, 所需材料, 微信查询."""

_MAX_LABEL = 12

_TO_READERS = re.compile(
    r"本站|本网|本号|我们|客服|会员|粉丝|点赞|评论|留言|阅读|浏览|推荐|更多|小编|编辑|读者|网友|分享|转发|收藏|二维码|楼主|\d\s?楼|[赞踩顶]|回复"
)
"""What lines around an answer speak of and hardly any of an answer's: apps and accounts are named by both."""


def split_by_questions(article: Article) -> list[list[Unit]]:
    """The article's units below each question, up to the next."""
    title = article.title.index if article.title else -1
    starts = [question.unit.index if question.unit else title for question in article.questions]
    ends = [*starts[1:], article.units[-1].index + 1]
    return [
        [unit for unit in article.units if start < unit.index < end]
        for start, end in zip(starts, ends, strict=True)
    ]


def find_outlined(article: Article) -> frozenset[int]:
    """The indexes of the lines of answers that are written in lines rather than sentences, which the table does not know.

    An answer that begins with two lines which are no sentences, or in which two labels of a guide stand, goes on so up to
    the first line that another signal has dropped; the only line below a question answers it.
    """
    kept: set[int] = set()
    for question, part in zip(article.questions, split_by_questions(article), strict=True):
        text = [unit for unit in part if unit.label not in ("meta", "detail")]
        end = next((place for place, unit in enumerate(text) if not unit.free), len(text))
        run = text[:end]
        first = begin_of_outline([unit.folded for unit in run])
        if question.unit and question.unit.split:
            # What stands below a line that asks and answers need not belong to the answer.
            continue
        told = [unit for unit in run[first:] if not _is_to_readers(unit.folded)]
        alone = [unit for unit in run if len(run) == 1 and unit.folded[0] != "("]
        kept |= {unit.index for unit in [*told, *alone]}
    return frozenset(kept)


def _is_to_readers(folded: str) -> bool:
    bracketed = folded[0] == "(" and folded[-1] == ")"
    return bracketed or (bool(_TO_READERS.search(folded)) and not informs(folded))


def begin_of_outline(folded: list[str]) -> int:
    """The place of the folded line of an answer from which on it is written in lines; their number where it never is."""
    if len(folded) >= 2 and not any(map(is_sentence, folded[:2])):
        return 0
    labels = [place for place, line in enumerate(folded) if len(line) <= _MAX_LABEL and _LABEL.match(line)]
    return labels[0] if len(labels) >= 2 else len(folded)


# --- What is decided. ---


def may_be_decided(units: list[Unit], unit: Unit) -> bool:
    """Whether the signal may speak about a unit: a Chinese line that is no sentence, has no number or mark of an answer,
    heads no item of a list and no part of the questions, and stands in no table, in no list below a colon or below a numbered heading of the text, and names no number to call.
    """
    if unit.number is not None or unit.split or is_sentence(unit.folded) or reply_mark(unit.folded):
        return False
    if unit.line.block.within("td", "th") or not _CHINESE.search(unit.folded):
        return False
    if _CALLED.search(unit.folded) or informs(unit.folded) or len(_ARROW.findall(unit.folded)) >= 2:
        return False
    following = units[unit.index + 1] if unit.index + 1 < len(units) else None
    if _heads_item(unit, following) or (following is not None and following.asks and names_part(unit)):
        return False
    for above in reversed(units[max(0, unit.index - _LIST) : unit.index]):
        if above.folded.endswith(":"):
            return False
        if above.number is not None and above.number.value and not is_sentence(above.folded):
            return not _goes_on(units, above) or bool(_ABOUT_THE_SITE.search(unit.folded))
        if is_sentence(above.folded):
            break
    return True


def _heads_item(unit: Unit, following: Unit | None) -> bool:
    """Whether a line stands in a list item above that item's text: <li><b>定点药店</b><p>…</p></li>."""
    item = unit.line.block.within("li", "dd")
    return (
        item is not None
        and following is not None
        and following.line.block.within("li", "dd") is item
        and is_sentence(following.folded)
    )


_LIST = 8
"""So many lines above may head the list in which a line stands."""

_OUTLINE = 40
"""So many lines below a numbered heading the next of its kind may stand."""

_CALLED = re.compile(
    r"^\W*[\u4e00-\u9fff()]{2,16}\s?:\s?(?:0\d{2,3}-?\d{5,8}|\d{5,8}(?!\d)|\d{1,2}:\d{2})|(?:上午|下午|工作日|周[一二三四五六日]).{0,12}\d{1,2}:\d{2}"
)
"""市本级：0553-12393, or office hours."""

_ARROW = re.compile(r"→|—>|->|➜|➔|＞|>")


def _goes_on(units: list[Unit], heading: Unit) -> bool:
    """Whether a numbered heading is one of several: the one before or behind it stands near."""
    number = heading.number
    near = units[max(0, heading.index - _OUTLINE) : heading.index + _OUTLINE]
    return number is not None and any(
        other.number is not None
        and other.number.style == number.style
        and other.number.value in (number.value - 1, number.value + 1)
        for other in near
        if other is not heading
    )


_TAKEN_UP = 0.6
_MIN_TAKEN_UP = 8
"""Of the letter pairs of a line of so many letters, so much stands again in the text, where the text takes up what it says."""


def _is_taken_up(unit: Unit, pairs: Counter[str]) -> bool:
    """Whether a line that does not ask says what the text says again: a summary above it, a remark below."""
    if unit.asks or unit.line.linked or len(unit.folded) < _MIN_TAKEN_UP:
        return False
    return not _TO_READERS.search(unit.folded) and share_of_text(unit.folded, pairs) >= _TAKEN_UP


def claim_learned(sheet: Sheet, article: Article) -> None:
    """Claims lines behind the first question that the table tells to be noise, and notes why as a doubt."""
    if not article.questions:
        return
    kept = find_outlined(article)
    candidates = [
        unit
        for part in split_by_questions(article)
        for unit in part
        if unit.free and unit.index not in kept and may_be_decided(sheet.units, unit)
    ]
    if not candidates:
        return
    table = packaged_table(TABLE)
    surroundings = Surroundings(sheet.units, sheet.kind)
    pairs = count_pairs(article.units)
    for unit in candidates:
        features = surroundings.describe(unit)
        if table.score(features) > table.limit and not _is_taken_up(unit, pairs):
            unit.claim("noise", "learned")
            sheet.doubts.append(
                f"line {unit.first + 1} reads like what stands around answers ({table.tell_reasons(features)}); it was left out"
            )
