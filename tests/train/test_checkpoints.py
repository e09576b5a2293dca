from __future__ import annotations

import logging
from pathlib import Path

import pytest

from plaudit.core import RunError
from plaudit.train import checkpoints


def save(folder: Path, step: int, content: str = "weights") -> Path:
    target = checkpoints.path_of(folder, step)
    with checkpoints.writing(target, facts={"step": step}) as at:
        (at / "deep").mkdir()
        (at / "deep" / "model.bin").write_text(content)
    return target


def test_written_whole_and_found(tmp_path: Path) -> None:
    for step in (5, 100, 20):
        save(tmp_path, step)
    (tmp_path / "checkpoint-x").mkdir()
    assert [p.name for p in checkpoints.found(tmp_path)] == ["checkpoint-5", "checkpoint-20", "checkpoint-100"]
    newest = checkpoints.newest(tmp_path)
    assert newest == tmp_path / "checkpoint-100"
    assert checkpoints.facts_of(newest) == {"step": 100}
    assert not (tmp_path / ".saving").exists()


def test_an_error_leaves_the_previous_one_and_no_rest(tmp_path: Path) -> None:
    save(tmp_path, 1, "first")
    with (
        pytest.raises(RunError, match=r"checkpoint-1: it could not be saved: .*No space.*Make room"),
        checkpoints.writing(tmp_path / "checkpoint-1", facts={}) as at,
    ):
        (at / "model.bin").write_text("half")
        raise OSError(28, "No space left on device")
    assert (tmp_path / "checkpoint-1" / "deep" / "model.bin").read_text() == "first"
    assert [p.name for p in tmp_path.iterdir()] == ["checkpoint-1"]


def test_a_mistake_of_ours_is_not_called_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(TypeError), checkpoints.writing(tmp_path / "checkpoint-1", facts={}):
        raise TypeError("not a path")
    assert list(tmp_path.iterdir()) == []


def test_a_kill_leaves_the_previous_one_and_the_rest_goes_with_the_next(tmp_path: Path) -> None:
    save(tmp_path, 1)
    killed = checkpoints.writing(tmp_path / "checkpoint-2", facts={})
    (killed.__enter__() / "model.bin").write_text("half")
    assert checkpoints.newest(tmp_path) == tmp_path / "checkpoint-1"
    save(tmp_path, 3)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["checkpoint-1", "checkpoint-3"]


def test_the_same_step_again_replaces_it(tmp_path: Path) -> None:
    save(tmp_path, 1, "first")
    save(tmp_path, 1, "second")
    assert (tmp_path / "checkpoint-1" / "deep" / "model.bin").read_text() == "second"
    assert [p.name for p in tmp_path.iterdir()] == ["checkpoint-1"]


def test_half_written_folders_are_skipped_with_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for step in (1, 2, 3, 4):
        save(tmp_path, step)
    (tmp_path / "checkpoint-2" / "deep" / "model.bin").write_text("wei")
    (tmp_path / "checkpoint-3" / "deep" / "model.bin").unlink()
    (tmp_path / "checkpoint-4" / checkpoints.COMPLETE).write_text("{")
    with caplog.at_level(logging.WARNING):
        assert checkpoints.newest(tmp_path) == tmp_path / "checkpoint-1"
    assert [record.getMessage().partition(" is skipped: ")[2] for record in caplog.records] == [
        "it has no readable complete.json",
        "deep/model.bin is missing",
        "deep/model.bin has 3 of 7 bytes",
    ]


def test_nothing_to_find(tmp_path: Path) -> None:
    assert checkpoints.newest(tmp_path / "nowhere") is None


def test_rotation_keeps_the_newest_whole_ones_and_the_best(tmp_path: Path) -> None:
    for step in range(1, 6):
        save(tmp_path, step)
    (tmp_path / "checkpoint-5" / "deep" / "model.bin").unlink()
    checkpoints.rotate(tmp_path, None)
    assert len(checkpoints.found(tmp_path)) == 5
    checkpoints.rotate(tmp_path, 2, best=str(tmp_path / "checkpoint-1"))
    # 5 is broken and no one's, 3 and 4 are the newest whole ones, 1 is the best
    assert [p.name for p in checkpoints.found(tmp_path)] == [f"checkpoint-{step}" for step in (1, 3, 4, 5)]
