"""The learned signals: what they drop, what they never speak about, and that their tables are what labelled pages and lines give."""

import sys
from pathlib import Path

import pytest

from wendaku.config import Config, require_config
from wendaku.loader import PageReading, read_page
from wendaku.loader.disclaimers import is_disclaimer
from wendaku.loader.folding import fold
from wendaku.loader.line_tables import (
    WORDING_RUNS,
    Feature,
    LineTable,
    Wording,
    describe_runs,
    packaged_table,
    parse_table,
    write_table,
)
from wendaku.resources import default_content_dir

ROOT = Path(__file__).parent.parent.parent

sys.path.insert(0, str(ROOT / "benchmarks"))
import train_lines  # noqa: E402
from logistic import train  # noqa: E402

HELD_OUT = ROOT / "tests" / "lines" / "held_out.tsv"
"""Lines that no table is learned from."""

ANSWER = "可以办理，带身份证到参保地的医保窗口登记，当场就能办好。\n登记以后，住院费用在出院时直接结算，个人只付自己的部分。"


def read(page: str, name: str = "page.txt") -> PageReading:
    return read_page(page.encode(), name, Config())


def signals(reading: PageReading) -> dict[str, str]:
    return {line.text: line.reason for line in reading.lines}


def test_a_stray_line_behind_an_answer_is_dropped_and_a_doubt_says_why() -> None:
    stray = "本页今日被翻看 62 回 栏目管理 值班小编"
    reading = read(f"异地住院怎么登记？\n{ANSWER}\n{stray}\n上月热门话题 点我翻看")
    assert signals(reading)[stray] == "learned"
    assert stray not in reading.drafts[0].fields.answer
    assert any(doubt.startswith("line 4 reads like what stands around answers (") for doubt in reading.doubts)


@pytest.mark.parametrize(
    "line",
    [
        "1. 会员登录",
        "请在App里点击我的，再点击登录。",
        "登录办理需要的东西：",
        "A 1",
    ],
)
def test_numbered_lines_sentences_and_lines_without_chinese_are_never_decided(line: str) -> None:
    assert (
        signals(read(f"异地住院怎么登记？\n{ANSWER}\n{line}\n办好以后，凭身份证就能住院。"))[line]
        != "learned"
    )


def test_what_a_colon_announces_is_never_decided() -> None:
    listed = ["身份证复印件", "社保卡", "近期住院单"]
    page = "\n".join(["异地住院怎么登记？", ANSWER, "要带的东西：", *listed])
    assert {signals(read(page))[line] for line in listed} == {"answers the question above"}


def test_cells_of_a_table_are_never_decided() -> None:
    rows = "".join(
        f"<tr><td>{kind}</td><td>{share}</td></tr>" for kind, share in (("职工", "九成"), ("居民", "六成"))
    )
    paragraphs = "".join(f"<p>{line}</p>" for line in ANSWER.split("\n"))
    page = f"<html><body><h1>异地住院怎么登记？</h1>{paragraphs}<table>{rows}</table></body></html>"
    reading = read(page, "page.html")
    assert "| 职工 | 九成 |" in reading.drafts[0].fields.answer


@pytest.mark.parametrize(
    "line",
    [
        "免责声明",
        "声明：本栏目只作交流，拿不准的请以医保局的说法为准。",
        "以上口径是我们照着现行文件整理的，日后有变动，按新文件办。",
        "本页的解答只讲一般情形，不能当作报销的凭据。",
    ],
)
def test_what_takes_back_what_the_page_says_is_a_disclaimer(line: str) -> None:
    page = f"异地住院怎么登记？\n{ANSWER}\n{line}"
    assert [row.label for row in read(page).lines if row.text == line] == ["disclaimer"]


def test_an_answer_that_hedges_keeps_its_last_line() -> None:
    hedge = "能报多少，各地不一样，以参保地的规定为准，出发前先打12393问清楚。"
    assert hedge in read(f"异地住院怎么登记？\n{ANSWER}\n{hedge}").drafts[0].fields.answer


@pytest.mark.parametrize("key", ["【来信内容】", "【答复内容】"])
def test_the_key_of_a_letter_is_no_disclaimer(key: str) -> None:
    page = f"关于异地住院登记的咨询\n【来信内容】\n局长您好，请问外地住院怎么登记？\n【答复内容】\n{ANSWER}"
    assert [row.label for row in read(page).lines if row.text == key] != ["disclaimer"]


def test_what_closes_a_page_of_questions_is_dropped() -> None:
    closing = "今天就先聊到这儿，您还有哪些关于看病报销的烦心事，欢迎给我们的热线留言。"
    reading = read(f"1、异地住院怎么登记？\n{ANSWER}\n2、出院以后还能补登记吗？\n{ANSWER}\n{closing}")
    assert [row.label for row in reading.lines if row.text == closing] == ["noise"]
    assert len(reading.drafts) == 2


def test_most_disclaimers_of_lines_not_learned_from_are_found_and_few_answers_taken_for_one() -> None:
    lines = train_lines.read_lines(HELD_OUT)
    found = {
        kind: [is_disclaimer(fold(line.text)) for line in lines if line.kind == kind]
        for kind in ("disclaimer", "answer")
    }
    assert sum(found["disclaimer"]) >= 0.93 * len(found["disclaimer"])
    # The answers of that file hedge more than those of pages do.
    assert sum(found["answer"]) <= 0.02 * len(found["answer"])


def test_a_table_reads_back_as_it_was_written() -> None:
    table = LineTable({"“点赞”": 1.5, "no text below": -0.25}, bias=-1.0, limit=2.5)
    assert parse_table(write_table(table)) == table


def test_a_score_is_the_sum_of_its_features_and_told_by_the_heaviest() -> None:
    table = LineTable({"“点赞”": 1.5, "no text below": 2.0, "sentence": -3.0}, bias=-1.0, limit=2.5)
    features = [
        Feature("“点赞”", 2.0),
        Feature("no text below", 1.0),
        Feature("unknown", 9.0),
        Feature("sentence", 1.0),
    ]
    assert table.score(features) == 1.0
    assert table.tell_reasons(features, count=2) == "“点赞”, no text below"


@pytest.mark.parametrize("name", ["learned_disclaimers", "learned_closings"])
def test_a_wording_fits_where_the_score_of_its_runs_is_above_the_limit(name: str) -> None:
    table = packaged_table(name)
    wording = Wording(table)
    for line in train_lines.read_lines(HELD_OUT):
        folded = fold(line.text)
        assert wording.fits(folded) == (table.score(describe_runs(folded, WORDING_RUNS)) > table.limit)


@pytest.mark.parametrize("name", train_lines.LESSONS)
def test_the_packaged_tables_are_what_the_labelled_pages_and_lines_give(name: str) -> None:
    examples, seen, _ = train_lines.LESSONS[name]([train_lines.CASES], require_config(default_content_dir()))
    # The limit, which takes ten trainings more, follows from the same examples.
    table = train(examples, seen)._replace(limit=packaged_table(name).limit)
    told = "run `python benchmarks/train_lines.py`: labelled pages, lines or what is looked at have changed"
    assert (train_lines.TABLES / f"{name}.tsv").read_text(encoding="utf-8") == write_table(table), told
