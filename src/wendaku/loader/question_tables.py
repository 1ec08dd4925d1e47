"""Tables whose columns are questions and answers: the head of each column says which."""

import re
from collections import defaultdict

from wendaku.loader.sheet import Sheet
from wendaku.loader.units import Unit
from wendaku.loader.visible import Block

ASK_CELL = "ask"
REPLY_CELL = "reply"

_ASK_HEAD = re.compile(
    r"(?:常见|热点|咨询|政策|群众|居民|具体)?(?:问题|提问|疑问|问|q|咨询事项|咨询内容)(?:内容|描述|标题)?$"
)
_REPLY_HEAD = re.compile(
    r"(?:政策|官方|部门|参考|标准)?(?:答案|解答|回答|答复|回复|答|a|口径)(?:内容|口径|意见|要点)?$"
)


def claim_question_tables(sheet: Sheet) -> None:
    """Notes the cells of question and answer columns in `Unit.key`, and claims column heads and all other columns."""
    if sheet.kind != "html":
        return
    tables: dict[Block, list[Unit]] = defaultdict(list)
    for unit in sheet.units:
        table = unit.line.block.within("table")
        if table is not None and unit.line.block.within("td", "th"):
            tables[table].append(unit)
    for units in tables.values():
        _claim_table(units)


def _claim_table(units: list[Unit]) -> None:
    head = units[0].line.block.within("tr")
    roles: dict[int, str] = {}
    for unit in units:
        if unit.line.block.within("tr") is head:
            if _ASK_HEAD.match(unit.folded):
                roles[_column(unit)] = ASK_CELL
            elif _REPLY_HEAD.match(unit.folded):
                roles[_column(unit)] = REPLY_CELL
    if sorted(roles.values()) != [ASK_CELL, REPLY_CELL]:
        return
    for unit in units:
        if unit.line.block.within("tr") is head:
            unit.claim("noise", "head of a column")
        elif role := roles.get(_column(unit)):
            unit.key = role
        else:
            unit.claim("noise", "column beside questions and answers")


def _column(unit: Unit) -> int:
    cell = unit.line.block.within("td", "th")
    return cell.item if cell else 0
