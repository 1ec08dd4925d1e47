"""Normalisation and segmentation: what every engine must agree on."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendaku.config import Words
from wendaku.search.cutting import FewTextsCutter
from wendaku.words import DICTIONARY_BYTES, DICTIONARY_TOTAL, Segmenter, normalize, read_weights

CASES = Path(__file__).parent / "search" / "cases"
DOMAIN = Words(dictionary={"医保卡": 20000, "个人账户": 30000, "异地就医": 20000, "AA制": 500, "备案": 3000})

HAN_AND_MORE = st.text(
    st.sampled_from("医保卡个人账户余额怎么取出来异地就医备案的了吗，。？ 123aBc%-+#&._①𠮷　\n\t（）")
    | st.characters(codec="utf-8"),
    max_size=40,
)


@pytest.fixture(scope="module")
def rjieba() -> Segmenter:
    segmenter = Segmenter(DOMAIN, "rjieba")
    segmenter.load()
    return segmenter


@pytest.fixture(scope="module")
def jieba() -> Segmenter:
    segmenter = Segmenter(DOMAIN, "jieba")
    segmenter.load()
    return segmenter


@pytest.fixture(scope="module")
def eval_texts() -> list[str]:
    folder = os.environ.get("WENDAKU_EVAL_DATA")
    if not folder or not (Path(folder) / "data" / "medical_qa.jsonl").is_file():
        pytest.skip("set WENDAKU_EVAL_DATA to the folder with the evaluation data")
    with (Path(folder) / "data" / "medical_qa.jsonl").open(encoding="utf-8") as rows:
        first = [json.loads(next(rows)) for _ in range(1000)]
    return [normalize(row[key]) for row in first for key in ("question", "answer")]


@pytest.mark.parametrize("case", json.loads((CASES / "normalize.json").read_text(encoding="utf-8")))
def test_normalize_gives_the_shared_cases(case: dict[str, str]) -> None:
    assert normalize(case["text"]) == case["normal"]


@given(HAN_AND_MORE)
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(text=HAN_AND_MORE)
def test_few_texts_are_cut_from_the_dictionary_s_file_as_the_engine_cuts(
    rjieba: Segmenter, text: str
) -> None:
    assert FewTextsCutter(rjieba).cut(text) == rjieba.cut(text)


def test_few_texts_are_left_to_the_engine_where_a_word_is_longer_than_any_of_jieba_s() -> None:
    with pytest.raises(ValueError, match="too long"):
        FewTextsCutter(Segmenter(Words(dictionary={"长" * 17: 5})))


@given(text=HAN_AND_MORE)
def test_joined_words_are_the_text_and_both_engines_cut_alike(
    rjieba: Segmenter, jieba: Segmenter, text: str
) -> None:
    normal = normalize(text)
    assert "".join(rjieba.cut(normal)) == normal
    assert rjieba.cut(normal) == jieba.cut(normal)


def test_domain_words_stay_whole(rjieba: Segmenter) -> None:
    assert rjieba.cut("医保卡个人账户异地就医") == ["医保卡", "个人账户", "异地就医"]


def test_a_domain_word_written_with_capitals_is_known_in_lower_case(rjieba: Segmenter) -> None:
    assert rjieba.cut(normalize("AA制怎么算")) == ["aa制", "怎么", "算"]


def test_weights_know_the_dictionary_and_the_domain(rjieba: Segmenter) -> None:
    weights = rjieba.weights(["医保卡", "天", "怎么", "没有这个词", "备案"])
    assert weights == {"医保卡": 20000, "备案": 3000} | read_weights(["天", "怎么"])
    assert "没有这个词" not in weights


def test_the_total_counts_a_redefined_word_once(rjieba: Segmenter) -> None:
    redefined = sum(read_weights(map(normalize, DOMAIN.dictionary)).values())
    assert redefined >= read_weights(["备案"])["备案"]
    assert rjieba.total == DICTIONARY_TOTAL + sum(DOMAIN.dictionary.values()) - redefined


def test_the_dictionary_is_the_one_that_the_cuts_were_made_for() -> None:
    import jieba as package

    rows = (Path(package.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    assert sum(int(row.split(" ")[1]) for row in rows) == DICTIONARY_TOTAL
    assert len(rows) == 349_046


def test_engines_cut_real_text_alike(rjieba: Segmenter, jieba: Segmenter, eval_texts: list[str]) -> None:
    assert [text for text in eval_texts if rjieba.cut(text) != jieba.cut(text)] == []


def test_jieba_says_nothing_and_leaves_no_file_in_the_shared_temporary_folder() -> None:
    code = (
        "import sys; sys.modules['rjieba'] = None\n"
        "from wendaku.config import Words; from wendaku.words import Segmenter\n"
        "print(Segmenter(Words(), 'jieba').cut('医保卡'))"
    )
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [sys.executable, "-W", "always", "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"TMPDIR": folder, "PATH": "", "PYTHONIOENCODING": "utf-8"},
        )
        left = list(Path(folder).iterdir())
    assert run.stdout.startswith("['医保")
    assert run.stderr == ""
    assert left == []


def test_importing_words_imports_no_engine() -> None:
    code = "import sys, wendaku.words; print([name for name in sys.modules if 'jieba' in name])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_every_word_of_the_dictionary_is_found_by_its_first_character() -> None:
    spec = importlib.util.find_spec("jieba")
    assert spec is not None
    path = Path(next(iter(spec.submodule_search_locations or ()))) / "dict.txt"
    rows = [row.split(" ") for row in path.read_text(encoding="utf-8").splitlines()]
    by_first: dict[str, dict[str, int]] = {}
    for word, weight, _ in rows:
        by_first.setdefault(word[0], {})[word] = int(weight)
    assert len(path.read_bytes()) == DICTIONARY_BYTES
    for words in by_first.values():
        assert read_weights([*words, f"{min(words)}没有这个词"]) == words
