from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from plaudit.models import RewardModel
from plaudit.train import RewardTrainer, TrainConfig
from plaudit.train.progress import ProgressCallback, figures
from plaudit.train.run import arguments
from tests.train.preferences import preferences


def shown(backbone: Path, folder: Path, *, terminal: bool) -> str:
    args = arguments(TrainConfig(output_dir=folder, steps=4, batch_size=2, log_every=2, eval_every=4, save_every=0))
    trainer = RewardTrainer(RewardModel.create(backbone), args, preferences(4), preferences(2))
    output = io.StringIO()
    trainer.progress.console = Console(file=output, force_terminal=terminal, width=200)
    trainer.train()
    return output.getvalue()


def test_lines_where_there_is_no_terminal(
    text_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(text_folder, tmp_path, terminal=False).splitlines()
    assert [line.split("  ")[0] for line in lines] == ["step 1/4", "step 2/4", "step 4/4", "step 4/4"]
    for figure in ("loss 0.", "accuracy ", "margin ", "lr ", " samples/s", " left"):
        assert figure in lines[0]
    assert "evaluation  loss 0." in lines[3]
    assert capsys.readouterr().out == ""


def test_a_bar_in_a_terminal(text_folder: Path, tmp_path: Path) -> None:
    text = shown(text_folder, tmp_path, terminal=True)
    for part in ("training", "4/4", "evaluating", "loss 0.", "samples/s", "evaluation"):
        assert part in text


def test_only_counts_above_nought_are_shown() -> None:
    logs = {"loss": 0.5, "unscored": 2, "dropped": 0, "cut_tokens": 7}
    assert figures(logs) == "loss 0.5000  2 unscored  7 cut_tokens"


def test_the_bar_is_taken_down_after_an_error(text_folder: Path, tmp_path: Path) -> None:
    class Stop(ProgressCallback):
        def on_step_end(self, *args: object, **kwargs: object) -> None:
            raise KeyboardInterrupt

    args = arguments(TrainConfig(output_dir=tmp_path, steps=4, save_every=0))
    trainer = RewardTrainer(RewardModel.create(text_folder), args, preferences(4), callbacks=[Stop()])
    output = io.StringIO()
    trainer.progress.console = Console(file=output, force_terminal=True)
    with pytest.raises(KeyboardInterrupt):
        trainer.train()
    # Rich shows the cursor again when a bar is stopped
    assert "\x1b[?25h" in output.getvalue()
