"""A word from a command line or a file becomes a scorer, a generator or a backbone: the one composition root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plaudit.core import Generator, Scorer, UsageError
from plaudit.lab import tiny_path

if TYPE_CHECKING:
    from plaudit.models import RewardModel

TINY = "plaudit-tiny"
"""The name of the model that this package ships."""
GOLD = "lab:gold"
"""The name of the lab's gold score."""
TABLES = (".jsonl", ".csv")


def backbone_path(name: str) -> str:
    """Where a backbone is: the shipped one by its name, else the folder or Hub id as given."""
    return str(tiny_path()) if name == TINY else name


def load_scorer(spec: str, *, device: str | None = None) -> Scorer:
    """The scorer that a word names.

    A folder or Hub id is a reward model; `rule:<name>` a file of plaudit.rules; a .jsonl or .csv file stored scores;
    `lab:gold` the lab's gold score. Raises UsageError, CheckpointError, DataError.
    """
    if spec == GOLD:
        from plaudit.lab import GoldScorer

        return GoldScorer()
    if spec.startswith("rule:"):
        from plaudit import rules
        from plaudit.core import find

        rule: Scorer = find(rules, spec.removeprefix("rule:"))()
        return rule
    if spec.endswith(TABLES):
        from plaudit.runs import Replayed

        return Replayed(spec)
    return load_reward_model(spec, device=device)


def load_reward_model(spec: str, *, device: str | None = None) -> RewardModel:
    """A trained reward model from its folder."""
    from plaudit.models import RewardModel

    if spec == TINY:
        raise UsageError(
            f"{TINY} is a backbone: it has no head to score with",
            remedy=f"Train one on it (plaudit train DATA --model {TINY} --output-dir DIR), then score with DIR/model.",
        )
    return RewardModel.from_pretrained(spec, device=device or best_device())


def load_generator(spec: str, *, seed: int = 0, max_new_tokens: int = 128) -> Generator:
    """A local model that writes responses: the shipped one by its name, a folder or a Hub id."""
    from plaudit.models.generators.local import local

    return local(backbone_path(spec), seed=seed, max_new_tokens=max_new_tokens, device=best_device())


def best_device() -> str:
    """cuda where there is one, else cpu."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
