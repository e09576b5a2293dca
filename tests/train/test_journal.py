from __future__ import annotations

import json
from pathlib import Path

from transformers import TrainerControl, TrainerState

from plaudit.train import TrainConfig
from plaudit.train.journal import LOG, Journal
from plaudit.train.run import arguments


def test_a_resumed_run_goes_on_where_it_left_off(tmp_path: Path) -> None:
    """Lines after the checkpoint go, and so does one that a kill cut short."""
    args, control = arguments(TrainConfig(output_dir=tmp_path)), TrainerControl()
    batches = tmp_path / "batches-0.jsonl"
    batches.write_text(
        '{"step": 1, "ids": ["a"]}\n{"step": 2, "ids": ["b"]}\n{"step": 3, "ids": ["c"]}\n{"step": 4, "id'
    )
    (tmp_path / LOG).write_text('{"step": 2, "loss": 0.5}\n{"step": 4, "loss": 0.4}\n')
    journal, state = Journal(), TrainerState(global_step=2, is_world_process_zero=True)
    journal.on_train_begin(args, state, control)
    journal.ids += ["d", "e"]
    state.global_step = 3
    journal.on_step_end(args, state, control)
    journal.on_log(args, state, control, logs={"loss": 0.3})
    assert [json.loads(line) for line in batches.read_text().splitlines()] == [
        {"step": 1, "ids": ["a"]},
        {"step": 2, "ids": ["b"]},
        {"step": 3, "ids": ["d", "e"]},
    ]
    assert (tmp_path / LOG).read_text() == '{"step": 2, "loss": 0.5}\n{"step": 3, "loss": 0.3}\n'


def test_other_processes_write_their_batches_only(tmp_path: Path) -> None:
    args, control = arguments(TrainConfig(output_dir=tmp_path)), TrainerControl()
    journal, state = Journal(), TrainerState(global_step=1, is_world_process_zero=False)
    journal.on_step_end(args, state, control)
    journal.on_log(args, state, control, logs={"loss": 0.3})
    assert [path.name for path in tmp_path.iterdir()] == ["batches-0.jsonl"]
