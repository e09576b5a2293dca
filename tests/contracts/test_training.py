"""Every loss trains: three steps of the real trainer on a tiny text model, and a clear no where labels are missing."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from plaudit import losses
from plaudit.core import DataError, Label, Sample, UsageError, names, prefer
from plaudit.models import RewardModel
from plaudit.models.heads.linear import linear
from plaudit.train import RewardTrainer, TrainConfig
from plaudit.train.objective import Objective
from plaudit.train.run import arguments
from plaudit.train.setup import check_groups, check_samples
from tests.losses.documented import outputs_of
from tests.tiny import rewrite_json, tiny_text
from tests.train.preferences import preferences

LOSSES = names(losses)
READS = {name: set(Objective(name).reads) for name in LOSSES}
every_loss = pytest.mark.parametrize("name", LOSSES)


class several(linear):
    """Several outputs on one dimension."""

    def forward(self, hidden_RLH: Tensor, pool_RL: Tensor) -> Tensor:
        return super().forward(hidden_RLH, pool_RL).unsqueeze(1)


class first(several):
    """The first is the score."""

    def scores(self, outputs_RDK: Tensor) -> Tensor:
        return outputs_RDK[:, :, 0]


@pytest.fixture(scope="module")
def created(tmp_path_factory: pytest.TempPathFactory) -> RewardModel:
    """Its output embeddings are its input embeddings, for the loss that reads likelihoods."""
    torch.set_num_threads(1)
    folder = tiny_text(tmp_path_factory.mktemp("backbone") / "text")
    rewrite_json(folder / "config.json", tie_word_embeddings=True)
    return RewardModel.create(folder)


def model(created: RewardModel, name: str) -> RewardModel:
    """With a head that the loss fits."""
    made = copy.deepcopy(created)
    if "outputs" in READS[name]:
        with torch.random.fork_rng():
            torch.manual_seed(0)
            made.head = first(linear.Config(inputs=32, outputs=outputs_of(name)))
    return made


def labelled() -> list[Sample]:
    """Samples of 2, 3 and 4 responses, each rated from 1 to 3, which ranks them too."""
    return [replace(s, labels=(rated(len(s.responses)),), group="g") for s in preferences(3)]


def rated(n: int) -> Label:
    return Label(values=tuple(1.0 + j % 3 for j in range(n)), kind="rating", scale=(1.0, 3.0))


def trainer(model: RewardModel, folder: Path, samples: list[Sample], name: str) -> RewardTrainer:
    config: dict[str, Any] = {
        "steps": 3,
        "batch_size": 3,
        "lr": 3e-3,
        "warmup": 0,
        "schedule": "constant",
        "log_every": 1,
    }
    args = arguments(TrainConfig(output_dir=folder, save_every=0, **config))
    return RewardTrainer(model, args, samples, loss=name)


@every_loss
def test_three_steps_lower_the_loss(name: str, created: RewardModel, tmp_path: Path) -> None:
    trained = trainer(model(created, name), tmp_path, labelled(), name)
    trained.train()
    first, _, last = [float(logs["loss"]) for logs in trained.state.log_history if "loss" in logs]
    assert last < first


@every_loss
def test_samples_without_the_labels_it_reads_are_refused(name: str) -> None:
    objective = Objective(name)
    objective.width = outputs_of(name) if "outputs" in objective.reads else 1
    compared = [replace(s, labels=(prefer(1, 0),)) for s in labelled()]
    alone = [s.take([0]) for s in labelled()]  # rated, and nothing to compare with
    wrong, remedy = (alone, "at least two responses") if READS[name] & {"better", "ranked"} else (compared, "rating")
    if READS[name] >= {"rated", "better"}:  # it can use either
        wrong = [replace(s, labels=()) for s in alone]
    with pytest.raises(DataError, match=rf"none of the 3 training samples.*loss '{name}'.*{remedy}"):
        check_samples("training", wrong, ("overall",), objective)


def test_instructions_of_different_groups_are_refused() -> None:
    apart = [replace(s, group=s.id) for s in labelled()]
    with pytest.raises(DataError, match="no two of the 3 are of one"):
        check_groups(apart, Objective("contrast_instructions"))


def test_several_outputs_need_a_loss_that_reads_them_and_a_head_that_says_the_score(
    created: RewardModel, tmp_path: Path
) -> None:
    two = model(created, "odin")
    with pytest.raises(UsageError, match=r"asks for 'scores'.*gives 2 outputs per dimension"):
        trainer(two, tmp_path, labelled(), "bradley_terry").train()
    two.head = several(linear.Config(inputs=32, outputs=2))
    with pytest.raises(UsageError, match=r"2 outputs per dimension.*method scores"):
        trainer(two, tmp_path, labelled(), "odin").train()


def test_a_rating_above_the_levels_of_the_head_is_refused(created: RewardModel, tmp_path: Path) -> None:
    ten = Label(values=(10.0, 2.0), kind="rating", scale=(1.0, 10.0))
    samples = [replace(s.take([0, 1]), labels=(ten,)) for s in labelled()]
    with pytest.raises(UsageError, match=r"a rating is on level 9, and the head tells levels 0 to 2 apart"):
        trainer(model(created, "cumulative_link"), tmp_path, samples, "cumulative_link")


def test_a_likelihood_needs_a_language_model_head(tmp_path: Path) -> None:
    untied = RewardModel.create(tiny_text(tmp_path / "text"))
    with pytest.raises(UsageError, match="tie_word_embeddings"):
        trainer(untied, tmp_path, labelled(), "grm")
