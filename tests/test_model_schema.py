"""The JSON Schema that editors use is generated from the model and says the same as it."""

import json
import os
import re
from pathlib import Path

import msgspec
import pytest

from wendaku.model import EntryFields
from wendaku.store import SCHEMA_FILE, schema_json

ROOT = Path(__file__).parent.parent
COPIES = [ROOT / "schema" / SCHEMA_FILE, ROOT / "content" / "entries" / SCHEMA_FILE]


@pytest.mark.parametrize("copy", COPIES, ids=lambda path: path.parent.name)
def test_the_repositorys_copies_are_current(copy: Path) -> None:
    again = "run `WENDAKU_WRITE_SCHEMA=1 pytest tests/test_model_schema.py` and look at the difference"
    if os.environ.get("WENDAKU_WRITE_SCHEMA"):
        copy.write_text(schema_json(), encoding="utf-8")
    assert copy.read_text(encoding="utf-8") == schema_json(), again


def test_every_key_of_the_model_is_in_the_schema_and_no_other_key_is_allowed() -> None:
    schema = json.loads(schema_json())
    assert list(schema["properties"]) == [field.name for field in msgspec.structs.fields(EntryFields)]
    parts = [schema, *schema["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in parts)
    assert schema["required"] == ["question", "topic", "answer"]


def test_dates_carry_a_pattern_since_few_editors_check_the_format() -> None:
    date = json.loads(schema_json())["$defs"]["Review"]["properties"]["date"]["anyOf"][0]
    assert re.search(date["pattern"], "2025-03-28")
    assert not re.search(date["pattern"], "2025/3/28")


def test_what_stands_under_an_attribute_describes_its_key() -> None:
    schema = json.loads(schema_json())
    assert "raw HTML" in schema["properties"]["answer"]["description"]
    assert "explain" in schema["$defs"]["Source"]["properties"]["lines"]["description"]
