"""YAML is read as text into typed structs, and every problem comes with its line and a remedy."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendaku import typed_yaml
from wendaku.model import Entry, EntryFields

GOOD = "question: 怎么备案\ntopic: remote-care\nanswer: 打开应用。\n"


def problems_of(text: str) -> list[str]:
    node, problems = typed_yaml.parse(text, "x.yaml")
    if node is not None:
        problems = typed_yaml.convert(node, EntryFields, "x.yaml")[1]
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\n\tb: 2", "x.yaml:2", "tab"),
        ("a: 1\na: 2", "x.yaml:2", 'key "a" stands twice'),
        ("a: &x 1\nb: *x", "x.yaml:1", "anchor"),
        ("a: b\nc: *x", "x.yaml:2", "anchor"),
        ("a: !!python/object:os.system x", "x.yaml:1", "tag"),
        ("[" * 100_000, "x.yaml:1", "nests deeper"),
        ("- " * 100_000, "x.yaml:1", "nests deeper"),
        ("a: " + "{b: " * 50, "x.yaml:1", "nests deeper"),
        ("a: 1\n---\nb: 2", "x.yaml:2", "second document"),
        ("- a\n- b", "x.yaml:1", "not a mapping"),
        ("? [a]\n: b", "x.yaml:1", "key that is not text"),
        ("a: 'open", "x.yaml:1", "not YAML"),
    ],
)
def test_what_is_refused_names_its_line(text: str, place: str, message: str) -> None:
    (problem,) = problems_of(text)
    assert problem.startswith(place + ":")
    assert message in problem
    assert ";" in problem


def test_a_billion_laughs_take_no_time() -> None:
    rows = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    rows += [
        f"{chr(ord('a') + n)}: &{chr(ord('a') + n)} [{', '.join('*' + chr(ord('a') + n - 1) for _ in range(9))}]"
        for n in range(1, 20)
    ]
    assert "anchor" in problems_of("\n".join(rows))[0]


def test_all_problems_of_a_file_are_told_at_once() -> None:
    text = (
        "anwser: x\ntopic: Remote Care\nregion:\nsource: {page: a, published: 2025-3-1, foo: 1}\n"
        "references:\n- {title: x}\n- {titel: y}\nreview: {status: done}\naliases: one\n"
    )
    told = "\n".join(problems_of(text))
    for expected in (
        "x.yaml:1: unknown key `anwser`; did you mean `answer`?",
        "x.yaml:2: `topic` has a wrong value",
        "x.yaml:4: `source.published` has a wrong value",
        "write the date as 2025-03-28",
        "x.yaml:4: unknown key `source.foo`; known keys:",
        "x.yaml:7: unknown key `references[2].titel`; did you mean `title`?",
        "x.yaml:8: `review.status` has a wrong value",
        "x.yaml:9: `aliases` has a wrong value",
        "`question` is missing",
        "`answer` is missing",
    ):
        assert expected in told
    assert "region" not in told


@pytest.mark.parametrize(
    "value", ["no", "on", "off", "yes", "010", "1e3", "2025-03-28", "0x1F", "1:30", "true", ".5"]
)
def test_text_that_yaml_would_retype_stays_text(value: str) -> None:
    node, _ = typed_yaml.parse(GOOD + f"region: {value}\n", "x.yaml")
    assert node is not None
    entry, problems = typed_yaml.convert(node, Entry, "x.yaml", {"id": "x", "file": "x.yaml"})
    assert problems == []
    assert entry is not None
    assert entry.region == value


def test_files_that_are_no_text_are_told_apart(tmp_path: Path) -> None:
    def problem_of(data: bytes | None) -> str:
        path = tmp_path / "x.yaml"
        path.unlink(missing_ok=True)
        if data is not None:
            path.write_bytes(data)
        return str(typed_yaml.read(path, EntryFields, "x.yaml")[1][0])

    assert "cannot be read" in problem_of(None)
    assert "not UTF-8" in problem_of("问题: 一".encode("gb18030"))
    assert "larger than" in problem_of(b"a: b\n" * typed_yaml.MAX_BYTES)
    assert "not" in problem_of(b"\x00\x01\x02")
    entry, problems = typed_yaml.read(tmp_path / "missing" / "x.yaml", EntryFields, "x.yaml")
    assert entry is None
    assert problems


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD, encoding="utf-8-sig")
    entry, problems = typed_yaml.read(path, EntryFields, "x.yaml")
    assert problems == []
    assert entry is not None
    assert entry.question == "怎么备案"


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    node, problems = typed_yaml.parse(text, "x.yaml")
    assert (node is None) == bool(problems)


@given(st.text(alphabet="[]{}-:,&*!|>'\"# \n\tab?", max_size=200))
def test_no_yaml_like_text_raises(text: str) -> None:
    node, problems = typed_yaml.parse(text, "x.yaml")
    assert (node is None) == bool(problems)
