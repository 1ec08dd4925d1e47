"""Chinese characters: which they are, and traditional ones as their simplified forms, one for one, so that places
in a text stay the same."""

import importlib.util
import re
from functools import cache
from pathlib import Path

FIRST_CHINESE, LAST_CHINESE = "\u4e00", "\u9fff"
_CHINESE = re.compile(f"[{FIRST_CHINESE}-{LAST_CHINESE}]+")


@cache
def simplified_forms() -> dict[str, str]:
    """Traditional character to its simplified form, from OpenCC's character table (the first form where it has several)."""
    spec = importlib.util.find_spec("opencc")
    package = Path((spec and spec.origin) or "")
    rows = (package.parent / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if "\t" in row)
    table = {traditional: forms.split(" ")[0] for traditional, forms in pairs}
    return {a: b for a, b in table.items() if a != b and len(a) == len(b) == 1}


@cache
def _translation() -> tuple[dict[int, str], frozenset[str]]:
    forms = simplified_forms()
    return str.maketrans(forms), frozenset(forms)


def to_simplified(text: str) -> str:
    """The text with every traditional character replaced; the same object where there is none."""
    table, traditional = _translation()
    return text if traditional.isdisjoint(text) else text.translate(table)


def is_chinese(text: str) -> bool:
    """Whether every character is a Chinese one of the basic block."""
    return _CHINESE.fullmatch(text) is not None
