"""A fresh content folder: the default configuration and two sample entries to begin from."""

import shutil
from pathlib import Path

from wendaku import store
from wendaku.errors import UsageError
from wendaku.resources import data_file, default_content_dir

CONFIGURATION = ("site.yaml", "topics.yaml", "words.yaml")


def create_content(folder: Path) -> list[Path]:
    """Writes a content folder and returns its files; raises UsageError where the folder holds something already."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is not a folder; name a new or empty one")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder}: is not empty; name a new or empty folder")
    samples = data_file("starter")
    shutil.copytree(samples, folder, dirs_exist_ok=True)
    for name in CONFIGURATION:
        shutil.copyfile(default_content_dir() / name, folder / name)
    store.write_text(folder / "entries" / store.SCHEMA_FILE, store.schema_json())
    (folder / "pages").mkdir()
    return sorted(path for path in folder.rglob("*") if path.is_file())
