"""Bad input through the command line: each a clear error or a reported skip, nothing lost, nothing half-written."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from wendaku.cli import main
from wendaku.cli.job import job

GOOD_PAGE = """医保个人账户里的余额在哪里可以查到

来源：测试市医疗保障局    2025-05-06

医保个人账户的余额可以在手机上查，也可以到窗口查。

一、手机上查
1. 打开国家医保服务平台，完成实名认证；
2. 点“个人账户”，就能看到余额和每一笔收支。

二、窗口查
带身份证到参保地的医保窗口，请工作人员打印明细。
"""

BAD_PAGES: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": " \n\t\n\u3000\n".encode(),
    "binary.txt": bytes(range(256)) * 64,
    "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 16,
    "no-question.txt": "404 Not Found\n您访问的页面不存在\n返回首页\n".encode(),
    "halved.txt": GOOD_PAGE.encode()[:200] + b"\xff\xfe\xe4\xb8",
    "deep.html": b"<div>" * 100_000 + b"x",
    "entities.html": b"<p>" + b"&lt;&amp;&#x110000;&#0;&nbsp" * 10_000,
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def load(content: Path, *paths: str | Path) -> dict[str, Any]:
    result = run("load", *paths, "--content", content, "--json")
    assert result.exit_code == 0, result.output
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def entry_files(content: Path) -> list[Path]:
    return sorted((content / "entries").rglob("*.yaml"))


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD_PAGE, encoding="utf-8")
    return folder


def test_a_good_page_among_bad_ones_is_loaded_and_each_bad_one_is_accounted_for(
    pages: Path, tmp_path: Path
) -> None:
    for name, data in BAD_PAGES.items():
        (pages / name).write_bytes(data)
    report = load(tmp_path / "content", pages)
    by_name = {Path(page["page"]).name: page for page in report["pages"]}
    assert set(by_name) == {"good.txt", *BAD_PAGES}
    assert [entry["question"] for entry in by_name["good.txt"]["entries"]] == [
        "医保个人账户里的余额在哪里可以查到"
    ]
    for name in ("empty.txt", "blank.txt", "binary.txt", "picture.html", "no-question.txt"):
        assert by_name[name]["skipped"], name
        assert not by_name[name].get("entries"), name
    for page in report["pages"]:
        assert sum(page.get("labels", {}).values()) == page.get("lines", 0)


def test_a_page_of_50_mb_is_refused_with_the_reason_and_the_rest_is_loaded(
    pages: Path, tmp_path: Path
) -> None:
    with (pages / "huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)
    report = load(tmp_path / "content", pages)
    by_name = {Path(page["page"]).name: page for page in report["pages"]}
    assert "larger than" in by_name["huge.txt"]["skipped"]
    assert len(entry_files(tmp_path / "content")) == 1


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16", "gbk"])
def test_a_page_in_another_encoding_is_read_all_the_same(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.txt").write_bytes(GOOD_PAGE.encode(encoding))
    load(tmp_path / "content", tmp_path / "pages")
    (entry,) = entry_files(tmp_path / "content")
    assert "点“个人账户”，就能看到余额和每一笔收支" in entry.read_text(encoding="utf-8")


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all files"
)
def test_a_page_that_may_not_be_read_is_reported(pages: Path, tmp_path: Path) -> None:
    secret = pages / "secret.txt"
    secret.write_text(GOOD_PAGE, encoding="utf-8")
    secret.chmod(0)
    report = load(tmp_path / "content", pages)
    (page,) = (page for page in report["pages"] if page["page"].endswith("secret.txt"))
    assert "cannot be read" in page["skipped"]


def test_pages_with_hostile_names_stay_inside_the_entries(pages: Path, tmp_path: Path) -> None:
    for name in ("..\\..\\evil.txt", "con.txt", "-rf.txt", "a b\u202e.txt", "厦门？.txt", "." * 3 + "x.txt"):
        (pages / name).write_text(GOOD_PAGE.replace("余额", f"余额{len(name)}"), encoding="utf-8")
    content = tmp_path / "content"
    load(content, pages)
    assert run("check", "--content", content).exit_code == 0
    outside = [path for path in tmp_path.rglob("*.yaml") if not path.is_relative_to(content / "entries")]
    assert outside == []


def test_a_path_that_is_not_there_is_a_wrong_call_and_nothing_is_written(tmp_path: Path) -> None:
    result = run("load", tmp_path / "nothing", "--content", tmp_path / "content")
    assert result.exit_code == 2
    assert f"{tmp_path / 'nothing'}: does not exist" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_writes_nothing_and_reports_the_same(pages: Path, tmp_path: Path) -> None:
    dry = json.loads(run("load", pages, "--content", tmp_path / "content", "--dry-run", "--json").stdout)
    assert not (tmp_path / "content").exists()
    wet = load(tmp_path / "content", pages)
    assert [page["page"] for page in dry["pages"]] == [page["page"] for page in wet["pages"]]
    assert dry["counts"] == wet["counts"]


def test_loading_reports_wrong_entry_files_that_stand_there_and_ends_with_1(
    pages: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "content" / "entries" / "other" / "wrong.yaml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("question: a\n\tanswer: b\n", encoding="utf-8")
    result = run("load", pages, "--content", tmp_path / "content")
    assert result.exit_code == 1
    assert "wrong.yaml" in result.stdout
    assert wrong.read_text(encoding="utf-8") == "question: a\n\tanswer: b\n"


@pytest.mark.parametrize("name", [r"a\..\evil", "a..b", "con", "-rf", "a b", "余额", "a" * 101, "page"])
def test_an_id_that_is_no_plain_name_is_an_error(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "content" / "entries" / "other"
    folder.mkdir(parents=True)
    (folder / f"{name}.yaml").write_text("question: 甲\ntopic: other\nanswer: 乙\n", encoding="utf-8")
    result = run("check", "--content", tmp_path / "content")
    assert result.exit_code == 1
    assert "[unsafe-id]" in result.stdout
    assert run("build", "--content", tmp_path / "content", "--out", tmp_path / "site").exit_code == 1
    assert not (tmp_path / "site").exists()


def test_a_link_in_the_entries_is_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("question: 甲\ntopic: other\nanswer: 乙\n", encoding="utf-8")
    folder = tmp_path / "content" / "entries" / "other"
    folder.mkdir(parents=True)
    (folder / "secret.yaml").symlink_to(secret)
    result = run("check", "--content", tmp_path / "content")
    assert result.exit_code == 1
    assert "secret.yaml: is a link; put the file itself here" in result.stdout


def test_explain_numbers_every_line_of_a_page_with_label_and_signal(pages: Path) -> None:
    result = run("explain", pages / "good.txt", "--json")
    assert result.exit_code == 0, result.output
    reading = json.loads(result.stdout)
    assert [line["number"] for line in reading["lines"]] == list(range(1, len(reading["lines"]) + 1))
    assert all(line["label"] and line["reason"] for line in reading["lines"])
    shown = run("explain", pages / "good.txt").stdout
    assert all(line["text"] in shown for line in reading["lines"])


def test_explain_of_a_page_that_is_too_large_says_so(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)
    result = run("explain", tmp_path / "huge.txt")
    assert result.exit_code == 2
    assert "huge.txt: is larger than" in result.stderr


def test_the_job_loads_checks_and_builds_from_bare_pages(pages: Path, tmp_path: Path) -> None:
    arguments = ["--pages", str(pages), "--content", str(tmp_path / "new"), "--out", str(tmp_path / "out")]
    first = CliRunner().invoke(job, arguments)
    assert first.exit_code == 0, first.output
    (entry,) = entry_files(tmp_path / "new")
    page = tmp_path / "out" / entry.parent.name / entry.stem / "index.html"
    assert "医保个人账户里的余额在哪里可以查到" in page.read_text(encoding="utf-8")
    before = {path: path.read_bytes() for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert CliRunner().invoke(job, arguments).exit_code == 0
    assert {path: path.read_bytes() for path in (tmp_path / "new").rglob("*") if path.is_file()} == before


def test_the_job_stops_before_the_site_where_the_content_has_errors(pages: Path, tmp_path: Path) -> None:
    content, out = tmp_path / "content", tmp_path / "site"
    shutil.copytree(Path(__file__).parent / "sites" / "must-fail" / "unknown-topic" / "content", content)
    result = CliRunner().invoke(job, ["--pages", str(pages), "--content", str(content), "--out", str(out)])
    assert result.exit_code == 1
    assert "[unknown-topic]" in result.stderr
    assert not out.exists()


def test_the_job_without_pages_reads_those_of_the_content_folder(tmp_path: Path, pages: Path) -> None:
    shutil.copytree(pages, tmp_path / "content" / "pages")
    arguments = ["--content", str(tmp_path / "content"), "--out", str(tmp_path / "site")]
    assert CliRunner().invoke(job, arguments).exit_code == 0
    assert len(entry_files(tmp_path / "content")) == 1


def test_the_job_without_any_content_is_a_wrong_call(tmp_path: Path) -> None:
    result = CliRunner().invoke(job, ["--content", str(tmp_path / "nothing")])
    assert result.exit_code == 2
    assert "is not there" in result.stderr
