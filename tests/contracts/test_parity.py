"""Every backbone family gives a response one score, in whatever way it is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import torch

from plaudit.cli.commands.parity import by_server
from plaudit.core import names
from plaudit.lab.edge_cases import edge_cases
from plaudit.models import RewardModel, backbones
from plaudit.runs.parity import parity
from plaudit.runs.parity_ways import WAYS

SHARED = ("split", "pack")


@pytest.fixture(scope="module", params=names(backbones))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    built: Path = import_module(f"tests.models.backbones.test_{request.param}").build(tmp_path_factory.mktemp("family"))
    return built


def test_one_score_per_response(folder: Path) -> None:
    """In bfloat16, and with the same weights in float32."""
    model = RewardModel.create(folder, dtype=torch.bfloat16, dimensions=("overall", "tone")).eval()
    family = model.layout.family
    samples = edge_cases(family.PLACEHOLDERS)
    found = list(parity(model, samples, {"server": by_server}))
    assert not [d for d in found if d.outcome == "FAIL"]
    assert [d.way for d in found] == ["saved and loaded", "server", *WAYS, *SHARED]
    assert [d.precision for d in found] == ["bfloat16"] * 2 + ["float32"] * len(WAYS) + ["bfloat16"] * 2
    possible = [d for d in found if family.SHARES or d.way not in SHARED]
    assert [d for d in found if d.outcome == "ok"] == possible
    assert {d.n for d in possible} == {sum(len(sample.responses) for sample in samples)}
