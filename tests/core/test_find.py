from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from plaudit.core import UnknownName, find, names


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A folder of two extensions; the second cannot be imported."""
    folder = tmp_path / "some_losses"
    folder.mkdir()
    for name, text in {"__init__": "", "hinge": "hinge = 7", "broken": "1 / 0", "_shared": "_shared = 1"}.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    for module in [m for m in sys.modules if m.startswith("some_losses")]:
        monkeypatch.delitem(sys.modules, module)
    return import_module("some_losses")


def test_names_are_the_files_read_without_importing_them(package: ModuleType) -> None:
    assert names(package) == ["broken", "hinge"]


def test_a_name_is_the_object_in_its_file(package: ModuleType) -> None:
    assert find(package, "hinge") == find(package, "hinge", bare=True) == 7


def test_a_users_own_is_named_by_module(package: ModuleType) -> None:
    assert find(package, "some_losses._shared:_shared") == 1


@pytest.mark.parametrize("name", ["hing", "_shared", "", "hinge.py"])
def test_an_unknown_name_lists_what_there_is(package: ModuleType, name: str) -> None:
    with pytest.raises(UnknownName) as caught:
        find(package, name)
    assert str(caught.value) == f"there is no {name!r} in some_losses. Choose one of: broken, hinge."


def test_bare_refuses_to_import_from_elsewhere(package: ModuleType) -> None:
    with pytest.raises(UnknownName, match=r"there is no 'some_losses\.hinge:hinge' in some_losses"):
        find(package, "some_losses.hinge:hinge", bare=True)


@pytest.mark.parametrize("name", ["nowhere:x", "some_losses.hinge:nothing", ":hinge", ".hinge:hinge"])
def test_what_cannot_be_imported_says_why(package: ModuleType, name: str) -> None:
    with pytest.raises(UnknownName, match=r"cannot be imported: .*Write it as package\.module:object"):
        find(package, name)


def test_a_file_that_fails_shows_its_own_error(package: ModuleType) -> None:
    with pytest.raises(ZeroDivisionError):
        find(package, "broken")
