"""How lines are numbered: one place that knows every way in which pages count."""

import re
from typing import NamedTuple

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")} | {"〇": 0, "拾": 10}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
NAMED = "named"
"""The style of 误区一： and 热点1：, whose word is part of the text."""

_SIGNS = {
    chr(first + place): place + 1
    for first, count in (
        (0x2460, 20), (0x2474, 20), (0x2488, 20), (0x2776, 10), (0x2780, 10), (0x278A, 10), (0x24F5, 10), (0x2160, 12),
        (0x2170, 12), (0x3220, 10), (0x3280, 10), (0x249C, 26), (0x24B6, 26), (0x24D0, 26),
    )
    for place in range(count)
}  # fmt: skip
"""Signs that are a number or letter and its circle, brackets or dot in one (Unicode's enclosed and Roman numerals)."""

_SIGN_CLASS = "".join(_SIGNS)
COUNTING = rf"\d{{1,3}}|[一二三四五六七八九十]{{1,3}}|[{_SIGN_CLASS}]"
"""What a number is behind a word that counts: 问题3, 问题三, 问题③."""

_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
_BAR = r"[|丨│/·]"
_CHINESE = r"[一二三四五六七八九十]{1,3}"

_NO_UNIT = r"(?!\s?(?:[万亿千百]|元|倍|个(?!人|账)|年(?!度|龄|满|底|初)|月(?!底|初)|日|天|折|分(?!别|娩|散)|号|米|克|斤|小时|公里))"
"""3.5 万元 and 2.5倍 count nothing."""

_NUMBERINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("一、", re.compile(rf"({_CHINESE}|[壹贰叁肆伍陆柒捌玖拾]{{1,2}})\s?(?:[、.,:)]|{_BAR})\s?(?!$)")),
    ("甲、", re.compile(rf"([{_STEMS}])\s?[、.:)]\s?(?!$)")),
    ("第一", re.compile(rf"第({_CHINESE}|\d{{1,3}})(?:步|点|种|条|类|部分|方面|问|个问题|题|项|件|个|招|则|章|节|通|位|封|例|次|桩|处|道|回)?\s?(?:[、.,: ]|{_BAR})\s?(?!$)")),
    ("其一", re.compile(rf"其({_CHINESE})\s?[、,:]\s?(?!$)")),
    (NAMED, re.compile(r"(?:热点|误区|情形|情况|方法|方式|途径|渠道|步骤|案例|要点|亮点|变化|建议|知识点|场景|类型|看点|焦点|关键词|办法|招数|贴士|提示|话题|专题|主题|关注点?|聚焦|疑点|难点|堵点|痛点)\s?([一二三四五六七八九十]{1,2}|\d{1,2})\s?(?:[:、.,]|[|丨│])\s?(?!$)")),
    ("(一)", re.compile(rf"[(\[【〔]\s?({_CHINESE})\s?[)\]】〕]\s?[、.,:]?\s?(?!$)")),
    ("1.1", re.compile(r"(\d{1,2}(?:[.-]\d{1,2}){1,3})(?:\s?[.、:)]\s?|\s)(?!$|[\d%~-])" + _NO_UNIT)),
    ("1.1", re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})(?=[\u4e00-\u9fff“\"《])(?![至到起版以后前之左多])" + _NO_UNIT)),
    ("01", re.compile(rf"(0\d)\s?(?:\s|{_BAR}|(?=[\u4e00-\u9fff“\"])(?![年月日号天]))\s?(?!$)")),
    ("1.", re.compile(r"(\d{1,3})\s?[.、,)](?!\d)\s?(?!$)")),
    ("1|", re.compile(r"(\d{1,2})\s?(?:[|丨│]|/\s)\s?(?=[^\d\s])")),
    ("1#", re.compile(r"(?:no\.?|№|#|part\.?|tips?|q&a|faq|vol\.?)\s?(\d{1,2})(?!\d|[楼层#])\s?[.:、|丨]?\s?(?=[^\d\s])")),
    ("1:", re.compile(r"(\d{1,2})\s?[:](?!\d)\s?(?!$)")),
    ("(1)", re.compile(r"[(\[【〔<「]\s?(\d{1,3})\s?[)\]】〕>」]\s?[.、,:]?\s?(?!$)")),
    ("①", re.compile(rf"([{_SIGN_CLASS}])\s?[.、:]?\s?(?!$)")),
    ("i.", re.compile(r"(i{1,3}|iv|vi{0,3}|ix|xi{0,2})\s?[.、)]\s?(?=[\u4e00-\u9fff“\"])")),
    ("(a)", re.compile(r"\(([a-h])\)\s?[.、]?\s?(?!$)|([b-h])\s?[.、)]\s?(?=[\u4e00-\u9fff“\"])")),
    ("keycap", re.compile(r"(\d)\ufe0f?\u20e3\s?(?!$)")),
    ("•", re.compile(r"()(?:[•·●■◆▪★☆◎○◇▶►※➤✓✔✅❌✦❖◉⭐👉📌🔹🔸➢⚫✘✖]\ufe0f?|[-*–—](?=\s|[\u4e00-\u9fff])|>(?=\s))\s?(?!$)")),
)  # fmt: skip
_NUMBERED_START = re.compile(
    rf"[热误情方途渠步案要亮变建知场类看焦关办招贴提话专主聚疑难堵痛第其壹贰叁肆伍陆柒捌玖拾{_STEMS}(\[【〔<「\d{_SIGN_CLASS}a-hinvxpqt№#•·●■◆▪★☆◎○◇▶►※➤✓✔✅❌✦❖◉⭐👉📌🔹🔸➢⚫✘✖\-*–—>一二三四五六七八九十]"
)


