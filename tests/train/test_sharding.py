"""Two processes that share out the weights, of which one has no image, take the steps of one process.

All runs of two processes are made by one launch, and the tests read what they left.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from plaudit.core import RunError, UsageError
from plaudit.models import RewardModel
from plaudit.models.generators.local import load_language_model
from plaudit.models.lora import merge_lora
from plaudit.train import RewardTrainer, TrainConfig
from plaudit.train.order import StepOrder
from plaudit.train.run import arguments
from tests.train.job import launch, run, teach
from tests.train.preferences import preferences
from tests.train.test_trainer import assert_close, lines, weights

ORDER = StepOrder(11, size=4).permutation()
STEP: dict[str, Any] = {"batch_size": 1, "accumulate": 2}
"""Of two processes: of a step's four samples, the first gets 0 and then 2, the second 1 and then 3."""
SHOWN: dict[str, Any] = {
    # Step 1: an image beside text, then text beside a video. Step 2: a video beside an image, then no media at all.
    # Step 3, of three samples: an image beside a video, then text beside nothing.
    "images": [ORDER[0], ORDER[5], ORDER[8], 101, 50],
    "videos": [ORDER[3], ORDER[4], ORDER[9], 106],
}
OPTIONS: dict[str, Any] = {"count": 11, "schedule": "constant", "warmup": 0, "log_every": 1, **SHOWN}
GRADIENTS: dict[str, Any] = {"optim": "sgd", "lr": 0.1, "steps": 3, "save_every": 0, **OPTIONS}
"""Plain descent shows in the weights what the gradients were."""
RUNS: dict[str, dict[str, Any]] = {
    "full": {**GRADIENTS, "eval_every": 2},
    "lora": {**GRADIENTS, "lora": ["text", "vision"], "fsdp": {"activation_checkpointing": True}},
    "language_model": {**GRADIENTS, "language_model": True},
    "whole": {"lr": 1e-3, "steps": 4, "save_every": 2, **OPTIONS},
}


def alone(name: str) -> dict[str, Any]:
    """The options of a run in one process."""
    return {key: value for key, value in RUNS[name].items() if key not in ("fsdp", "language_model")}


@pytest.fixture(scope="module")
def two(vision_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runs, and one that stops after two of four steps and is resumed."""
    folder = tmp_path_factory.mktemp("two")
    halves = {"steps": 2}, {"resume": True}
    jobs = [{"output_dir": str(folder / name), **options} for name, options in RUNS.items()]
    jobs += [{"output_dir": str(folder / "resumed"), **RUNS["whole"], **half} for half in halves]
    launch(
        *({"backbone": str(vision_folder), **STEP, **job} for job in jobs),
        ACCELERATE_USE_FSDP="true",
        FSDP_VERSION="2",
        FSDP_AUTO_WRAP_POLICY="TRANSFORMER_BASED_WRAP",
    )
    return folder


@pytest.mark.parametrize("name", ["full", "lora"])
def test_two_processes_take_the_steps_of_one(two: Path, vision_folder: Path, tmp_path: Path, name: str) -> None:
    run(str(vision_folder), str(tmp_path), batch_size=4, **alone(name))
    assert_close(weights(two / name / "model"), weights(tmp_path / "model"))
    figures, shared = (json.loads((folder / "figures.json").read_text()) for folder in (tmp_path, two / name))
    np.testing.assert_allclose(shared["predictions"], figures["predictions"], rtol=1e-4, atol=1e-5)
    logs = zip(lines(tmp_path / "train_log.jsonl"), lines(two / name / "train_log.jsonl"), strict=True)
    for one, both in logs:
        keys = {"loss", "grad_norm", "accuracy", "comparisons", "samples"}
        for key in {*keys, *(f"eval_{k}" for k in keys)} & one.keys():
            assert both[key] == pytest.approx(one[key], rel=1e-4), key


def test_a_language_model_learns_as_in_one_process(two: Path, vision_folder: Path, tmp_path: Path) -> None:
    model: Any = teach(str(vision_folder), str(tmp_path), batch_size=4, **alone("language_model")).model
    assert_close(load_language_model(str(two / "language_model" / "model")).state_dict(), model.state_dict())


def test_what_is_saved_is_an_ordinary_checkpoint(two: Path) -> None:
    shown = preferences(5, start=50, images=SHOWN["images"])
    for name in ("full", "lora"):
        model = RewardModel.from_pretrained(two / name / "model")
        assert bool(model.base) == (name == "lora")
        scores = [[s.value] for v in model.score(shown) for s in v.scores]  # type: ignore[union-attr]
        figures = json.loads((two / name / "figures.json").read_text())
        np.testing.assert_allclose(figures["predictions"], scores, rtol=1e-4, atol=1e-5)


def test_merged_adapters_score_as_before(two: Path) -> None:
    model = RewardModel.from_pretrained(two / "lora" / "model")
    samples = preferences(4, images=range(4))
    scores = [[s.value for s in v.scores] for v in model.score(samples)]  # type: ignore[union-attr]
    merge_lora(model)
    for before, verdict in zip(scores, model.score(samples), strict=True):
        np.testing.assert_allclose([s.value for s in verdict.scores], before, rtol=1e-4, atol=1e-5)  # type: ignore[union-attr]


def test_resumed_equals_uninterrupted(two: Path) -> None:
    names = {path.name for path in (two / "whole" / "checkpoint-4").iterdir()}
    assert {"model.safetensors", "head.safetensors", "optimizer.bin", "scheduler.pt", "rng_state_1.pth"} <= names
    for name in ("model.safetensors", "head.safetensors"):
        assert (two / "resumed" / "model" / name).read_bytes() == (two / "whole" / "model" / name).read_bytes()
    for rank in (0, 1):
        name = f"batches-{rank}.jsonl"
        assert (two / "resumed" / name).read_text() == (two / "whole" / name).read_text()


def test_one_process_does_not_resume_what_two_shared(two: Path, vision_folder: Path) -> None:
    args = arguments(TrainConfig(output_dir=two / "whole", batch_size=4))
    trainer = RewardTrainer(RewardModel.create(vision_folder), args, preferences(11, images=SHOWN["images"]))
    with pytest.raises(RunError, match=r"it was saved with FSDP\. Resume as it was started"):
        trainer.train(resume_from_checkpoint=str(two / "whole" / "checkpoint-4"))


@pytest.mark.parametrize(
    ("options", "message"),
    [({"fsdp": True}, "among processes, and there is one"), ({"deepspeed": {"train_batch_size": 4}}, "DeepSpeed")],
)
def test_what_cannot_be_is_refused(text_folder: Path, tmp_path: Path, options: dict[str, Any], message: str) -> None:
    args = arguments(TrainConfig(output_dir=tmp_path))
    for name, value in options.items():
        setattr(args, name, value)
    with pytest.raises(UsageError, match=message):
        RewardTrainer(RewardModel.create(text_folder), args, preferences(2))
