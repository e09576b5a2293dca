"""The image-only processor shows a model what plaudit's own layout shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from plaudit.core import Image, Sample, user
from plaudit.core.chat import to_template
from plaudit.models.opening import open_layout
from plaudit.models.processor import load_processor
from tests.tiny import picture, tiny_qwen2_5_vl, tiny_text


def test_same_tokens_and_pixels_as_the_layout(tmp_path: Path) -> None:
    processor, layout = load_processor(tiny_qwen2_5_vl(tmp_path)), open_layout(str(tmp_path))
    sample = Sample(id="a", prompt=(user(Image(picture(90, 60)), "What is it?"),))
    row: Any = layout.prompt(sample)
    expected = layout.batch([row])
    text = processor.apply_chat_template(
        to_template(sample.prompt, as_lists=True), tokenize=False, add_generation_prompt=True
    )
    found = processor(text=[text], images=[[picture(90, 60)]], return_tensors="pt")
    for name in ("input_ids", "pixel_values", "image_grid_thw"):
        assert torch.equal(found[name], expected[name]), name


def test_what_it_saves_is_read_again(tmp_path: Path) -> None:
    processor = load_processor(tiny_qwen2_5_vl(tmp_path))
    for file in (*tmp_path.glob("tokenizer*"), *tmp_path.glob("*processor*"), *tmp_path.glob("*.jinja")):
        file.unlink()
    processor.save_pretrained(tmp_path)
    again = load_processor(tmp_path)
    assert type(again).__name__ == "Qwen2_5_VLProcessor"
    assert again.chat_template == processor.chat_template
    assert again.image_processor.to_dict() == processor.image_processor.to_dict()


def test_a_text_model_has_its_tokenizer(tmp_path: Path) -> None:
    assert load_processor(tiny_text(tmp_path))("a b")["input_ids"]
