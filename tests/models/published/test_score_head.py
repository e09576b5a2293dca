from __future__ import annotations

from pathlib import Path

from tests.models.published.checkpoints import add, last_states, tensors
from tests.tiny import tiny_text


def build(folder: Path) -> Path:
    return add(tiny_text(folder, "llama"), score_head__weight=(1, 32))


def reference(folder: Path) -> list[list[float]]:
    return (last_states(folder) @ tensors(folder)["score_head.weight"].T).tolist()
