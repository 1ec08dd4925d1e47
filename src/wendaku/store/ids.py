"""Which ids an entry may have: they are file names on every system and folders of the site."""

import re

MAX_LENGTH = 100

_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_LENGTH - 1}}}")

# Windows opens a device for these names, whatever extension follows.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)

SITE_FOLDERS = frozenset({"index", "page", "region"})
"""Names that the site itself uses inside a topic's folder."""


def id_problem(entry_id: str) -> str | None:
    """Why an id cannot be used, None where it can."""
    if not _ID.fullmatch(entry_id):
        return "must be 1 to 100 of A-Z a-z 0-9 . _ - and begin with a letter or digit"
    if ".." in entry_id or entry_id.endswith("."):
        return "must neither hold `..` nor end in a dot"
    if _DEVICE.fullmatch(entry_id):
        return "is a device name on Windows"
    if entry_id.casefold() in SITE_FOLDERS:
        return "is a folder that the site itself writes"
    return None
