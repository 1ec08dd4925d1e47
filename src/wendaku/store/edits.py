"""Tells a person's edit from what load wrote, by a digest that covers the file's whole text.

The digest covers the text and not the fields: a comment or a reordering that a person wrote changes no field
and must survive a reload all the same. Only the digest's own value is left out, and line ends are read as `\\n`,
since version control on Windows rewrites them without anybody having edited the file.
"""

import hashlib

import msgspec

from wendaku.model import EntryFields
from wendaku.store.writing import entry_to_yaml

_HEX_DIGITS = 32
"""128 bits of SHA-256: short enough to read past, long enough that nobody finds two texts for one value."""

_PLACEHOLDER = "0" * _HEX_DIGITS


def entry_digest(text: str, written: str) -> str:
    """The digest of an entry file's text, in 32 hex digits, without the value `written` where it stands in it."""
    canonical = text.removeprefix("\ufeff").replace("\r\n", "\n").replace(written, "", 1)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:_HEX_DIGITS]


def is_as_written(text: str, fields: EntryFields) -> bool:
    """Whether an entry file's text is byte for byte (but for line ends) what load wrote."""
    written = written_digest(fields)
    return written is not None and text.count(written) == 1 and entry_digest(text, written) == written


def written_digest(fields: EntryFields) -> str | None:
    """The `written` value of an entry: that of its source, or of the first of its sources."""
    sources = ((fields.source,) if fields.source else ()) + fields.sources
    return sources[0].written if sources else None


def seal(fields: EntryFields) -> str:
    """An entry file's text with its `written` digest filled in; the entry must have a source to carry it."""
    text = entry_to_yaml(_with_written(fields, _PLACEHOLDER))
    # An answer may hold the same words, but nothing after it can: text with `: ` in it is quoted there,
    # and its quotes are escaped.
    head, _, tail = text.rpartition(f'written: "{_PLACEHOLDER}"')
    digest = entry_digest(f'{head}written: ""{tail}', "")
    return f'{head}written: "{digest}"{tail}'


def _with_written(fields: EntryFields, written: str) -> EntryFields:
    replace = msgspec.structs.replace
    if fields.source:
        return replace(fields, source=replace(fields.source, written=written))
    first, *rest = fields.sources
    return replace(fields, sources=(replace(first, written=written), *rest))
