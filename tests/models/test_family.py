from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers.utils import logging

from plaudit.core import CheckpointError
from plaudit.models.family import family_of, load_config, load_weights, quiet
from tests.tiny import rewrite_json, tiny_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_text(tmp_path)


def test_every_weight_comes_from_the_file(folder: Path) -> None:
    state = load_file(folder / "model.safetensors")
    assert all(
        tensor.equal(state[f"model.{name}"])
        for name, tensor in load_weights(str(folder), torch.float32).state_dict().items()
    )


def test_a_missing_weight_is_refused(folder: Path) -> None:
    state = load_file(folder / "model.safetensors")
    del state["model.norm.weight"]
    save_file(state, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(CheckpointError, match=r"lacks norm\.weight"):
        load_weights(str(folder), torch.float32)


def test_a_weight_without_a_place_is_refused(folder: Path) -> None:
    state = load_file(folder / "model.safetensors")
    save_file({**state, "score.weight": torch.zeros(1, 32)}, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(CheckpointError, match=r"no place for: score\.weight"):
        load_weights(str(folder), torch.float32)


def test_a_weight_of_another_shape_is_refused(folder: Path) -> None:
    state = load_file(folder / "model.safetensors")
    state["model.norm.weight"] = torch.ones(31)
    save_file(state, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(CheckpointError, match="shape"):
        load_weights(str(folder), torch.float32)


def test_weights_that_are_not_there_or_broken_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"")
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_weights(str(folder), torch.float32)
    (folder / "model.safetensors").unlink()
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_weights(str(folder), torch.float32)


def test_a_folder_without_a_config_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no model can be read there"):
        load_config(str(tmp_path))


def test_a_type_that_no_family_takes_is_refused(folder: Path) -> None:
    rewrite_json(folder / "config.json", model_type="clip", architectures=["CLIPModel"])
    with pytest.raises(CheckpointError, match=r"no backbone family for model type 'clip'.*qwen2_5_vl"):
        family_of(str(folder))


def test_loading_is_quiet_and_leaves_the_log_as_it_was(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    load_weights(str(folder), torch.float32)
    assert capfd.readouterr() == ("", "")
    assert (logging.get_verbosity(), logging.is_progress_bar_enabled()) == (level, bars)
    with pytest.raises(KeyError), quiet():
        raise KeyError
    assert (logging.get_verbosity(), logging.is_progress_bar_enabled()) == (level, bars)
