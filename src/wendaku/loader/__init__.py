"""One scraped page's bytes → labelled lines → drafted entries; a pure function without any reading or writing."""

from typing import TYPE_CHECKING, Any

from wendaku.loader.reading import Draft, PageReading

if TYPE_CHECKING:
    from wendaku.loader.read import read_page

__all__ = ["Draft", "PageReading", "read_page"]


def __getattr__(name: str) -> Any:
    # Reading pages brings tables and parsers along (65 ms); a check that only asks for lures does without.
    if name == "read_page":
        from wendaku.loader.read import read_page

        return read_page
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
