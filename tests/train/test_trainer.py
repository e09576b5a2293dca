"""The step a trainer takes is the step of the whole batch, whichever way it is cut up."""

from __future__ import annotations

import json
import math
import shutil
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from plaudit.core import DataError, Image, Label, RunError, Sample, Score, UsageError, answer, prefer, user
from plaudit.losses.bradley_terry import bradley_terry
from plaudit.models import RewardModel
from plaudit.models.lora import LoraSettings, add_lora
from plaudit.train import RewardTrainer, TrainConfig, train_reward_model
from plaudit.train.order import StepOrder
from plaudit.train.run import arguments
from plaudit.train.targets import targets
from tests.tiny import rewrite_json
from tests.train.job import launch, run
from tests.train.preferences import preferences


def weights(folder: Path) -> dict[str, Tensor]:
    return RewardModel.from_pretrained(folder).state_dict()


def assert_close(a: dict[str, Tensor], b: dict[str, Tensor]) -> None:
    assert a.keys() == b.keys()
    for name in a:
        torch.testing.assert_close(a[name], b[name], rtol=1e-4, atol=1e-6, msg=name)


def trainer(model: RewardModel, folder: Path, samples: list[Sample], **options: Any) -> RewardTrainer:
    """With plain gradient descent at rate 0.1 and no clipping, so that weights show gradients."""
    args = arguments(TrainConfig(output_dir=folder, lr=0.1, schedule="constant", warmup=0, max_grad_norm=0, **options))
    args.optim = "sgd"
    return RewardTrainer(model, args, samples)


def test_a_step_is_the_mean_over_comparisons(text_folder: Path, tmp_path: Path) -> None:
    samples = preferences(5)
    model, by_hand = RewardModel.create(text_folder), RewardModel.create(text_folder)
    trainer(model, tmp_path, samples, steps=1, batch_size=2, accumulate=3, save_every=0).train()
    batch = by_hand.collate(samples)
    made, _ = targets(samples, batch.rows)
    # 5 samples of 2, 3, 4, 2, 3 responses: 1 + 3 + 6 + 1 + 3 comparisons
    assert len(made.better) == 14
    loss = bradley_terry(by_hand(**batch.inputs)[:, 0], made.better, made.worse, made.tie, made.strength)
    torch.autograd.backward(loss.sum() / 14)
    moved = 0.0
    for (name, before), after in zip(by_hand.named_parameters(), model.parameters(), strict=True):
        step = torch.zeros_like(before) if before.grad is None else -0.1 * before.grad
        torch.testing.assert_close(after, before + step, rtol=1e-4, atol=1e-6, msg=name)
        moved += float(step.detach().abs().sum())
    assert moved > 0.1