class Numbering(NamedTuple):
    """The number or bullet that a line begins with."""

    style: str
    value: int
    """0 for bullets; of 4.1 the last part."""
    end: int
    """Where the text behind it begins."""


def chinese_number(text: str) -> int:
    """The value of 一 to 九十九 (also 壹 to 玖拾玖) or of ASCII digits; 0 where it is neither."""
    if text.isascii() and text.isdigit():
        return int(text)
    tens, found, ones = text.replace("拾", "十").rpartition("十")
    if not found:
        return _DIGITS.get(text, 0)
    return _DIGITS.get(tens, 1 if not tens else 0) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def parse_numbering(folded: str) -> Numbering | None:
    """The numbering at the start of a folded line, None where there is none."""
    if not _NUMBERED_START.match(folded):
        return None
    for style, pattern in _NUMBERINGS:
        match = pattern.match(folded)
        if match:
            return Numbering(style, _value(match[1] or match[match.lastindex or 1]), match.end())
    return None


def _value(mark: str) -> int:
    if mark in _SIGNS:
        return _SIGNS[mark]
    if mark in _ROMAN:
        return _ROMAN[mark]
    if len(mark) == 1 and mark.isascii() and mark.isalpha():
        return ord(mark) - ord("a") + 1
    if mark and mark in _STEMS:
        return _STEMS.index(mark) + 1
    return chinese_number(re.split(r"[.-]", mark)[-1]) if mark else 0


_COUNTED = re.compile(
    r"\W*([\u4e00-\u9fffa-z]{1,6}?)\s?(\d{1,2}|[一二三四五六七八九十]{1,3})(?!\d)\s?(?=[:、.,(|—)】\]」-]|\s|$)"
)


class Count(NamedTuple):
    """The word that a line counts by, and its number: 谣言二： gives 谣言 and 2."""

    word: str
    value: int


def count_of(folded: str) -> Count | None:
    """What a folded line counts at its start, whatever the word; None where it counts nothing."""
    match = _COUNTED.match(folded)
    return Count(match[1], chinese_number(match[2])) if match else None
