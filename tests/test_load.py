"""A word becomes a scorer."""

from __future__ import annotations

from pathlib import Path

import pytest

from plaudit.core import PlauditError, UnknownName, UsageError
from plaudit.lab import GoldScorer, tiny_path
from plaudit.load import backbone_path, load_scorer
from plaudit.runs import Replayed


def test_words_and_what_they_name(tmp_path: Path) -> None:
    assert isinstance(load_scorer("lab:gold"), GoldScorer)
    assert load_scorer("rule:longest").info.name == "longest"
    (tmp_path / "scores.csv").write_text("id,score_0,score_1\na,1,2\n")
    assert isinstance(load_scorer(str(tmp_path / "scores.csv")), Replayed)
    assert backbone_path("plaudit-tiny") == str(tiny_path())
    assert backbone_path("Qwen/Qwen2.5-VL-3B-Instruct") == "Qwen/Qwen2.5-VL-3B-Instruct"


def test_wrong_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no head"):
        load_scorer("plaudit-tiny")
    with pytest.raises(UnknownName, match="longest"):
        load_scorer("rule:nonsense")
    with pytest.raises(PlauditError):
        load_scorer(str(tmp_path))
