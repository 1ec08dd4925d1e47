"""The command line: exit codes, what goes to stdout and stderr, and that nothing heavy is loaded for nothing."""

import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from wendaku.cli import main
from wendaku.cli.job import job
from wendaku.cli.printing import StepProgress, count, printable
from wendaku.errors import ContentError

ROOT = Path(__file__).parent.parent
SITES = ROOT / "tests" / "sites"
ONE_ENTRY = SITES / "must-build" / "one-entry" / "content"
BROKEN = SITES / "must-fail" / "unknown-topic" / "content"

CONTRACT = {
    "load": {"--into", "--keep-duplicates", "--dask", "--dry-run", "--json"},
    "explain": {"--json"},
    "check": {"--strict", "--json"},
    "build": {"--out", "--base-url", "--jobs", "--strict"},
    "serve": {"--port"},
    "search": {"--limit", "--json"},
    "export": {"--opensearch", "--out"},
    "new": set(),
}


def run(*arguments: str | Path, command: click.Command = main) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def options_of(command: click.Command) -> set[str]:
    return {
        name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts
    }


def copy_of(content: Path, folder: Path) -> Path:
    shutil.copytree(content, folder / "content")
    return folder / "content"


@pytest.mark.parametrize("name", CONTRACT)
def test_every_command_has_the_options_of_the_contract(name: str) -> None:
    own = CONTRACT[name] | ({"--content"} if name != "new" else set())
    assert options_of(main.commands[name]) == own | {"--traceback"}


def test_there_are_no_commands_beyond_the_contract() -> None:
    assert list(main.commands) == list(CONTRACT)


def test_the_job_has_the_options_of_the_contract() -> None:
    own = {"--pages", "--content", "--out", "--base-url", "--jobs", "--strict"}
    assert options_of(job) == own | {"--traceback"}


