from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from plaudit.core import UsageError
from plaudit.train.config import TrainConfig


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 0}, "batch_size is 0. Give at least 1"),
        ({"lr": -1e-3}, "lr is -0.001. Give at least 0"),
        ({"steps": 0}, "steps is 0"),
        ({"schedule": "step"}, "schedule is 'step'. Choose cosine, linear or constant"),
    ],
)
def test_impossible_values_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        TrainConfig(output_dir=Path("run"), **options)


def test_it_stays_small() -> None:
    assert len(fields(TrainConfig)) <= 20


def test_showing_it_loads_no_torch() -> None:
    check = "import sys; from plaudit.train import TrainConfig; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", check], check=True)
