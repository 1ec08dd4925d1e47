"""The JSON Schema of an entry file, generated from the model, for editors that complete and check while one types.

The repository's copy is `schema/entry.schema.json`; its test says how to bring it up to date.
"""

import ast
import functools
import inspect
import json
from typing import Any

import msgspec

from wendaku import model

_DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@functools.cache
def schema_json() -> str:
    """The schema as indented JSON with a final line end; the same text on every machine."""
    _, parts = msgspec.json.schema_components([model.EntryFields], ref_template="#/$defs/{name}")
    for name, part in parts.items():
        texts = _attribute_docstrings(getattr(model, name))
        for key, schema in part["properties"].items():
            _tidy(schema)
            if key in texts:
                schema["description"] = texts[key]
    entry = parts.pop("EntryFields")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", **entry, "title": "wendaku entry"}
    return json.dumps({**head, "$defs": parts}, ensure_ascii=False, indent=2) + "\n"


def _tidy(schema: Any) -> None:
    """Dates get a pattern (few editors check `format`), and a default of null says nothing to anybody."""
    if isinstance(schema, list):
        for part in schema:
            _tidy(part)
    elif isinstance(schema, dict):
        if schema.get("format") == "date":
            schema["pattern"] = _DATE_PATTERN
        if "default" in schema and schema["default"] is None:
            del schema["default"]
        for part in schema.values():
            _tidy(part)


def _attribute_docstrings(struct: type) -> dict[str, str]:
    """The sentences that stand under the attributes of a class, in one line each."""
    (body,) = ast.parse(inspect.getsource(struct)).body
    assert isinstance(body, ast.ClassDef)
    texts = {}
    for statement, below in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            texts[statement.target.id] = " ".join(str(below.value.value).split())
    return texts
