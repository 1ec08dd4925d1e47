"""The CI job: load pages, check the content, build the site. Every option is `wendaku.cli.job`'s.

This file shadows the PyPI tool `build`: package wendaku with `pip wheel .` or `uv build` instead of `python -m build`.
"""

import os
import sys
from pathlib import Path

VENV_PYTHONS = (".venv/bin/python", ".venv/Scripts/python.exe")


def run_in_venv() -> None:
    """Starts this file again with the python of the checkout's `.venv`; returns only where there is none."""
    root = Path(__file__).resolve().parent
    for python in (root / name for name in VENV_PYTHONS):
        if python.exists() and Path(sys.prefix).resolve() != python.parent.parent:
            os.execv(python, [str(python), str(root / "build.py"), *sys.argv[1:]])  # noqa: S606


if __name__ == "__main__":
    try:
        from wendaku.cli.job import job
    except ModuleNotFoundError as error:
        run_in_venv()
        print(f"build.py: {error}; run `make site` once, or `pip install .` here", file=sys.stderr)
        sys.exit(2)
    job(prog_name="build.py")
