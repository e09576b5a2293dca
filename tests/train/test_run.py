from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from plaudit.core import Sample, UsageError, answer, prefer, user
from plaudit.models import RewardModel
from plaudit.train import TrainConfig, train_reward_model

COLOURS = ("red", "green", "blue")


def colours(count: int, start: int = 0) -> list[Sample]:
    """The right answer repeats the colour of the question: a text model learns that in a few steps."""
    return [
        Sample(
            id=f"c{i}",
            prompt=(user(f"Is shape {i} {COLOURS[i % 3]}?"),),
            responses=(answer("yes " * (1 + i % 4)), answer("no " * (1 + (i // 2) % 4))),
            labels=(prefer(0, 1),),
        )
        for i in range(start, start + count)
    ]


def test_labelled_samples_to_a_model_on_disk(text_folder: Path, tmp_path: Path) -> None:
    model = RewardModel.create(text_folder)
    config = TrainConfig(
        output_dir=tmp_path, steps=20, batch_size=8, lr=1e-3, head_lr=1e-2, eval_every=10, save_every=0, log_every=5
    )
    result = train_reward_model(model, colours(40), colours(16, start=40), config)
    assert result.steps == 20 and result.seconds > 0
    assert result.evaluation is not None and result.evaluation["accuracy"] == 1.0
    assert result.evaluation["samples"] == 16
    loaded = RewardModel.from_pretrained(result.path)
    held_out = colours(4, start=60)
    assert loaded.score(held_out) == model.score(held_out)
    assert all(verdict.margin(0, 1) > 0 for verdict in loaded.score(held_out))  # type: ignore[operator]

    log = [json.loads(line) for line in result.log.read_text().splitlines()]
    assert [line["step"] for line in log if "loss" in line] == [1, 5, 10, 15, 20]
    assert [line["step"] for line in log if "eval_loss" in line] == [10, 20]
    last = [line for line in log if "loss" in line][-1]
    assert last["loss"] < 0.3 and last["lr/text"] < last["lr/head"] < 1e-2
    assert {"accuracy", "margin", "grad_norm", "samples_per_second", "unscored", "cut_tokens"} <= last.keys()


def test_without_intervals_it_evaluates_at_the_end(text_folder: Path, tmp_path: Path) -> None:
    config = TrainConfig(output_dir=tmp_path, epochs=2, batch_size=4, save_every=0)
    result = train_reward_model(RewardModel.create(text_folder), colours(6), colours(2), config)
    # Two epochs of 4 + 2
    assert result.steps == 4
    assert result.evaluation is not None and result.evaluation["samples"] == 2


def test_a_folder_with_checkpoints_is_not_overwritten(text_folder: Path, tmp_path: Path) -> None:
    config = TrainConfig(output_dir=tmp_path, steps=1, batch_size=4)
    train_reward_model(RewardModel.create(text_folder), colours(4), None, config)
    with pytest.raises(UsageError, match=r"already holds checkpoint-1. Resume the run"):
        train_reward_model(RewardModel.create(text_folder), colours(4), None, config)


def test_resume_starts_where_there_is_nothing_and_ends_where_all_is_done(text_folder: Path, tmp_path: Path) -> None:
    config = TrainConfig(output_dir=tmp_path / "new", steps=1, batch_size=4, resume=True)
    result = train_reward_model(RewardModel.create(text_folder), colours(4), colours(2), config)
    assert result.steps == 1
    finished = train_reward_model(RewardModel.create(text_folder), colours(4), colours(2), config)
    assert finished.steps == 1
    assert finished.evaluation is not None and result.evaluation is not None
    assert finished.evaluation["loss"] == result.evaluation["loss"]


def test_bfloat16_computes_in_it_and_keeps_the_weights(text_folder: Path, tmp_path: Path) -> None:
    model = RewardModel.create(text_folder)
    config = TrainConfig(output_dir=tmp_path, steps=3, batch_size=4, lr=1e-3, bf16=True, save_every=0)
    result = train_reward_model(model, colours(8), colours(4), config)
    assert {p.dtype for p in model.parameters()} == {torch.float32}
    assert result.evaluation is not None and 0 < result.evaluation["loss"] < 2
    batch = model.collate(colours(1))
    assert model(**batch.inputs).dtype == torch.float32


def test_workers_give_the_same_model(text_folder: Path, tmp_path: Path) -> None:
    models = []
    for workers in (0, 2):
        models.append(RewardModel.create(text_folder))
        config = TrainConfig(
            output_dir=tmp_path / str(workers), steps=3, batch_size=2, lr=1e-3, save_every=0, workers=workers
        )
        train_reward_model(models[-1], colours(6), None, config)
    for a, b in zip(*(model.state_dict().values() for model in models), strict=True):
        assert torch.equal(a, b)
