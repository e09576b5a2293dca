"""Killed, out of disk, or resumed under other settings: nothing is lost and nothing is mixed up."""

from __future__ import annotations

import json
import logging
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import torch

from plaudit.core import RunError
from plaudit.models import RewardModel
from plaudit.train import TrainConfig, checkpoints, train_reward_model
from tests.tiny import rewrite_json
from tests.train.preferences import preferences

ROOT = Path(__file__).parents[2]


def start(**options: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.Popen([sys.executable, "-m", "tests.train.job", json.dumps(options)], cwd=ROOT, env=environment)


def steps_done(folder: Path) -> int:
    path = folder / "batches-0.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def assert_same_state(a: Any, b: Any, at: str = "") -> None:
    """Equal to the last bit."""
    if isinstance(a, dict):
        assert a.keys() == b.keys(), at
        for key in a:
            assert_same_state(a[key], b[key], f"{at}.{key}")
    elif isinstance(a, list | tuple):
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            assert_same_state(x, y, f"{at}[{i}]")
    elif isinstance(a, torch.Tensor):
        assert torch.equal(a, b), at
    else:
        assert a == b, at


def test_killed_in_mid_epoch_and_resumed_equals_uninterrupted(text_folder: Path, tmp_path: Path) -> None:
    """30 samples in steps of 2 x 2: 8 steps an epoch, the last one short. Checkpoints, every 5, lie in mid-epoch."""
    backbone = shutil.copytree(text_folder, tmp_path / "backbone")
    rewrite_json(backbone / "config.json", attention_dropout=0.2)
    options: dict[str, Any] = {
        "backbone": str(backbone),
        "count": 30,
        "batch_size": 2,
        "accumulate": 2,
        "steps": 60,
        "lr": 1e-3,
        "eval_every": 7,
        "save_every": 5,
        "log_every": 3,
    }
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    undisturbed = start(output_dir=str(whole), **options)
    victim = start(output_dir=str(killed), **options)
    last = random.Random(0).randrange(21, 34)
    while steps_done(killed) < last and victim.poll() is None:
        time.sleep(0.002)
    os.kill(victim.pid, signal.SIGKILL)
    assert victim.wait() == -signal.SIGKILL
    assert not (killed / "model").exists()
    resumed_from = checkpoints.newest(killed)
    assert resumed_from is not None and int(resumed_from.name.rpartition("-")[2]) % 8 != 0

    assert start(output_dir=str(killed), resume=True, **options).wait(240) == 0
    assert undisturbed.wait(240) == 0
    assert (killed / "batches-0.jsonl").read_text() == (whole / "batches-0.jsonl").read_text()
    assert steps_done(whole) == 60
    for name in ("model.safetensors", "head.safetensors"):
        assert (killed / "model" / name).read_bytes() == (whole / "model" / name).read_bytes()
    for name in ("optimizer.pt", "scheduler.pt", "rng_state.pth"):
        states = [torch.load(at / "checkpoint-60" / name, weights_only=False) for at in (killed, whole)]
        if name == "rng_state.pth":
            states = [{k: v for k, v in state.items() if k != "numpy"} for state in states]
        assert_same_state(*states)
    steps = [json.loads(line)["step"] for line in (killed / "train_log.jsonl").read_text().splitlines()]
    assert steps == sorted(steps)


def train(backbone: Path, folder: Path, *, count: int = 12, **options: Any) -> RewardModel:
    model = RewardModel.create(backbone)
    config = TrainConfig(output_dir=folder, **{"batch_size": 4, "lr": 1e-3, "steps": 4, "save_every": 2, **options})
    train_reward_model(model, preferences(count), None, config)
    return model


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """The kernel fails every write beyond `size` bytes of a file, as it would on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("fails_at", ["model.safetensors", "optimizer.pt"])
def test_a_write_that_fails_leaves_the_checkpoint_before_it(text_folder: Path, tmp_path: Path, fails_at: str) -> None:
    run, whole = tmp_path / "run", tmp_path / "whole"
    expected = train(text_folder, whole).state_dict()
    shutil.copytree(whole, run)
    shutil.rmtree(run / "checkpoint-4")
    size = (whole / "checkpoint-4" / fails_at).stat().st_size
    with pytest.raises(RunError, match=r"checkpoint-4: it could not be saved.*Make room"), no_file_above(size - 1):
        train(text_folder, run, resume=True)
    assert [path.name for path in checkpoints.found(run)] == ["checkpoint-2"]
    assert not (run / ".saving").exists()
    assert_same_state(dict(train(text_folder, run, resume=True).state_dict()), dict(expected))


def test_a_full_disk_leaves_the_checkpoint_before_it(text_folder: Path, tmp_path: Path) -> None:
    expected = train(text_folder, tmp_path / "whole").state_dict()
    room = sum(p.stat().st_size for p in (tmp_path / "whole" / "checkpoint-2").rglob("*")) * 3 // 2
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(disk)], check=False, capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system of limited size can be mounted here: {mounted.stderr.strip()}")
    try:
        with pytest.raises(RunError, match=r"checkpoint-4: it could not be saved"):
            train(text_folder, disk)
        assert [path.name for path in checkpoints.found(disk)] == ["checkpoint-2"]
        subprocess.run(["mount", "-o", f"remount,size={10 * room}", str(disk)], check=True)
        assert_same_state(dict(train(text_folder, disk, resume=True).state_dict()), dict(expected))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_half_written_checkpoint_is_skipped(
    text_folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    expected = train(text_folder, tmp_path).state_dict()
    newest = tmp_path / "checkpoint-4" / "model.safetensors"
    newest.write_bytes(newest.read_bytes()[:100])
    with caplog.at_level(logging.WARNING):
        again = train(text_folder, tmp_path, resume=True)
    assert "checkpoint-4 is skipped: model.safetensors has 100 of" in caplog.text
    assert_same_state(dict(again.state_dict()), dict(expected))
    assert checkpoints.fault(tmp_path / "checkpoint-4") is None


def test_checkpoints_are_reward_models_and_two_are_kept(text_folder: Path, tmp_path: Path) -> None:
    model = train(text_folder, tmp_path, steps=7)
    assert [path.name for path in checkpoints.found(tmp_path)] == ["checkpoint-6", "checkpoint-7"]
    for folder in (tmp_path / "checkpoint-7", tmp_path / "model"):
        samples = preferences(3)
        assert RewardModel.from_pretrained(folder).score(samples) == model.score(samples)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": 1}, "seed was 0, is 1"),
        ({"batch_size": 3}, "samples per step was 4, is 3"),
        ({"count": 11}, "samples was"),
    ],
)
def test_other_settings_are_refused(text_folder: Path, tmp_path: Path, options: dict[str, Any], message: str) -> None:
    train(text_folder, tmp_path)
    with pytest.raises(RunError, match=message):
        train(text_folder, tmp_path, resume=True, **options)


def test_resume_with_other_accumulation_goes_on(text_folder: Path, tmp_path: Path) -> None:
    train(text_folder, tmp_path)
    train(text_folder, tmp_path, resume=True, batch_size=1, accumulate=4, steps=6)
    seen = [json.loads(line)["ids"] for line in (tmp_path / "batches-0.jsonl").read_text().splitlines()]
    assert len(seen) == 6 and sorted(chain(*seen[3:6])) == sorted(f"s{i}" for i in range(12))
