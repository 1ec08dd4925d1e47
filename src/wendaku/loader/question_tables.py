"""Tables whose columns are questions and answers: the head of each column says which."""

import re
from collections import defaultdict

from wendaku.loader.folding import join_spread
from wendaku.loader.sheet import Sheet
from wendaku.loader.units import Unit
from wendaku.loader.visible import Block

ASK_CELL = "ask"
REPLY_CELL = "reply"

_ASK_HEAD = re.compile(
    r"(?:常见|热点|咨询|政策|群众|居民|具体|典型|高频|企业|职工|市民|网友|用户|客户|读者|学生|您的?|你的?|我的?)?(?:的)?(?:问题|提问|疑问|疑惑|疑难|问|题|题目|问句|来信|留言|诉求|q|question|咨询(?:事项|内容|问题)|问询)(?:点|项|内容|描述|标题|名称|摘要|概述)?(?:\(q\))?$"
)
_REPLY_HEAD = re.compile(
    r"(?:政策|官方|部门|参考|标准|统一|权威|专家|简要|我们的?|本局|我局|医保局?)?(?:的)?(?:答案|解答|回答|答复|回复|解释|释疑|解析|答疑|回应|作答|答|解|a|answer|口径|办理意见|处理意见)(?:内容|口径|意见|要点|依据|说明)?(?:\(a\))?$"
)


def claim_question_tables(sheet: Sheet) -> None:
    """Notes the cells of question and answer columns in `Unit.key`, and claims column heads and all other columns."""
    if sheet.kind != "html":
        _claim_text_tables(sheet)
        return
    tables: dict[Block, list[Unit]] = defaultdict(list)
    for unit in sheet.units:
        table = unit.line.block.within("table")
        if table is not None and unit.line.block.within("td", "th"):
            tables[table].append(unit)
    for units in tables.values():
        _claim_table(units)


def _claim_table(units: list[Unit]) -> None:
    first_row = units[0].line.block.within("tr")
    roles: dict[int, str] = {}
    for unit in units:
        if unit.line.block.within("tr") is first_row:
            head = join_spread(unit.folded)
            if _ASK_HEAD.match(head):
                roles[_column(unit)] = ASK_CELL
            elif _REPLY_HEAD.match(head):
                roles[_column(unit)] = REPLY_CELL
    if sorted(roles.values()) != [ASK_CELL, REPLY_CELL]:
        return
    widths: dict[Block | None, int] = defaultdict(int)
    for unit in units:
        row = unit.line.block.within("tr")
        widths[row] = max(widths[row], _column(unit))
    for unit in units:
        row = unit.line.block.within("tr")
        # A cell that reaches down over several rows is missing in the later ones, which are shorter in front.
        missing = widths[first_row] - widths[row] if widths[row] > 1 else 0
        if row is first_row:
            unit.claim("noise", "head of a column")
        elif role := roles.get(_column(unit) + missing):
            unit.key = role
        else:
            unit.claim("noise", "column beside questions and answers")


# --- tables of text dumps: | 问题 | 答案 |, or columns set apart by spaces ---

_BAR = re.compile(r"\s?\|\s?")
_GAP = re.compile(r"\s+")
_LINE_OF_TABLE = re.compile(r"[\s|:+-]+$")
_LONGEST_ROW = 2000
_ROW_NUMBER = re.compile(r"\d{1,3}$")


def _claim_text_tables(sheet: Sheet) -> None:
    """Marks where question and answer part in the rows below a line whose words are the heads of their columns."""
    head: list[str] = []
    separator = _GAP
    for unit in sheet.units:
        cells = _cells(unit.folded, _BAR if "|" in unit.folded else _GAP)
        if _is_head(cells):
            head, separator = cells, _BAR if "|" in unit.folded else _GAP
            unit.claim("noise", "head of a column")
        elif head and not _claim_row(unit, head, separator):
            head = []


def _cells(folded: str, separator: re.Pattern[str]) -> list[str]:
    bare = folded.strip("| ") if separator is _BAR else folded
    return separator.split(bare)


def _is_head(cells: list[str]) -> bool:
    if not 2 <= len(cells) <= 6 or max(map(len, cells)) > 10:
        return False
    return (
        sum(bool(_ASK_HEAD.match(cell)) for cell in cells)
        == 1
        == sum(bool(_REPLY_HEAD.match(cell)) for cell in cells)
    )


def _claim_row(unit: Unit, head: list[str], separator: re.Pattern[str]) -> bool:
    """Whether a line is a row of the table; its answer column must stand right behind its question column."""
    if _LINE_OF_TABLE.match(unit.folded):
        unit.claim("noise", "rule")
        return True
    asks = next(place for place, name in enumerate(head) if _ASK_HEAD.match(name))
    replies = next(place for place, name in enumerate(head) if _REPLY_HEAD.match(name))
    barred = separator is _BAR
    gap, cell = (r"\s?\|\s?", r"([^|]*?)") if barred else (r"\s", r"(\S+)")
    asked = r"(?P<asked>[^|]{3,}?)" if barred else r"(?P<asked>\S{3,})"
    pattern = gap.join([cell] * asks + [asked, "(?P<reply>.+)"])
    row = re.match((r"(?:\|\s?)?" if barred else "") + pattern + "$", unit.folded[:_LONGEST_ROW])
    numbered = not asks or bool(row and _ROW_NUMBER.match(row[1]))
    if row is None or replies != asks + 1 or not (barred or (asks and numbered)):
        return False
    unit.key, unit.begun, unit.asked, unit.split = (
        ASK_CELL,
        row.start("asked"),
        row.end("asked"),
        row.start("reply"),
    )
    return True


def _column(unit: Unit) -> int:
    cell = unit.line.block.within("td", "th")
    return cell.item if cell else 0