def test_the_documented_commands_are_what_the_help_says() -> None:
    path = ROOT / "docs" / "write_commands.py"
    spec = importlib.util.spec_from_file_location("write_commands", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text(encoding="utf-8") == module.render(), "run `make docs`"


def test_asking_for_help_loads_nothing_heavy() -> None:
    heavy = {
        "jieba",
        "rjieba",
        "jinja2",
        "markdown_it",
        "msgspec",
        "rich",
        "selectolax",
        "watchfiles",
        "whoosh",
        "yaml",
    }
    code = (
        "import sys; from wendaku.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        f"print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "Commands:" in done.stdout


@pytest.mark.parametrize("name", ["check", "build", "serve", "export", "search"])
def test_a_content_folder_that_is_not_there_is_a_wrong_call(name: str, tmp_path: Path) -> None:
    more = {"search": ["余额"], "export": ["--opensearch"]}.get(name, [])
    result = run(name, "--content", tmp_path / "nothing", *more)
    assert result.exit_code == 2
    assert f"{tmp_path / 'nothing'}: is not there; name the content folder with --content" in result.stderr
    assert result.stdout == ""


def test_a_content_folder_that_is_a_file_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = run("check", "--content", tmp_path / "file")
    assert result.exit_code == 2
    assert "is not a folder" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--jobs", "0"],
        ["build", "--base-url", "example.org"],
        ["build", "--base-url", "javascript:alert(1)"],
        ["search"],
        ["search", "余额", "--limit", "0"],
        ["export"],
        ["serve", "--port", "70000"],
        ["load", "no-such-page.txt"],
        ["explain", "no-such-page.txt"],
        ["check", "--no-such-option"],
        ["publish"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_2_and_says_why(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert result.stdout == ""


def test_check_says_all_and_ends_with_1_where_there_are_errors() -> None:
    result = run("check", "--content", BROKEN)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "0 entries checked: 1 error, 0 warnings"


def test_check_as_json_is_one_document_with_every_problem() -> None:
    result = run("check", "--json", "--content", BROKEN)
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["entries"], report["errors"], report["warnings"], report["notes"]) == (0, 1, 0, [])
    (problem,) = report["problems"]
    assert (problem["severity"], problem["code"], problem["line"]) == ("error", "unknown-topic", 2)
    assert problem["remedy"] == 'did you mean "balance-lookup"?'


def test_search_as_json_is_one_document(tmp_path: Path) -> None:
    result = run("search", "医保余额", "--json", "--content", copy_of(ONE_ENTRY, tmp_path))
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert [hit["id"] for hit in report["hits"]] == ["where"]


def test_search_shows_question_place_and_state(tmp_path: Path) -> None:
    result = run("search", "余额", "--content", copy_of(ONE_ENTRY, tmp_path))
    assert "医保余额在哪里看 (balance-lookup, 未注明, draft)" in result.stdout
    assert result.stdout.splitlines()[-1] == "1 result from 1 entry"


def test_search_leaves_out_entries_with_errors_and_says_so(tmp_path: Path) -> None:
    result = run("search", "余额", "--content", copy_of(BROKEN, tmp_path))
    assert result.exit_code == 0
    assert "1 error in entries, which are left out; `wendaku check` shows them" in result.stderr


def test_build_says_what_it_did_and_then_that_nothing_changed(tmp_path: Path) -> None:
    content, out = copy_of(ONE_ENTRY, tmp_path), tmp_path / "site"
    first = run("build", "--content", content, "--out", out)
    assert first.exit_code == 0, first.output
    assert re.search(r"1 entry, \d+ files, \d+ written, 0 removed", first.stdout)
    assert "nothing changed" in run("build", "--content", content, "--out", out).stdout


def test_a_site_without_an_address_is_built_with_a_warning(tmp_path: Path) -> None:
    content = copy_of(ONE_ENTRY, tmp_path)
    without = run("build", "--content", content, "--out", tmp_path / "without")
    assert without.exit_code == 0
    assert "canonical links, sitemap and feed are left out" in without.stderr
    options = ["--base-url", "https://example.org/faq/", "--out", str(tmp_path / "with")]
    assert "left out" not in run("build", "--content", content, *options).stderr
    assert "https://example.org/faq/" in (tmp_path / "with" / "sitemap.xml").read_text(encoding="utf-8")


def test_build_names_every_error_and_writes_nothing(tmp_path: Path) -> None:
    content = copy_of(BROKEN, tmp_path)
    (content / "entries" / "other").mkdir()
    (content / "entries" / "other" / "second.yaml").write_text("question: 甲\n", encoding="utf-8")
    result = run("build", "--content", content, "--out", tmp_path / "site")
    assert result.exit_code == 1
    assert "where.yaml:2" in result.stderr
    assert "second.yaml:1: `topic` is missing" in result.stderr
    assert not (tmp_path / "site").exists()


def test_an_output_folder_that_is_not_ours_is_a_wrong_call_and_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "photos"
    out.mkdir()
    (out / "index.html").write_text("mine")
    result = run("build", "--content", copy_of(ONE_ENTRY, tmp_path), "--out", out)
    assert result.exit_code == 2
    assert f"{out}: is not empty and was not written by wendaku" in result.stderr
    assert [path.name for path in out.iterdir()] == ["index.html"]
    assert (out / "index.html").read_text() == "mine"


def test_an_output_folder_over_the_content_is_a_wrong_call(tmp_path: Path) -> None:
    content = copy_of(ONE_ENTRY, tmp_path)
    before = sorted(path for path in content.rglob("*"))
    assert run("build", "--content", content, "--out", content).exit_code == 2
    assert run("build", "--content", content, "--out", tmp_path).exit_code == 2
    assert sorted(path for path in content.rglob("*")) == before


def test_new_makes_a_folder_without_problems(tmp_path: Path) -> None:
    result = run("new", tmp_path / "faq")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "faq" / "topics.yaml").is_file()
    assert len(list((tmp_path / "faq" / "entries").rglob("*.yaml"))) == 2
    strict = run("check", "--strict", "--content", tmp_path / "faq")
    assert strict.exit_code == 0, strict.stdout


def test_new_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = run("new", tmp_path)
    assert result.exit_code == 2
    assert "is not empty; name a new or empty folder" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def broken_room(content: Path) -> None:
    raise ZeroDivisionError("a slip of ours")


def test_an_unexpected_error_is_a_short_message_that_says_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wendaku.check.read_config", broken_room)
    result = run("check", "--content", ONE_ENTRY)
    assert result.exit_code == 1
    assert "unexpected ZeroDivisionError: a slip of ours; run it again with --traceback" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("way", ["option", "environment"])
def test_a_traceback_can_be_asked_for(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wendaku.check.read_config", broken_room)
    if way == "environment":
        monkeypatch.setenv("WENDAKU_DEBUG", "1")
    result = run("check", "--content", ONE_ENTRY, *(["--traceback"] if way == "option" else []))
    assert isinstance(result.exception, ZeroDivisionError)


def test_a_full_disk_is_told_in_the_words_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(content: Path) -> None:
        raise OSError(28, "No space left on device", "site/index.html")

    monkeypatch.setattr("wendaku.check.read_config", full)
    result = run("check", "--content", ONE_ENTRY)
    assert (result.exit_code, result.stderr) == (1, "Error: site/index.html: No space left on device\n")


def test_errors_of_ours_keep_their_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(content: Path) -> None:
        raise ContentError("site.yaml:3: is wrong")

    monkeypatch.setattr("wendaku.check.read_config", wrong)
    result = run("check", "--content", ONE_ENTRY)
    assert (result.exit_code, result.stderr) == (1, "Error: site.yaml:3: is wrong\n")


def test_scraped_text_cannot_act_on_the_terminal() -> None:
    hostile = "标题\x1b]0;pwned\x07\x1b[2J\r\u202e反\x9b1m"
    shown = printable(hostile)
    assert shown == r"标题\x1b]0;pwned\x07\x1b[2J\r\u202e反\x9b1m"
    assert printable("一行\n\t下一行") == "一行\n\t下一行"


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [(1, "entry", "1 entry"), (0, "entry", "0 entries"), (1234, "file", "1,234 files")],
)
def test_numbers_are_told_with_their_noun(number: int, noun: str, words: str) -> None:
    assert count(number, noun) == words


def test_progress_is_a_few_plain_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with StepProgress() as progress:
        for done in range(1001):
            progress.advance("reading pages", done, 1000)
        progress.begin("writing")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "reading pages",
        "reading pages: 250 of 1,000",
        "reading pages: 500 of 1,000",
        "reading pages: 750 of 1,000",
        "reading pages: 1,000 of 1,000",
        "writing",
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_progress_is_a_bar_on_a_terminal_and_leaves_stdout_alone(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("404\n", encoding="utf-8")
    controller, terminal = os.openpty()
    command = [
        sys.executable,
        "-c",
        "from wendaku.cli import main; main()",
        "load",
        str(tmp_path),
        "--dry-run",
        "--json",
    ]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=terminal, cwd=tmp_path, env=environment
    ) as running:
        os.close(terminal)
        stdout = running.communicate()[0]
    drawn = os.read(controller, 100_000).decode()
    os.close(controller)
    assert "\x1b[2K" in drawn
    assert "1 of 1" in drawn
    assert json.loads(stdout)["counts"]["pages"] == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to whole consoles")
def test_ctrl_c_ends_the_preview_quietly(tmp_path: Path) -> None:
    content = copy_of(ONE_ENTRY, tmp_path)
    # A job in the background inherits that Ctrl-C is ignored, and would wait for ever.
    listen = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [
        sys.executable,
        "-c",
        f"{listen}; from wendaku.cli import main; main()",
        "serve",
        "--port",
        "0",
        "--content",
        content,
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as running:
        assert running.stdout is not None
        address, built = running.stdout.readline(), running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, stderr = running.communicate(timeout=60)
    assert re.match(
        r"http://127\.0\.0\.1:\d+/ shows the site, .*/wendaku-preview/ the editors' desk", address
    )
    assert "files written" in built
    assert (running.returncode, stderr) == (0, "")


def test_a_port_in_use_ends_the_preview_with_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port), "--content", copy_of(ONE_ENTRY, tmp_path))
    assert result.exit_code == 2
    assert f"port {port} cannot be used" in result.stderr
