from __future__ import annotations

from pathlib import Path

import pytest

from plaudit.core import Image, Sample, UsageError, answer, user
from plaudit.models import RewardModel
from plaudit.models.parts import freeze, parameter_groups, part_of, parts
from tests.tiny import picture

SAMPLE = Sample(id="s", prompt=(user(Image(picture(60, 60)), "?"),), responses=(answer("Yes"), answer("No")))


def test_parameters_belong_to_the_innermost_part() -> None:
    paths = {"text": "language_model", "vision": "visual", "merger": "visual.merger"}
    assert part_of("head.score.weight", paths) == "head"
    assert part_of("backbone.language_model.norm.weight", paths) == "text"
    assert part_of("backbone.visual.blocks.0.norm1.weight", paths) == "vision"
    assert part_of("backbone.visual.merger.mlp.0.weight", paths) == "merger"
    assert part_of("backbone.base_model.model.visual.merger.mlp.0.lora_A.default.weight", paths) == "merger"
    assert part_of("backbone.layers.0.mlp.up_proj.weight", {"text": ""}) == "text"


def test_every_parameter_is_in_one_part(vl: Path) -> None:
    model = RewardModel.create(vl)
    found = parts(model)
    assert list(found) == ["head", "text", "vision", "merger"] and all(found.values())
    assert sum(map(len, found.values())) == len(list(model.parameters()))


def test_a_frozen_part_gets_no_gradient_and_the_others_do(vl: Path) -> None:
    model = RewardModel.create(vl)
    model.freeze("vision", "merger")
    model(**model.collate([SAMPLE]).inputs).sum().backward()
    for part, parameters in parts(model).items():
        assert all((p.grad is None) == (part in ("vision", "merger")) for p in parameters.values())


def test_groups_have_their_rates_and_vectors_do_not_decay(vl: Path) -> None:
    model = RewardModel.create(vl)
    freeze(model, "vision")
    groups = parameter_groups(model, 1e-5, {"head": 1e-3, "merger": 1e-6}, weight_decay=0.1)
    assert [(g["name"], g["lr"], g["weight_decay"]) for g in groups] == [
        ("head", 1e-3, 0.1),
        ("text", 1e-5, 0.1),
        ("text vectors", 1e-5, 0.0),
        ("merger", 1e-6, 0.1),
        ("merger vectors", 1e-6, 0.0),
    ]
    grouped = [id(p) for g in groups for p in g["params"]]
    assert sorted(grouped) == sorted(id(p) for p in model.parameters() if p.requires_grad)


def test_an_unknown_part_is_a_usage_error(qwen2: Path) -> None:
    model = RewardModel.create(qwen2)
    with pytest.raises(UsageError, match=r"no part 'vision'\. Its parts are head, text"):
        freeze(model, "vision")
    with pytest.raises(UsageError, match="no part 'vision'"):
        parameter_groups(model, 1e-5, {"vision": 1e-6})
