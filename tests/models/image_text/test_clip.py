from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoTokenizer, CLIPModel
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from plaudit.core import Image, Sample, UnknownName, UsageError, answer, names, user
from plaudit.load import load_scorer
from plaudit.models import formulas
from plaudit.models.family import quiet
from plaudit.models.image_text.clip import clip
from tests.models.dual import tiny_clip, tiny_siglip
from tests.models.published.checkpoints import values
from tests.tiny import picture

PICTURES = [picture(40, 30, 1), picture(30, 50, 2)]
SAMPLE = Sample(id="s", prompt=(user("a star"),), responses=tuple(answer(Image(p)) for p in PICTURES))
OPTIONS = {"formula": "pickscore"}
build = tiny_clip


def forward(folder: Path, text: str) -> tuple[list[float], float]:
    """The cosines, from the library's own logits, and its logit scale."""
    with quiet():
        model = CLIPModel.from_pretrained(folder).eval()
        texts: Any = AutoTokenizer.from_pretrained(folder)
        images: Any = CLIPImageProcessorPil.from_pretrained(folder)
    with torch.no_grad():
        logits = model(**texts(text, return_tensors="pt"), **images(PICTURES, return_tensors="pt")).logits_per_text[0]
        scale = float(model.logit_scale.exp())
    return [float(logit) / scale for logit in logits], scale


def reference(folder: Path) -> list[float]:
    """PickScore: the logits themselves."""
    cosines, scale = forward(folder, "a star")
    return [scale * cosine for cosine in cosines]


@pytest.mark.parametrize("formula", names(formulas))
def test_each_formula_on_the_same_weights(formula: str, tmp_path: Path) -> None:
    cosines, scale = forward(build(tmp_path), "A photo depicts a star" if formula == "clipscore" else "a star")
    wanted = {
        "clipscore": [2.5 * max(cosine, 0) for cosine in cosines],
        "cosine": cosines,
        "hpsv2": cosines,
        "pickscore": [scale * cosine for cosine in cosines],
    }
    assert values(load_scorer(f"{tmp_path}?formula={formula}"), SAMPLE) == pytest.approx(wanted[formula], rel=1e-4)


def test_what_the_weights_do_not_tell_must_be_named(tmp_path: Path) -> None:
    folder = build(tmp_path)
    with pytest.raises(UsageError, match=r"do not tell .*\?formula=clipscore\|cosine\|hpsv2\|pickscore"):
        load_scorer(str(folder))
    with pytest.raises(UnknownName, match="clipscore, cosine, hpsv2, pickscore"):
        load_scorer(f"{folder}?formula=blipscore")


def test_options_of_the_user_s_own_and_siglip(tmp_path: Path) -> None:
    folder = tiny_siglip(tmp_path)
    plain = clip.from_pretrained(folder, formula="cosine")
    halved = clip.from_pretrained(folder, formula="cosine", scale=0.5)
    assert values(halved, SAMPLE) == pytest.approx([value / 2 for value in values(plain, SAMPLE)])
    with pytest.raises(UsageError, match="temperature"):
        clip.from_pretrained(folder, formula="cosine", temperature=1.0)
