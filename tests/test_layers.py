"""Imports point one way: a folder imports only folders of the rows above its own, never sideways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "plaudit"
ROWS = (
    {"core"},
    {"media", "losses", "metrics"},
    {"data", "models", "rules", "judges", "compose", "lab", "report"},
    {"runs"},
    {"train", "evaluate", "apply", "serve"},
    {"load"},
    {"recipes"},
    {"cli"},
)
ROW = {name: row for row, names in enumerate(ROWS) for name in names}
SEE_PROTOCOLS_ONLY = {"evaluate", "apply", "serve"}
SCORERS = {"models", "rules", "judges", "compose", "lab"}
THIRD_PARTY = {"core": set(), "losses": {"torch"}, "metrics": {"numpy"}}
"""What the lowest folders may import besides the standard library."""
STANDARD = __import__("sys").stdlib_module_names


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Every import of a file, wherever it stands: lazy ones and those for type checking too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            module = node.module or ""
            if module == "plaudit":
                yield from ((node.lineno, f"plaudit.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, module


def violations(folder: str, source: str) -> Iterator[str]:
    """What is wrong with the imports of a file in this folder."""
    for line, name in imports(source):
        top, _, rest = name.partition(".")
        if top != "plaudit":
            if folder in THIRD_PARTY and top not in STANDARD and top not in THIRD_PARTY[folder]:
                yield f"{line}: {folder} imports {top}"
            continue
        there = rest.partition(".")[0]
        if there == folder or there not in ROW:
            continue
        if ROW[there] >= ROW[folder]:
            yield f"{line}: {folder} imports {there}, which is not above it"
        elif folder in SEE_PROTOCOLS_ONLY and there in SCORERS:
            yield f"{line}: {folder} names {there}; it may see Scorer and Generator only"


def files() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.stem == "load")


def folder_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def test_every_folder_has_a_row() -> None:
    assert {folder_of(path) for path in files()} <= ROW.keys()


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_up(path: Path) -> None:
    assert not list(violations(folder_of(path), path.read_text()))


@pytest.mark.parametrize(
    ("folder", "source"),
    [
        ("serve", "def f():\n    from plaudit.models import RewardModel"),
        ("data", "from plaudit.models import RewardModel"),
        ("losses", "if TYPE_CHECKING:\n    import plaudit.train"),
        ("core", "import numpy"),
        ("metrics", "from scipy import stats"),
        ("media", "from plaudit import data"),
    ],
)
def test_a_wrong_import_is_found(folder: str, source: str) -> None:
    assert len(list(violations(folder, source))) == 1
