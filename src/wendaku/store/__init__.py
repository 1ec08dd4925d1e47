"""Entries on disk: read them with every problem, write them whole, and tell a person's edit from what load wrote."""

from wendaku.store.edits import entry_digest, is_as_written, seal
from wendaku.store.ids import id_problem
from wendaku.store.reading import Loaded, find_entry_files, line_of, read_entries, read_entry
from wendaku.store.schema import schema_json
from wendaku.store.writing import SCHEMA_FILE, entry_to_yaml, write_entry, write_text

__all__ = [
    "SCHEMA_FILE",
    "Loaded",
    "entry_digest",
    "entry_to_yaml",
    "find_entry_files",
    "id_problem",
    "is_as_written",
    "line_of",
    "read_entries",
    "read_entry",
    "schema_json",
    "seal",
    "write_entry",
    "write_text",
]
