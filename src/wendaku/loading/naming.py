"""Ids for new entries: from the page's file name, safe on every system, unique, never given twice."""

import re
import unicodedata
from collections.abc import Container
from pathlib import PurePosixPath

from wendaku.store import MAX_LENGTH, id_problem

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_HAN = re.compile(r"[一-鿿㐀-䶿]")
_TAIL_LENGTH = 20
"""Kept free for `-<digest>` and `-<number>`."""


def slug_of(page: str) -> str:
    """The page's file name without its suffix as an id: Chinese as pinyin, anything else unsafe as a dash."""
    stem = unicodedata.normalize("NFKC", PurePosixPath(page).stem)
    if _HAN.search(stem):
        # Imported here: it takes 0.2 s, and most scraped pages have Latin names.
        from pypinyin import lazy_pinyin

        stem = "-".join(lazy_pinyin(stem))
    slug = re.sub(r"\.{2,}", ".", _UNSAFE.sub("-", stem))
    slug = re.sub(r"-{2,}", "-", slug)[: MAX_LENGTH - _TAIL_LENGTH].strip("-._")
    if not slug:
        return "untitled"
    return slug if id_problem(slug) is None else f"page-{slug}"


def choose_id(page: str, digest: str, number: int, taken: Container[str]) -> str:
    """An id for the `number`-th (from 0) new entry of a page that is not among `taken` (case-folded ids).

    A page of the same name elsewhere gets its digest's beginning, so that the id depends on the page alone and
    not on which other pages came first.
    """
    slug, tail = slug_of(page), f"-{number + 1}" if number else ""
    for candidate in (slug + tail, f"{slug}-{digest[:8]}{tail}"):
        if candidate.casefold() not in taken:
            return candidate
    again = 2
    while f"{slug}-{digest[:8]}{tail}.{again}".casefold() in taken:
        again += 1
    return f"{slug}-{digest[:8]}{tail}.{again}"
