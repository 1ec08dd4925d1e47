"""Imports point down only, as the table of rooms in docs/design.md has it, and the command line alone prints."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "wendaku"
MODULES = sorted(PACKAGE.rglob("*.py"))


def read_ranks() -> dict[str, int]:
    rows = re.findall(
        r"^\| (\d+) \| ([^|]+) \|", (ROOT / "docs" / "design.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    return {name: int(rank) for rank, rooms in rows for name in re.findall(r"`(\w+)/?`", rooms)}


RANKS = read_ranks()


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[tuple[int, str]]:
    """Line and room of every import of ours in a file, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "wendaku":
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("wendaku."):
            yield node.lineno, node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
            yield from ((node.lineno, name[1]) for name in names if name[0] == "wendaku" and len(name) > 1)


def imported_packages(path: Path) -> set[str]:
    packages = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            packages |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            packages.add(node.module.split(".")[0])
    return packages


def test_every_room_has_a_rank_in_the_design() -> None:
    rooms = {room_of(path) for path in MODULES} - {"__init__"}
    assert rooms - set(RANKS) == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_down_only(path: Path) -> None:
    own = room_of(path)
    upward = [
        f"{path.name}:{line} {own} ({RANKS[own]}) imports {room} ({RANKS.get(room)})"
        for line, room in imported_rooms(path)
        if room != own and room != "__version__" and RANKS.get(room, 99) >= RANKS[own]
    ]
    assert upward == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_the_command_line_alone_prints(path: Path) -> None:
    if room_of(path) == "cli":
        return
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    assert not [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]
    assert imported_packages(path).isdisjoint({"click", "rich"})


def test_one_module_alone_knows_the_segmenters() -> None:
    knowing = {path.name for path in MODULES if imported_packages(path) & {"jieba", "rjieba"}}
    assert knowing <= {"words.py"}
