"""Tiny checkpoints, built once per session; tests copy what they change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import tiny_qwen2_5_vl, tiny_text


@pytest.fixture(scope="session")
def vl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_qwen2_5_vl(tmp_path_factory.mktemp("vl"))


@pytest.fixture(scope="session")
def qwen2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_text(tmp_path_factory.mktemp("qwen2"))


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_text(tmp_path_factory.mktemp("llama"), "llama")