@pytest.mark.parametrize(("batch_size", "accumulate"), [(1, 8), (4, 2), (3, 3)])
def test_accumulation_changes_nothing(text_folder: Path, tmp_path: Path, batch_size: int, accumulate: int) -> None:
    together, apart = RewardModel.create(text_folder), RewardModel.create(text_folder)
    samples = preferences(21)
    size = batch_size * accumulate
    options: dict[str, Any] = {"steps": 4, "save_every": 0}
    # The third step is short: 5 of 8, or 3 of 9 samples
    trainer(together, tmp_path / "together", samples, batch_size=size, **options).train()
    trainer(apart, tmp_path / "apart", samples, batch_size=batch_size, accumulate=accumulate, **options).train()
    assert_close(apart.state_dict(), together.state_dict())


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_two_processes_equal_one(vision_folder: Path, tmp_path: Path) -> None:
    """In steps of 8 of 13 samples: the second is short, and in the third only the first forward passes see images."""
    order = StepOrder(13, size=8)
    order.set_epoch(1)
    options: dict[str, Any] = {
        "backbone": str(vision_folder),
        "count": 13,
        "images": order.permutation()[:4],
        "optim": "sgd",
        "steps": 3,
        "lr": 0.1,
        "schedule": "constant",
        "warmup": 0,
        "log_every": 1,
        "save_every": 2,
    }
    one, two = tmp_path / "one", tmp_path / "two"
    launch({"output_dir": str(two), "batch_size": 2, "accumulate": 2, **options})
    run(output_dir=str(one), batch_size=8, **options)
    assert_close(weights(two / "model"), weights(one / "model"))
    assert any(".visual." in name for name in weights(one / "model"))

    figures, shared = (json.loads((folder / "figures.json").read_text()) for folder in (one, two))
    np.testing.assert_allclose(shared["predictions"], figures["predictions"], rtol=1e-3, atol=1e-5)
    for key in ("loss", "accuracy", "margin", "samples", "comparisons", "ties"):
        assert shared[f"eval_{key}"] == pytest.approx(figures[f"eval_{key}"], rel=1e-4)
    for alone, together in zip(lines(one / "train_log.jsonl"), lines(two / "train_log.jsonl"), strict=True):
        for key in {"loss", "grad_norm", "accuracy", "comparisons", "samples"} & alone.keys():
            assert together[key] == pytest.approx(alone[key], rel=1e-4)

    shares = [[set(line["ids"]) for line in lines(two / f"batches-{rank}.jsonl")] for rank in (0, 1)]
    assert [a | b for a, b in zip(*shares, strict=True)] == [set(x["ids"]) for x in lines(one / "batches-0.jsonl")]
    assert (two / "checkpoint-2" / "rng_state_1.pth").exists()


def preferred(*responses: Any, label: Label | None = None, sample_id: str = "s") -> Sample:
    answers = tuple(answer(r) for r in responses)
    return Sample(id=sample_id, prompt=(user("Which?"),), responses=answers, labels=(label or prefer(0, 1),))


def test_evaluation_and_prediction_lose_nothing(text_folder: Path, tmp_path: Path) -> None:
    """Against the model's own scores: an image, which a text model cannot take in, leaves a hole and no shift."""
    samples = [
        preferred("yes", "no", sample_id="a"),
        preferred("red", Image(b""), "blue", label=Label(values=(1.0, 2.0, 3.0)), sample_id="b"),
        preferred(Image(b""), Image(b""), sample_id="c"),
        preferred("left", "right", label=Label(values=(0.0, 0.0)), sample_id="d"),
    ]
    model = RewardModel.create(text_folder)
    scores = [[s.value if isinstance(s, Score) else math.nan for s in v.scores] for v in model.score(samples)]
    (a0, a1), (b0, _, b2), _, (d0, d1) = scores
    assert math.isnan(scores[1][1]) and math.isnan(scores[2][0])

    def loss(d: float) -> float:
        return math.log1p(math.exp(-d))

    # a and b (2 against 0; the image's two comparisons are dropped) are decided, d is a tie, c is dropped
    margins = [a0 - a1, b2 - b0]
    expected = sum(map(loss, margins)) + 0.5 * (loss(d0 - d1) + loss(d1 - d0))
    for size in (1, 2, 5):
        args = arguments(TrainConfig(output_dir=tmp_path, batch_size=size))
        evaluator = RewardTrainer(model, args, eval_samples=samples)
        figures = evaluator.evaluate()
        assert figures["eval_loss"] == pytest.approx(expected / 3, rel=1e-5)
        assert figures["eval_accuracy"] == pytest.approx(sum(m > 0 for m in margins) / 2)
        assert figures["eval_margin"] == pytest.approx(sum(margins) / 2, rel=1e-5)
        counts = {k: figures[f"eval_{k}"] for k in ("samples", "comparisons", "ties", "dropped", "unscored")}
        assert counts == {"samples": 4, "comparisons": 3, "ties": 1, "dropped": 3, "unscored": 3}
        predicted = evaluator.predict(samples).predictions  # type: ignore[arg-type]
        np.testing.assert_allclose(predicted, np.array([*chain(*scores)])[:, None], rtol=1e-5)


