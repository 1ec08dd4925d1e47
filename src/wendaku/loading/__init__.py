"""Pages → entries: reads every page, matches what is known, merges reworded copies, never overwrites a person."""

from wendaku.loading.report import DroppedLine, EntryReport, LoadCounts, LoadReport, PageReport
from wendaku.loading.run import LoadOptions, Progress, explain_page, load_pages

__all__ = [
    "DroppedLine",
    "EntryReport",
    "LoadCounts",
    "LoadOptions",
    "LoadReport",
    "PageReport",
    "Progress",
    "explain_page",
    "load_pages",
]
