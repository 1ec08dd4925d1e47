"""Provinces and prefecture-level cities: short forms, which province a city lies in, what holds where."""

import functools
import re

from wendaku.model import EVERYWHERE
from wendaku.resources import data_file

_RANK = re.compile(r"(?:[一-鿿]{1,8}族|维吾尔)?(?:自治区|自治州|特别行政区|地区|省|市|盟)")


@functools.cache
def cities_by_province() -> dict[str, tuple[str, ...]]:
    """Province to its prefecture-level cities, both in their short form, in the order of GB/T 2260."""
    table = {}
    for row in data_file("regions.txt").read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            province, _, cities = row.partition(":")
            table[province] = tuple(cities.split())
    return table


@functools.cache
def _province_by_place() -> dict[str, str]:
    places = {city: province for province, cities in cities_by_province().items() for city in cities}
    return places | {province: province for province in cities_by_province()}


def is_known(place: str) -> bool:
    """Whether a short form names a province or a prefecture-level city, or is 全国."""
    return place == EVERYWHERE or place in _province_by_place()


def short_form(place: str) -> str:
    """A place without 省, 市, 自治区 and the like: 福建省 → 福建; unchanged where its short form is not known."""
    place = place.strip()
    if is_known(place):
        return place
    ends = range(len(place) - 1, 1, -1)
    return next(
        (place[:end] for end in ends if is_known(place[:end]) and _RANK.fullmatch(place[end:])), place
    )


def province_of(place: str) -> str | None:
    """The province that a place lies in, itself for a province, None for 全国 and unknown places."""
    return _province_by_place().get(short_form(place))


def holding_regions(place: str) -> tuple[str, ...]:
    """The regions whose rules a reader in `place` may rely on: the place, its province, 全国."""
    short = short_form(place)
    return tuple(dict.fromkeys(region for region in (short, province_of(short), EVERYWHERE) if region))
