"""A file is its registration: a name typed by a person becomes the object in the file of that name."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Any

from plaudit.core.errors import UnknownName


def names(package: ModuleType) -> list[str]:
    """The extensions in a package: its files, read off the folder without importing them."""
    return sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))


def find(package: ModuleType, name: str, *, bare: bool = False) -> Any:
    """The object `name` in the package's file `name`, or a user's own: `"my_pkg.mine:hinge"`.

    bare: refuse anything but a bare name. Set it for a name read from a checkpoint, which must not import a module of
    its choosing. Raises `UnknownName`, which lists what there is.
    """
    module, colon, attribute = name.partition(":")
    if colon and not bare:
        try:
            return getattr(import_module(module), attribute)
        except (ImportError, AttributeError, ValueError, TypeError) as error:  # the last two: a malformed module name
            raise UnknownName(
                f"{name!r} cannot be imported: {error}", remedy="Write it as package.module:object"
            ) from error
    if name not in names(package):
        kind = package.__name__.removeprefix("plaudit.")
        raise UnknownName(f"there is no {name!r} in {kind}", remedy=f"Choose one of: {', '.join(names(package))}.")
    return getattr(import_module(f"{package.__name__}.{name}"), name)
