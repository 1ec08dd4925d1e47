"""The files of the search data: complete, content-named, stable under edits."""

import json
import re
import subprocess
import sys

import msgspec

from samples import SearchSample
from wendaku.model import OutputFile
from wendaku.search.index import index_entry
from wendaku.search.shards import FORMAT, search_files


def files_of(sample: SearchSample, **change: str) -> dict[str, bytes]:
    entries = list(sample.entries)
    entries[0] = msgspec.structs.replace(entries[0], **change)
    indexed = [index_entry(entry, sample.segmenter) for entry in entries]
    return {file.path: file.data for file in search_files(indexed, sample.config, sample.segmenter)}


def manifest_of(files: list[OutputFile]) -> dict[str, object]:
    text = next(file.data for file in files if file.path == "search-data/index.js").decode()
    found = re.fullmatch(r"wendaku\.take\((.*)\)\n", text, re.DOTALL)
    assert found
    manifest: dict[str, object] = json.loads(found[1])
    return manifest


def test_the_order_of_entries_changes_no_byte(search_sample: SearchSample) -> None:
    config, segmenter = search_sample.config, search_sample.segmenter
    forward = list(search_files(search_sample.indexed, config, segmenter))
    backward = list(search_files(search_sample.indexed[::-1], config, segmenter))
    assert sorted(forward, key=lambda file: file.path) == sorted(backward, key=lambda file: file.path)


def test_the_manifest_comes_last_and_tells_the_format(search_sample: SearchSample) -> None:
    files = list(search_files(search_sample.indexed, search_sample.config, search_sample.segmenter))
    assert files[-1].path == "search-data/index.js"
    assert manifest_of(files)["format"] == FORMAT
    assert manifest_of(files)["count"] == len(search_sample.entries)


def test_an_edit_changes_few_files(search_sample: SearchSample) -> None:
    before = files_of(search_sample)
    after = files_of(search_sample, answer=search_sample.entries[0].answer + "周一闭馆。")
    changed = {path for path in after if after[path] != before.get(path)}
    assert "search-data/index.js" in changed
    assert len(changed) < len(after) / 4


def test_an_edited_shard_has_another_name(search_sample: SearchSample) -> None:
    before, after = files_of(search_sample), files_of(search_sample, summary="现场就能办。")
    kept = before.keys() & after.keys() - {"search-data/index.js"}
    assert all(before[path] == after[path] for path in kept)


def test_hostile_text_stays_a_string(search_sample: SearchSample) -> None:
    hostile = '</script>");alert(1)//\\" ${x} `\u2028'
    for path, data in files_of(search_sample, question=hostile, summary=hostile, answer=hostile).items():
        payload = re.fullmatch(r"wendaku\.take\((.*)\)\n", data.decode(), re.DOTALL)
        assert payload, path
        assert "</script" not in data.decode()
        # Separators of rows are control characters, which a script may hold but JSON may not.
        json.loads(f"[{payload[1]}]", strict=False)


def test_the_hash_seed_changes_no_byte() -> None:
    code = (
        "import hashlib, msgspec\n"
        "from wendaku.config import Config; from wendaku.model import Entry; from wendaku.words import Segmenter\n"
        "from wendaku.search.index import index_entry; from wendaku.search.shards import search_files\n"
        "config = Config(); segmenter = Segmenter(config.words)\n"
        "texts = ['借书证怎么办理', '自习室要预约吗', '逾期要交钱吗', '借書證遺失']\n"
        "entries = [Entry(id=f'e{n}', file='e', topic='t', question=t, answer=t * 3) for n, t in enumerate(texts)]\n"
        "indexed = [index_entry(entry, segmenter) for entry in entries]\n"
        "files = search_files(indexed, config, segmenter)\n"
        "print(hashlib.sha256(b''.join(file.path.encode() + file.data for file in files)).hexdigest())\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
