"""One server for the session: a small real reward model, and plaudit-tiny to write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plaudit.lab import tiny_path
from plaudit.models import RewardModel
from plaudit.models.generators.local import local
from plaudit.serve import Config, make_app
from plaudit.serve.background import serving
from tests.tiny import tiny_qwen2_5_vl

SAMPLING = {"max_tokens": 8, "temperature": 1.0, "top_p": 1.0, "seed": 0}


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> RewardModel:
    folder = tiny_qwen2_5_vl(tmp_path_factory.mktemp("served"))
    return RewardModel.create(folder, dimensions=("overall", "style"), seed=3).eval()


@pytest.fixture(scope="session")
def url(model: RewardModel) -> Iterator[str]:
    writer = local(tiny_path(), max_new_tokens=8)
    config = Config(name="rm", generator_name="plaudit-tiny", sampling=SAMPLING)
    with serving(make_app(model, writer, config)) as address:
        yield address
