from __future__ import annotations

from pathlib import Path

import pytest
import torch

from plaudit.core import Image, Label, Sample, answer, prefer, user
from plaudit.models import RewardModel
from plaudit.train.batches import Collate
from plaudit.train.objective import Objective


@pytest.fixture(scope="module")
def collate(text_folder: Path) -> Collate:
    return Collate(RewardModel.create(text_folder), Objective())


def sample(sample_id: str, *responses: str | Image, labels: tuple[Label, ...] = (prefer(0, 1),)) -> Sample:
    return Sample(id=sample_id, prompt=(user("q"),), responses=tuple(map(answer, responses)), labels=labels)


def test_rows_places_and_counts(collate: Collate) -> None:
    collate.model.execution = "separate"  # which shows the rows as they are
    ranked = (Label(values=(3.0, 2.0, 1.0)), prefer(2, 0))
    batch = collate([sample("a", "x", "y"), sample("b", "x", Image(b""), "z", labels=ranked)])
    assert len(batch["inputs"]["input_ids"]) == 4
    # Responses a0 a1 b0 b1 b2; b1, an image, has no row in a text model
    assert (batch["places"], batch["responses"], batch["ids"]) == ([0, 1, 2, 4], 5, ["a", "b"])
    # a: 1; b: 0 > 2 and 2 > 0; the two comparisons with the image are dropped
    assert batch["items"] == 3 and len(batch["targets"][0]["better"]) == 3
    assert {k: batch["counts"][k] for k in ("samples", "unscored", "dropped", "cut_tokens")} == {
        "samples": 2,
        "unscored": 1,
        "dropped": 2,
        "cut_tokens": 0,
    }
    assert batch["counts"]["input_tokens"] == int(batch["inputs"]["attention_mask"].sum())


@pytest.mark.parametrize("samples", [[], [sample("a", Image(b""), Image(b""))]])
def test_a_batch_without_rows_is_filled_and_weighs_nothing(collate: Collate, samples: list[Sample]) -> None:
    batch = collate(samples)
    scores_RD = collate.model(**batch["inputs"])
    assert scores_RD.shape == (1, 1)
    losses = collate.objective(scores_RD[:, 0], batch["targets"][0])
    gradients = torch.autograd.grad(losses.sum(), list(collate.model.parameters()))
    assert batch["items"] == 0 and all(not g.any() for g in gradients)
    assert (batch["places"], batch["ids"]) == ([], [s.id for s in samples])
    assert (batch["counts"]["samples"], batch["counts"]["unscored"]) == (len(samples), 2 * len(samples))


def test_a_batch_without_an_image_holds_one_that_weighs_nothing(vision_folder: Path) -> None:
    model, objective = RewardModel.create(vision_folder), Objective()
    plain, filled = (Collate(model, objective, kinds)([sample("a", "x", "y")]) for kinds in ((), ("image",)))
    assert ("pixel_values" in plain["inputs"], "pixel_values" in filled["inputs"]) == (False, True)
    for key in ("items", "places", "responses", "ids", "counts"):
        assert filled[key] == plain[key]  # type: ignore[literal-required]
    torch.testing.assert_close(model(**filled["inputs"])[:2], model(**plain["inputs"]))
    empty = Collate(model, objective, ("image",))([])
    assert len(model(**empty["inputs"])) == 1 and empty["items"] == 0 and "pixel_values" in empty["inputs"]
