"""Entries on disk: read them with every problem, write them whole, and tell a person's edit from what load wrote."""

from wendaku.store.edits import is_as_written, seal
from wendaku.store.ids import MAX_LENGTH, id_problem
from wendaku.store.pending import changed_folder, pending_changes, read_copy, unsettled_pages
from wendaku.store.reading import (
    ANY_TOPIC,
    EntryFile,
    Loaded,
    find_entry_files,
    known_file,
    known_path,
    line_of,
    read_bytes,
    read_entries,
    read_entry,
)
from wendaku.store.schema import schema_json
from wendaku.store.writing import SCHEMA_FILE, entry_to_yaml, write_text

__all__ = [
    "ANY_TOPIC",
    "MAX_LENGTH",
    "SCHEMA_FILE",
    "EntryFile",
    "Loaded",
    "changed_folder",
    "entry_to_yaml",
    "find_entry_files",
    "id_problem",
    "is_as_written",
    "known_file",
    "known_path",
    "line_of",
    "pending_changes",
    "read_bytes",
    "read_copy",
    "read_entries",
    "read_entry",
    "schema_json",
    "seal",
    "unsettled_pages",
    "write_text",
]
