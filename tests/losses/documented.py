"""What a loss says of itself."""

from __future__ import annotations

import math
import re
from importlib import import_module
from inspect import getdoc


def described(name: str) -> str:
    """The docstrings of the file and of the function."""
    module = import_module(f"plaudit.losses.{name}")
    return f"{getdoc(module)}\n{getdoc(getattr(module, name))}"


def outputs_of(name: str) -> int:
    """How many outputs to give a loss whose table says `| outputs | (R, 1 + 2 T) |`: K is 2, other letters are 1."""
    found = re.search(r"\| outputs +\| \(R, ([^)]+)\)", described(name))
    assert found, f"the table of {name} does not give the shape of its outputs"
    sizes = {"K": 2}
    terms = (term.split() for term in found[1].split("+"))
    return sum(math.prod(int(x) if x.isdigit() else sizes.get(x, 1) for x in term) for term in terms)
