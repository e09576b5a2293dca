from __future__ import annotations

import pytest

from plaudit.lab import tiny_path
from plaudit.models.generators.local import local


@pytest.fixture(scope="session")
def tiny() -> local:
    """plaudit-tiny, of two greedy tokens; it was not taught to judge."""
    return local(tiny_path(), temperature=0, max_new_tokens=2, batch_size=64)
