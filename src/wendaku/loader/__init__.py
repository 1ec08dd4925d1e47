"""One scraped page's bytes → labelled lines → drafted entries; a pure function without any reading or writing."""

from wendaku.loader.read import read_page
from wendaku.loader.reading import Draft, PageReading

__all__ = ["Draft", "PageReading", "read_page"]
