"""The city that a county, district or county-level city lies in: 涧西区 and 昆山医保 say whose rules are told as 洛阳 and 苏州 do."""

import functools
import re
from collections.abc import Set

from wendaku.resources import data_file

_RANKS = "区县市旗"
_RANKED = re.compile(rf"[{_RANKS}](?![{_RANKS}])")
_SCHEME = re.compile(r"(?:医保|社保|医疗保障|人社)")
_WORDS = frozenset(("合作", "东方", "平安", "比如", "公安"))
"""Stems that are words too: 合作医疗保障."""

_SHORTEST, _LONGEST = 2, 5
"""Letters of a county's stem."""


@functools.cache
def _cities_by_stem() -> tuple[dict[str, str], frozenset[str]]:
    """County without its rank to its city, and the stems of county-level cities, which stand without their rank before 医保."""
    cities, urban = {}, set()
    for row in data_file("counties.txt").read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        city, _, names = row.partition(":")
        for name in names.split():
            cities[name[:-1]] = city
            if name[-1] == "市" and name[:-1] not in _WORDS:
                urban.add(name[:-1])
    return cities, frozenset(urban)


def cities_of_counties(folded: str) -> list[tuple[str, int]]:
    """The cities of the counties that a folded text names, each with the place where the county's name begins."""
    cities, urban = _cities_by_stem()
    found = []
    for behind, stems in ((_RANKED, cities.keys()), (_SCHEME, urban)):
        for match in behind.finditer(folded):
            start = _stem_before(folded, match.start(), stems)
            if start is not None:
                found.append((cities[folded[start : match.start()]], start))
    return found


def _stem_before(folded: str, end: int, stems: Set[str]) -> int | None:
    """Where the longest known stem that ends at a place begins."""
    starts = range(max(0, end - _LONGEST), end - _SHORTEST + 1)
    return next((start for start in starts if folded[start:end] in stems), None)