def test_evaluation_leaves_training_as_it_was(text_folder: Path, tmp_path: Path) -> None:
    backbone = shutil.copytree(text_folder, tmp_path / "backbone")
    rewrite_json(backbone / "config.json", attention_dropout=0.2)
    states = []
    for every in (0, 1):
        folder = tmp_path / str(every)
        run(str(backbone), str(folder), 8, steps=4, batch_size=4, lr=1e-3, save_every=0, eval_every=every)
        states.append((folder / "model" / "model.safetensors").read_bytes())
    assert states[0] == states[1]


def test_a_step_without_anything_to_score_moves_nothing(text_folder: Path, tmp_path: Path) -> None:
    holes = [preferred(Image(b""), Image(b""), sample_id=f"h{i}") for i in range(3)]
    model = RewardModel.create(text_folder)
    before = {k: v.clone() for k, v in model.state_dict().items()}
    order = StepOrder(4, size=1).permutation()
    samples = [holes.pop() if i != order[3] else preferred("yes", "no") for i in range(4)]
    trained = trainer(model, tmp_path, samples, steps=3, batch_size=1, save_every=0, log_every=3)
    trained.train()
    assert_close(model.state_dict(), before)
    log = lines(tmp_path / "train_log.jsonl")
    assert [(x["unscored"], x["dropped"], x["samples"]) for x in log if "loss" in x] == [(2, 1, 1), (4, 2, 2)]
    assert "accuracy" not in log[0]


def test_parts_learn_at_their_own_rate(text_folder: Path, tmp_path: Path) -> None:
    model = RewardModel.create(text_folder)
    before = {k: v.clone() for k, v in model.state_dict().items()}
    args = arguments(TrainConfig(output_dir=tmp_path, steps=2, lr=0.0, save_every=0, schedule="constant", warmup=0))
    RewardTrainer(model, args, preferences(4), rates={"head": 1e-2}).train()
    changed = {k for k, v in model.state_dict().items() if not torch.equal(v, before[k])}
    assert changed == {"head.score.weight"}
    first = lines(tmp_path / "train_log.jsonl")[0]
    assert (first["lr/head"], first["lr/text"]) == (1e-2, 0.0)


def test_frozen_parts_stay(text_folder: Path, tmp_path: Path) -> None:
    model = RewardModel.create(text_folder)
    model.freeze("text")
    before = {k: v.clone() for k, v in model.state_dict().items()}
    trainer(model, tmp_path, preferences(4), steps=2, save_every=0).train()
    assert {k for k, v in model.state_dict().items() if not torch.equal(v, before[k])} == {"head.score.weight"}
    model.freeze("head")
    with pytest.raises(UsageError, match="every parameter of the model is frozen"):
        trainer(model, tmp_path, preferences(4), steps=2, save_every=0).train()


def test_activation_checkpointing_changes_nothing(text_folder: Path, tmp_path: Path) -> None:
    plain, saving = RewardModel.create(text_folder), RewardModel.create(text_folder)
    trainer(plain, tmp_path / "plain", preferences(8), steps=2, save_every=0).train()
    args = trainer(saving, tmp_path / "saving", preferences(8), steps=2, save_every=0).args
    args.activation_checkpointing = True
    RewardTrainer(saving, args, preferences(8)).train()
    assert saving.backbone.is_activation_checkpointing
    assert_close(saving.state_dict(), plain.state_dict())


def test_lora_is_saved_alone_and_resumed(text_folder: Path, tmp_path: Path) -> None:
    def train(folder: Path, resume: bool) -> RewardModel:
        model = RewardModel.create(text_folder)
        add_lora(model, LoraSettings(rank=2, dropout=0.1))
        config = TrainConfig(output_dir=folder, steps=4, batch_size=4, lr=1e-2, save_every=2, resume=resume)
        train_reward_model(model, preferences(8), None, config)
        return model

    whole = train(tmp_path, resume=False)
    saved = {path.name for path in (tmp_path / "checkpoint-2").iterdir()}
    assert "adapter_model.safetensors" in saved and "model.safetensors" not in saved
    shutil.rmtree(tmp_path / "checkpoint-4")
    again = train(tmp_path, resume=True)
    assert all(torch.equal(a, b) for a, b in zip(whole.state_dict().values(), again.state_dict().values(), strict=True))
    assert RewardModel.from_pretrained(tmp_path / "model").score(preferences(3)) == whole.score(preferences(3))


