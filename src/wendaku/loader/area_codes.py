"""The city whose hotline a text gives: the area code before 12393 and the like tells whose rules are told."""

import functools
import re
from collections.abc import Iterable

from wendaku.resources import data_file

_HOTLINE = re.compile(r"(?<!\d)(0\d{2,3})\s?[-—)转]?\s?(?:12393|12345|12333|12329|96\d{3,4})(?!\d)")
_LOOKED_AT = 1000
"""Letters of a line that are searched, so that a long line costs no more than a page."""

_EXAMPLE = re.compile(r"(?:例如|比如|譬如|如).{0,12}$")


@functools.cache
def cities_by_code() -> dict[str, str]:
    """Area code to the short form of its city, for codes of one city."""
    rows = data_file("area_codes.txt").read_text(encoding="utf-8").splitlines()
    pairs = (pair.split() for row in rows if not row.startswith("#") for pair in row.split(","))
    return dict(pairs)


def city_of_code(code: str) -> str | None:
    """The city that has an area code to itself; None for codes that cities share."""
    return cities_by_code().get(code)


def city_of_hotlines(lines: Iterable[str]) -> str | None:
    """The city of the public hotlines that folded lines give with an area code; None for none or several."""
    codes = {
        match[1]
        for line in lines
        for match in _HOTLINE.finditer(line[:_LOOKED_AT])
        if not _EXAMPLE.search(line[max(0, match.start() - 16) : match.start()])
    }
    return city_of_code(codes.pop()) if len(codes) == 1 else None
