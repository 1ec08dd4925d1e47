"""The learned signal: what it drops, what it never speaks about, and that its table is what the labelled pages give."""

import sys
from pathlib import Path

import pytest

from wendaku.config import Config, require_config
from wendaku.loader import PageReading, read_page
from wendaku.loader.learned import (
    Feature,
    LearnedLines,
    learned_lines,
    parse_learned,
    score,
    tell_reasons,
    write_learned,
)
from wendaku.resources import default_content_dir

ROOT = Path(__file__).parent.parent.parent

sys.path.insert(0, str(ROOT / "benchmarks"))
import train_lines  # noqa: E402

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


def test_a_table_reads_back_as_it_was_written() -> None:
    learned = LearnedLines({"“点赞”": 1.5, "no text below": -0.25}, bias=-1.0, limit=2.5)
    assert parse_learned(write_learned(learned)) == learned
    assert parse_learned(write_learned(learned_lines())) == learned_lines()


def test_a_score_is_the_sum_of_its_features_and_told_by_the_heaviest() -> None:
    learned = LearnedLines({"“点赞”": 1.5, "no text below": 2.0, "sentence": -3.0}, bias=-1.0, limit=2.5)
    features = [
        Feature("“点赞”", 2.0),
        Feature("no text below", 1.0),
        Feature("unknown", 9.0),
        Feature("sentence", 1.0),
    ]
    assert score(learned, features) == 1.0
    assert tell_reasons(learned, features, count=2) == "“点赞”, no text below"


def test_the_packaged_table_is_what_the_labelled_pages_give() -> None:
    learned = train_lines.learn([train_lines.CASES], require_config(default_content_dir()))
    told = "run `python benchmarks/train_lines.py`: labelled pages or what is looked at have changed"
    assert train_lines.TABLE.read_text(encoding="utf-8") == write_learned(learned), told
