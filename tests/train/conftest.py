from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.tiny import tiny_qwen2_5_vl, tiny_text


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Sums are then taken in one order, and neighbours on the machine do not matter."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def text_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Qwen2."""
    return tiny_text(tmp_path_factory.mktemp("backbones") / "text")


@pytest.fixture(scope="session")
def vision_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Qwen2.5-VL."""
    return tiny_qwen2_5_vl(tmp_path_factory.mktemp("backbones") / "vision")
