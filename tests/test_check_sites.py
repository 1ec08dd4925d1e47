"""Content folders that must build, that must fail and that must be warned of, each with what is said beside it.

To add one: a folder below tests/sites/must-fail/ (or must-warn/) with `content/` and `expected.txt`, whose lines must
all stand in what `wendaku check` prints; or one below must-build/ with `content/` alone.
"""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wendaku.cli import main

SITES = Path(__file__).parent / "sites"


def folders(kind: str) -> list[Path]:
    return sorted((SITES / kind).iterdir())


def run(command: str, content: Path, *options: str) -> Result:
    return CliRunner().invoke(main, [command, "--content", str(content), *options])


@pytest.fixture
def content(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    shutil.copytree(request.param / "content", tmp_path / "content")
    return tmp_path / "content"


def expected_lines(kind: str) -> list[object]:
    return [pytest.param(site, site, id=site.name) for site in folders(kind)]


@pytest.mark.parametrize(("content", "site"), expected_lines("must-fail"), indirect=["content"])
def test_content_with_errors_fails_the_check_and_is_never_built(
    content: Path, site: Path, tmp_path: Path
) -> None:
    result = run("check", content)
    assert result.exit_code == 1, result.output
    for line in (site / "expected.txt").read_text(encoding="utf-8").splitlines():
        assert line in result.stdout
    out = tmp_path / "site"
    if "search-test" not in result.stdout and "[template]" not in result.stdout:
        assert run("build", content, "--out", str(out)).exit_code == 1
    assert run("build", content, "--strict", "--out", str(out)).exit_code == 1
    assert not out.exists()


@pytest.mark.parametrize(("content", "site"), expected_lines("must-warn"), indirect=["content"])
def test_what_is_warned_of_fails_under_strict_alone(content: Path, site: Path) -> None:
    result = run("check", content)
    assert result.exit_code == 0, result.output
    for line in (site / "expected.txt").read_text(encoding="utf-8").splitlines():
        assert line in result.stdout
    assert run("check", content, "--strict").exit_code == 1


@pytest.mark.parametrize(
    "content", [pytest.param(site, id=site.name) for site in folders("must-build")], indirect=True
)
def test_content_without_problems_builds_under_strict(content: Path, tmp_path: Path) -> None:
    result = run("build", content, "--strict", "--out", str(tmp_path / "site"))
    assert result.exit_code == 0, result.output
    assert (tmp_path / "site" / "index.html").is_file()
