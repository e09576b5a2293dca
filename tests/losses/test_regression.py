from __future__ import annotations

import torch

from plaudit.core import Label, Sample, answer, user
from plaudit.train.objective import Objective
from plaudit.train.targets import targets


def test_golden() -> None:
    """Two people rate the first response 3 and 5, one rates the second 1; on style nobody is asked here."""
    labels = (
        Label(values=(3.0, 1.0), kind="rating"),
        Label(values=(5.0, None), kind="rating"),
        Label(values=(2.0, 2.0), kind="rating", dimension="style"),
        Label(values=(1.0, 0.0)),
    )
    sample = Sample(id="a", prompt=(user("q"),), responses=(answer("x"), answer("y")), labels=labels)
    made, _ = targets([sample], [(0, 0), (0, 1)])
    assert (made.rated.tolist(), made.rating.tolist()) == ([0, 1, 0], [3.0, 1.0, 5.0])
    # (2 - 3)^2, (4 - 1)^2, (2 - 5)^2
    assert Objective("regression")(torch.tensor([2.0, 4.0]), made.tensors()).tolist() == [1.0, 9.0, 9.0]
    unseen, _ = targets([sample], [(0, 1)])
    assert (unseen.rated.tolist(), unseen.rating.tolist()) == ([0], [1.0])
