"""A fresh content folder: the default configuration and two sample entries to begin from."""

import re
import shutil
from pathlib import Path

from wendaku import store
from wendaku.errors import UsageError
from wendaku.resources import data_file, default_content_dir

CONFIGURATION = ("site.yaml", "topics.yaml", "words.yaml")

_FEATURED = re.compile(r"^featured:\n(?: +- .*\n)*", re.MULTILINE)
_SAMPLES = "featured:\n  - sample-hotline\n  - sample-lending-card\n"
"""The default site.yaml features the entries of its own site; a new folder has its samples on the home page."""


def create_content(folder: Path) -> list[Path]:
    """Writes a content folder and returns its files; raises UsageError where the folder holds something already."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is not a folder; name a new or empty one")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder}: is not empty; name a new or empty folder")
    samples = data_file("starter")
    shutil.copytree(samples, folder, dirs_exist_ok=True)
    for name in CONFIGURATION:
        text = (default_content_dir() / name).read_text(encoding="utf-8")
        store.write_text(folder / name, _FEATURED.sub(_SAMPLES, text))
    store.write_text(folder / "entries" / store.SCHEMA_FILE, store.schema_json())
    (folder / "pages").mkdir()
    return sorted(path for path in folder.rglob("*") if path.is_file())
