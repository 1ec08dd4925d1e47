"""Reading entries: every problem at once, each with file, line and remedy; nothing outside the folder is read."""

from pathlib import Path

import pytest

from wendaku.config import Config
from wendaku.model import Problem, Topic
from wendaku.store import Loaded, line_of, read_entries, read_entry

CONFIG = Config(
    topics=(Topic(id="remote-care", title="异地就医"), Topic(id="family-pooling", title="家庭共济"))
)

GOOD = "question: 异地就医要备案吗\ntopic: remote-care\nanswer: |\n  要。\n"


def write(root: Path, name: str, text: str | bytes = GOOD) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(root: Path) -> Loaded:
    return read_entries(root, CONFIG, "entries")


def read_text(text: str | bytes) -> list[Problem]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_entry(data, "x", "entries/x.yaml", CONFIG.topic_ids)[1]


def only(problems: list[Problem] | tuple[Problem, ...]) -> Problem:
    (problem,) = problems
    return problem


def test_entries_come_sorted_by_id_with_their_place(tmp_path: Path) -> None:
    write(tmp_path, "remote-care/b.yaml")
    write(tmp_path, "other/deeper/a.yaml")
    loaded = read(tmp_path)
    assert [(entry.id, entry.file) for entry in loaded.entries] == [
        ("a", "entries/other/deeper/a.yaml"),
        ("b", "entries/remote-care/b.yaml"),
    ]
    assert loaded.problems == ()


def test_a_folder_that_is_missing_holds_no_entries(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == Loaded((), ())


def test_a_root_that_is_a_file_is_a_problem(tmp_path: Path) -> None:
    assert "is not a folder" in str(only(read(write(tmp_path, "entries")).problems))


def test_an_unknown_topic_names_line_and_the_topic_meant(tmp_path: Path) -> None:
    write(tmp_path, "remote-care/x.yaml", GOOD.replace("remote-care", "remotecare"))
    problem = only(read(tmp_path).problems)
    assert str(problem) == (
        'entries/remote-care/x.yaml:2: topic "remotecare" is not in topics.yaml; did you mean "remote-care"?'
    )
    assert (problem.severity, problem.code) == ("error", "unknown-topic")


def test_one_id_twice_names_both_files_whatever_the_case(tmp_path: Path) -> None:
    write(tmp_path, "remote-care/beian.yaml")
    write(tmp_path, "other/Beian.yaml")
    loaded = read(tmp_path)
    problem = only(loaded.problems)
    assert problem.code == "duplicate-id"
    assert {problem.file, problem.message.split()[-1]} == {
        "entries/other/Beian.yaml",
        "entries/remote-care/beian.yaml",
    }
    assert len(loaded.entries) == 1


@pytest.mark.parametrize(
    "stem", ["con", "nul.old", "a..b", "-x", "医保", "a b", "x" * 101, "a.", "Page", "lpt1", "a%2e"]
)
def test_an_id_that_is_no_safe_file_name_is_refused(tmp_path: Path, stem: str) -> None:
    write(tmp_path, f"other/{stem}.yaml")
    loaded = read(tmp_path)
    assert loaded.entries == ()
    assert only(loaded.problems).code == "unsafe-id"


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside/secret.yaml")
    root = tmp_path / "entries"
    root.mkdir()
    (root / "file.yaml").symlink_to(outside)
    (root / "folder").symlink_to(outside.parent)
    loaded = read(root)
    assert loaded.entries == ()
    assert [(problem.code, problem.file) for problem in loaded.problems] == [
        ("link", "entries/file.yaml"),
        ("link", "entries/folder"),
    ]


def test_yml_is_named_and_other_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "other/x.yml")
    write(tmp_path, "entry.schema.json", "{}")
    write(tmp_path, ".git/x.yaml")
    write(tmp_path, "other/.x.yaml.1.part")
    assert "name it x.yaml" in str(only(read(tmp_path).problems))


def test_a_region_in_its_long_form_is_a_warning_that_names_the_short_one() -> None:
    problem = only(read_text(GOOD + "region: 福建省\n"))
    assert (problem.severity, problem.line, problem.remedy) == ("warning", 5, "write 福建")


@pytest.mark.parametrize("region", ["no", "on", "010", "某某镇"])
def test_an_unknown_region_is_a_warning_and_read_as_text(region: str) -> None:
    entry, problems = read_entry(f"{GOOD}region: {region}\n".encode(), "x", "x", CONFIG.topic_ids)
    assert entry is not None
    assert entry.region == region
    assert only(problems).code == "unknown-region"


def test_reviewed_without_name_and_date_is_a_warning() -> None:
    problem = only(read_text(GOOD + "review:\n  status: reviewed\n"))
    assert (problem.severity, problem.line) == ("warning", 5)
    assert "`by` and `date`" in problem.message


def test_source_and_sources_together_are_an_error() -> None:
    problem = only(read_text(GOOD + "source: {page: a.txt}\nsources:\n- {page: b.txt}\n"))
    assert (problem.code, problem.line) == ("two-sources", 6)


def test_all_problems_of_a_file_come_at_once() -> None:
    problems = read_text("qestion: 问\ntopic: nowhere\nanswer: 答\nreview: {status: done}\n")
    assert {problem.code for problem in problems} == {
        "unknown-key",
        "missing-key",
        "unknown-topic",
        "wrong-value",
    }
    assert "did you mean `question`?" in [problem.remedy for problem in problems]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"\xff\xfe\x00", "unreadable"),
        (b"question: a\x00b\n", "unreadable"),
        (b"", "missing-key"),
        ("question:\n\t- x\n", "yaml-syntax"),
        (GOOD + "topic: other\n", "duplicate-key"),
        (GOOD + "tags: &a [x, *a]\n", "anchor"),
        (GOOD + "tags: !!python/object:os.system [x]\n", "tag"),
        ("a: " + "[" * 100_000, "too-deep"),
        ("- list\n", "not-a-mapping"),
        (GOOD + "---\n" + GOOD, "yaml-syntax"),
        (b"x" * 2_000_001, "unreadable"),
    ],
)
def test_hostile_and_broken_files_give_a_problem_and_never_an_exception(text: str | bytes, code: str) -> None:
    problems = read_text(text)
    assert code in {problem.code for problem in problems}
    assert all(problem.remedy and problem.severity == "error" for problem in problems)


def test_a_control_character_is_found_on_its_line() -> None:
    assert only(read_text(GOOD.encode() + b"summary: a\x07b\n")).line == 5


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    write(tmp_path, "other/good.yaml")
    write(tmp_path, "other/bad.yaml", "question: [\n")
    write(tmp_path, "other/unreadable.yaml", b"\xff")
    loaded = read(tmp_path)
    assert [entry.id for entry in loaded.entries] == ["good"]
    assert [problem.file for problem in loaded.problems] == [
        "entries/other/bad.yaml",
        "entries/other/unreadable.yaml",
    ]


def test_line_of_finds_nested_keys(tmp_path: Path) -> None:
    path = write(tmp_path, "x.yaml", GOOD + "review:\n  status: draft\n  due: 2026-01-01\n")
    assert line_of(path, "answer") == 3
    assert line_of(path, "review.due") == 7
    assert line_of(path, "review.by") is None
    assert line_of(tmp_path / "none.yaml", "answer") is None
