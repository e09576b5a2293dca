from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from plaudit.core import CheckpointError, MediaError
from plaudit.models.backbones.qwen2_5_vl import qwen2_5_vl
from plaudit.models.family import Decoded
from tests.models.backbones.library import run_with_torchvision
from tests.tiny import picture, tiny_qwen2_5_vl

build = tiny_qwen2_5_vl


@pytest.fixture(scope="module")
def family(vl: Path) -> qwen2_5_vl:
    return qwen2_5_vl(str(vl))


@pytest.mark.parametrize(
    ("width", "height", "least", "most", "tokens"),
    [
        # Sides are rounded to multiples of 28 (patch 14, merged by 2); a token is one 28 x 28 square
        (280, 280, 784, 10**6, 10 * 10),
        (294, 265, 784, 10**6, 10 * 9),  # 10.5 -> 10 (half to even), 9.46 -> 9
        (100, 80, 784, 10**6, 4 * 3),  # 3.57 -> 4, 2.86 -> 3
        # Above `most`, both sides are scaled by sqrt(most / area) and rounded down
        (280, 280, 784, 50 * 784, 7 * 7),  # 280 * sqrt(0.5) = 197.99 -> 7 x 28
        (560, 280, 784, 50 * 784, 10 * 5),  # 560 * sqrt(50 / 200) = 280, 140
        # Below `least`, scaled by sqrt(least / area) and rounded up
        (28, 28, 4 * 784, 10**6, 2 * 2),
        (30, 28, 4 * 784, 10**6, 3 * 2),  # 30 * sqrt(3136 / 840) = 57.97 -> 3 x 28, 28 * 1.93 = 54.1 -> 2 x 28
    ],
)
def test_tokens_of_an_image(family: qwen2_5_vl, width: int, height: int, least: int, most: int, tokens: int) -> None:
    medium = Decoded("image", (picture(width, height),))
    assert family.tokens(medium, least, most) == tokens
    pixels = family.pixels(medium, least, most)
    assert pixels.tokens == tokens == pixels.grid[1] * pixels.grid[2] // 4
    assert pixels.values.shape == (4 * tokens, 3 * 2 * 14 * 14)


@pytest.mark.parametrize(("frames", "steps"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_tokens_of_a_video(family: qwen2_5_vl, frames: int, steps: int) -> None:
    medium = Decoded("video", tuple(picture(84, 56, k) for k in range(frames)), interval=0.5)
    assert family.tokens(medium, 784, 10**6) == steps * 3 * 2
    pixels = family.pixels(medium, 784, 10**6)
    assert pixels.grid == (steps, 4, 6)
    assert pixels.seconds == 1.0  # two frames a step, half a second each


def test_a_video_s_patches_hold_two_frames_side_by_side(family: qwen2_5_vl) -> None:
    """The layout that the vision tower's convolution expects, written out index by index; no resizing needed here."""
    frames = tuple(picture(84, 56, k) for k in range(3))
    got = family.pixels(Decoded("video", frames), 784, 10**6)
    mean, std = np.array(family.processor.image_mean), np.array(family.processor.image_std)
    film = [(np.asarray(frame, dtype=np.float64) / 255 - mean) / std for frame in (*frames, frames[-1])]
    patches = []
    for step in range(2):
        for block_row in range(2):  # squares of 2 x 2 patches, row by row
            for block_column in range(3):
                for row in (2 * block_row, 2 * block_row + 1):
                    for column in (2 * block_column, 2 * block_column + 1):
                        at = np.s_[14 * row : 14 * row + 14, 14 * column : 14 * column + 14]
                        both = np.stack([film[2 * step][at], film[2 * step + 1][at]])  # frame, y, x, colour
                        patches.append(both.transpose(3, 0, 1, 2).reshape(-1))
    np.testing.assert_allclose(got.values.numpy(), np.stack(patches), atol=1e-6)


def test_a_still_is_a_video_of_two_equal_frames(family: qwen2_5_vl) -> None:
    still = family.pixels(Decoded("image", (picture(100, 80),)), 784, 10**6)
    film = family.pixels(Decoded("video", (picture(100, 80), picture(100, 80))), 784, 10**6)
    assert still.values.equal(film.values) and still.grid == film.grid


def test_inputs_keep_the_order_within_each_kind(family: qwen2_5_vl) -> None:
    one = family.pixels(Decoded("image", (picture(56, 56, 1),)), 784, 10**6)
    film = family.pixels(Decoded("video", (picture(56, 56, 2),), interval=2.0), 784, 10**6)
    two = family.pixels(Decoded("image", (picture(84, 56, 3),)), 784, 10**6)
    inputs = family.inputs([one, film, two])
    assert inputs["pixel_values"].equal(torch.cat([one.values, two.values]))
    assert inputs["image_grid_thw"].tolist() == [[1, 4, 4], [1, 4, 6]]
    assert inputs["pixel_values_videos"].equal(film.values)
    assert inputs["second_per_grid_ts"].tolist() == [4.0]
    assert family.inputs([]) == {}


def test_a_shape_that_the_model_cannot_take_is_a_media_error(family: qwen2_5_vl) -> None:
    with pytest.raises(MediaError, match="4100 x 20 cannot be shown"):
        family.tokens(Decoded("image", (picture(4100, 20),)), 784, 10**6)


def test_a_folder_without_a_processor_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"preprocessor_config\.json"):
        qwen2_5_vl(str(tmp_path))


def test_torchvision_is_absent_here() -> None:
    """It breaks transformers in this set-up, and nothing needs it; the test below is for machines that have it."""
    assert importlib.util.find_spec("torchvision") is None


def test_torchvision_being_there_changes_no_score(vl: Path, tmp_path: Path) -> None:
    """With a stand-in that transformers takes for the real one, and would take its processors from."""
    here: dict[str, Any] = {}
    exec(SCORE.replace("FOLDER", repr(str(vl))), here)  # noqa: S102 - the same lines, here and with the stand-in
    assert type(here["library"]).__name__ == "Qwen2VLImageProcessorPil"
    there = json.loads(run_with_torchvision(SCORE.replace("FOLDER", repr(str(vl))) + PRINT, tmp_path))
    assert there["library"] == "Qwen2VLImageProcessor"  # the stand-in was believed
    assert there["pixels"] == here["pixels"]
    assert there["manifest"] == here["model"].manifest.to_json()
    assert there["scores"] == pytest.approx(here["scores"], abs=1e-6)


SCORE = """
import hashlib
from transformers import AutoImageProcessor
from plaudit.core import Image, Sample, Video, answer, user
from plaudit.models import RewardModel
from tests.models.backbones.library import run_with_torchvision
from tests.tiny import picture

model = RewardModel.create(FOLDER)
film = Video(tuple(Image(picture(70, 56, k)) for k in range(3)))
sample = Sample(id="s", prompt=(user(Image(picture(100, 80)), "?"),), responses=(answer("Yes."), answer(film)))
inputs = model.collate([sample]).inputs
pixels = [hashlib.sha256(inputs[key].numpy()).hexdigest() for key in ("pixel_values", "pixel_values_videos")]
scores = [score.value for score in model.score([sample])[0].scores]
library = AutoImageProcessor.from_pretrained(FOLDER)
"""

PRINT = """
import json
manifest = model.manifest.to_json()
print(json.dumps(dict(library=type(library).__name__, pixels=pixels, scores=scores, manifest=manifest)))
"""
