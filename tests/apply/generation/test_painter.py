from __future__ import annotations

import numpy as np
import pytest
import torch

from plaudit.apply.generation.painter import as_image, prompt_text, seeded_noise
from plaudit.core import Sample, UsageError, answer, user
from plaudit.media import load_image


def test_a_picture_is_kept_to_8_bits() -> None:
    pixels = torch.linspace(0, 1, 3 * 5 * 4).view(3, 5, 4)
    found = np.asarray(load_image(as_image(pixels)))
    assert found.shape == (5, 4, 3)
    assert (found == np.rint(pixels.permute(1, 2, 0).numpy() * 255)).all()


def test_grey_pictures_and_values_outside() -> None:
    found = np.asarray(load_image(as_image(torch.tensor([[[-1.0, 0.5, 2.0]]]))))
    assert found[0, :, 0].tolist() == [0, 128, 255]


def test_noise_follows_from_seed_and_sample() -> None:
    a, b = (Sample(id=name, prompt=(user("a red star"),)) for name in "ab")
    assert torch.equal(seeded_noise((2, 3), 1, a), seeded_noise((2, 3), 1, a))
    assert not torch.equal(seeded_noise((2, 3), 1, a), seeded_noise((2, 3), 2, a))
    assert not torch.equal(seeded_noise((2, 3), 1, a), seeded_noise((2, 3), 1, b))


def test_what_is_asked_for() -> None:
    assert prompt_text(Sample(id="s", prompt=(user("a red ", "star"), user("on paper")))) == "a red star\non paper"
    with pytest.raises(UsageError, match="'s' has no text"):
        prompt_text(Sample(id="s", prompt=(), responses=(answer("x"),)))
