"""build.py at the top of the repository: run by any python, and as the workflows under docs/deploy/ call it."""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from wendaku.cli import main
from wendaku.cli.job import job

ROOT = Path(__file__).parent.parent
PAGE = "医保余额在哪里查\n\n在手机上打开国家医保服务平台，点“个人账户”就能看到余额。\n也可以带身份证到参保地的医保窗口打印明细。\n"


def run(script: Path, *arguments: str, flags: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *flags, str(script), *arguments]
    return subprocess.run(command, cwd=script.parent, capture_output=True, text=True, check=False)


def test_pages_become_a_site_in_one_call(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.txt").write_text(PAGE, encoding="utf-8")
    places = ["--pages", "pages", "--content", "new", "--out", "out"]
    done = run(ROOT / "build.py", *(f"{tmp_path}/{place}" if place[0] != "-" else place for place in places))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "index.html").is_file()
    assert len(list((tmp_path / "new" / "entries").rglob("*.yaml"))) == 1


def test_without_wendaku_it_says_how_to_install_it(tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    done = run(tmp_path / "build.py", flags=("-I", "-S"))
    assert done.returncode == 2
    assert "run `make site` once, or `pip install .` here" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="the tests do not run in a virtual environment")
def test_any_python_finds_the_virtual_environment_beside_it(tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    done = run(tmp_path / "build.py", "--help", flags=("-I", "-S"))
    assert done.returncode == 0, done.stderr
    assert "Load scraped pages, check the content, build the site." in done.stdout


def commands_in(value: object) -> Iterator[str]:
    """Every line of a workflow that calls wendaku or build.py."""
    if isinstance(value, str):
        yield from (
            line.strip()
            for line in value.splitlines()
            if line.strip().startswith(("wendaku ", "python build"))
        )
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from commands_in(item)


@pytest.mark.parametrize("name", ["github-pages.yml", "gitlab-ci.yml"])
def test_workflows_call_what_there_is(name: str) -> None:
    workflow = yaml.safe_load((ROOT / "docs" / "deploy" / name).read_text(encoding="utf-8"))
    lines = list(commands_in(workflow))
    assert lines
    for line in lines:
        program, first, *rest = shlex.split(line)
        command, arguments = (main.commands[first], rest) if program == "wendaku" else (job, rest)
        arguments = [
            "https://example.org/" if argument.startswith("$") else argument for argument in arguments
        ]
        command.make_context(line, arguments)
