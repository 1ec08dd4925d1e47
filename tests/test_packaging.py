"""The wheel: it carries templates and default configuration, and builds a site far from any checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SITE = ROOT / "tests" / "sites" / "must-build" / "university" / "content"

pytest.importorskip("hatchling", reason="needs hatchling, which `make test` installs")
pytest.importorskip("pip", reason="needs pip in this environment")


def run(*command: str | Path, cwd: Path) -> str:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))
    }
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of a fresh environment that has the wheel, and this environment's packages under it."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    purelib = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    )
    # Paths added by a .pth file are searched, but .pth files inside them are not read: so the packages that wendaku
    # needs are found without downloading them anew, and the editable wendaku of the checkout is not.
    (purelib / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=folder,
    )
    return python.parent


def test_the_wheel_carries_templates_and_default_configuration(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    templates = {
        f"wendaku/bundled/templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    assert templates <= names
    assert {f"wendaku/bundled/content/{name}.yaml" for name in ("site", "topics", "words")} <= names
    assert {"wendaku/py.typed", "wendaku/data/regions.txt", "wendaku/data/preview.js"} <= names


def test_the_wheel_carries_no_content_but_the_configuration(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if "/bundled/content/" in name and name.count("/") > 3]
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "content/"))]


def test_an_installed_wendaku_builds_a_site_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(SITE, tmp_path / "content")
    run(installed / "wendaku", "build", "--strict", cwd=tmp_path)
    assert (tmp_path / "site" / "enrolment" / "where-to-register" / "index.html").is_file()
    used = run(
        installed / "python", "-c", "import wendaku.resources as r; print(r.templates_dir())", cwd=tmp_path
    )
    assert Path(used.strip()).is_relative_to(installed.parent)


def test_an_installed_wendaku_makes_a_content_folder_that_builds(installed: Path, tmp_path: Path) -> None:
    run(installed / "wendaku", "new", "faq", cwd=tmp_path)
    run(installed / "wendaku", "build", "--strict", "--content", "faq", "--out", "site", cwd=tmp_path)
    assert (tmp_path / "site" / "balance-lookup" / "sample-hotline" / "index.html").is_file()
