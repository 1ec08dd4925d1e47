"""The owners' search tests as a check: what they say, and that a remembered result never outlives what it rests on."""

from pathlib import Path

import pytest

from wendaku.cache import cache_folder
from wendaku.check import check_content

ENTRY = """question: {question}
topic: other
summary: 一句话。
answer: 一句话。
source: {{publisher: 测试}}
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    content = tmp_path / "content"
    write_entry(content, "register", "新生报到去哪里")
    write_entry(content, "dormitory", "宿舍几点关门")
    write_tests(
        content, "  - query: 寝室关门\n    expect: [dormitory]\n  - query: 开水房\n    expect: [register]\n"
    )
    return content


def write_entry(content: Path, id: str, question: str) -> None:
    path = content / "entries" / "other" / f"{id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ENTRY.format(question=question), encoding="utf-8")


def write_tests(content: Path, tests: str) -> None:
    (content / "search-tests.yaml").write_text(f"tests:\n{tests}", encoding="utf-8")


def messages(content: Path) -> list[str]:
    return [problem.message for problem in check_content(content).problems]


def test_a_failed_test_says_what_was_found_instead_and_where_the_test_stands(content: Path) -> None:
    (problem,) = check_content(content).problems
    assert (problem.severity, problem.code, problem.line) == ("error", "search-test", 4)
    assert problem.message.startswith('"开水房" should find register first, found ')


def test_asking_again_says_the_same(content: Path) -> None:
    assert messages(content) == messages(content) != []


def test_an_edited_entry_is_searched_anew(content: Path) -> None:
    assert messages(content)
    write_entry(content, "register", "开水房在哪里")
    assert messages(content) == []


def test_an_edited_test_is_run_anew(content: Path) -> None:
    assert messages(content)
    write_tests(content, "  - query: 关门\n    expect: [dormitory]\n")
    assert messages(content) == []


def test_edited_words_are_searched_with_anew(content: Path) -> None:
    assert messages(content)
    (content / "words.yaml").write_text("synonyms:\n  - {words: [开水房], to: [报到]}\n", encoding="utf-8")
    assert messages(content) == []


def test_a_damaged_memory_is_not_believed(content: Path) -> None:
    before = messages(content)
    remembered = cache_folder(content) / "search-tests.cache"
    data = bytearray(remembered.read_bytes())
    data[-1] ^= 1
    remembered.write_bytes(data)
    assert messages(content) == before