def test_best_model_at_the_end(text_folder: Path, tmp_path: Path) -> None:
    """At a rate that ruins the model, the first evaluation is the best."""
    args = arguments(TrainConfig(output_dir=tmp_path, steps=4, eval_every=1, save_every=1, lr=10.0, warmup=0))
    args.load_best_model_at_end, args.metric_for_best_model, args.greater_is_better = True, "loss", False
    model = RewardModel.create(text_folder)
    trained = RewardTrainer(model, args, preferences(8), preferences(8))
    trained.train()
    losses = [x["eval_loss"] for x in lines(tmp_path / "train_log.jsonl") if "eval_loss" in x]
    best = losses.index(min(losses)) + 1
    assert trained.state.best_model_checkpoint == str(tmp_path / f"checkpoint-{best}")
    assert trained.evaluate()["eval_loss"] == pytest.approx(min(losses), rel=1e-6)


def test_several_dimensions(text_folder: Path, tmp_path: Path) -> None:
    """Each label trains the score of its own dimension; items are counted over all of them."""
    style, overall = Label(values=(1.0, 0.0), dimension="style"), Label(values=(0.0, 1.0, 2.0))
    sample = Sample(
        id="s", prompt=(user("q"),), responses=(answer("a"), answer("b"), answer("c")), labels=(style, overall)
    )
    model, by_hand = (RewardModel.create(text_folder, dimensions=("overall", "style")) for _ in range(2))
    trainer(model, tmp_path, [sample], steps=1, save_every=0, log_every=1).train()
    scores_RD = by_hand(**by_hand.collate([sample]).inputs)
    o, s = scores_RD.unbind(1)
    margins = torch.stack([o[1] - o[0], o[2] - o[0], o[2] - o[1], s[0] - s[1]])
    weight = by_hand.get_parameter("head.score.weight")
    (gradient,) = torch.autograd.grad(-torch.nn.functional.logsigmoid(margins).mean(), weight)
    torch.testing.assert_close(model.get_parameter("head.score.weight"), weight - 0.1 * gradient)
    log = lines(tmp_path / "train_log.jsonl")[0]
    assert log["comparisons"] == 4 and {"accuracy/overall", "accuracy/style"} <= log.keys()
    assert log["accuracy"] == pytest.approx((3 * log["accuracy/overall"] + log["accuracy/style"]) / 4)


def test_a_loss_that_is_not_finite_stops_training(text_folder: Path, tmp_path: Path) -> None:
    model = RewardModel.create(text_folder)
    torch.nn.init.constant_(model.get_parameter("head.score.weight"), math.nan)
    with pytest.raises(RunError, match=r"samples s\d+.*not a finite number after step 0"):
        trainer(model, tmp_path, preferences(4), steps=2, save_every=0).train()


def test_samples_without_a_usable_label_are_refused(text_folder: Path, tmp_path: Path) -> None:
    unlabelled = [preferred("a", "b", label=Label(values=(1.0, 0.0), dimension="style"))]
    with pytest.raises(DataError, match=r"none of the 1 training samples.*Dimensions with labels: style"):
        trainer(RewardModel.create(text_folder), tmp_path, unlabelled)


def test_processes_that_do_not_know_of_each_other_are_refused(
    text_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = arguments(TrainConfig(output_dir=tmp_path))
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(UsageError, match=r"2 processes were started.*know of 1"):
        RewardTrainer(RewardModel.create(text_folder), args, preferences(2))
