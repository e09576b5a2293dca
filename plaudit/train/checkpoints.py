"""Checkpoint folders that are whole or not there.

A checkpoint is written where nobody reads, `.saving/checkpoint-40`, and moved when all of it is on disk.
Its last file, complete.json, lists every other with its size, so that a folder that was copied in part is known too.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from plaudit.core import PlauditError, RunError

COMPLETE = "complete.json"
_SAVING = ".saving"
_FAILED_WRITES = (OSError, RuntimeError, SafetensorError, PlauditError)
"""What a full disk shows up as: torch raises RuntimeError, safetensors an error of its own."""
_log = logging.getLogger(__name__)


def path_of(folder: Path, step: int) -> Path:
    """Where the checkpoint of a step is."""
    return folder / f"checkpoint-{step}"


@contextmanager
def writing(
    target: Path, *, facts: Mapping[str, Any], leader: bool = True, wait: Callable[[], None] = lambda: None
) -> Iterator[Path]:
    """A folder to write into, which takes the place of `target` when all went well and is removed when not.

    facts: what `facts_of` shall return. leader: this process makes and renames the folder; wait: a barrier of all.
    Raises RunError where something could not be written; `target` is then, as after any error, what it was before.
    """
    saving = target.parent / _SAVING
    folder = saving / target.name
    try:
        if leader:
            shutil.rmtree(saving, ignore_errors=True)
            folder.mkdir(parents=True)
        wait()
        yield folder
        wait()
        if leader:
            _finish(folder, target, facts)
            shutil.rmtree(saving)
        wait()
    except Exception as error:
        if leader:
            shutil.rmtree(saving, ignore_errors=True)
        if not isinstance(error, _FAILED_WRITES):
            raise
        raise RunError(
            f"it could not be saved: {error}",
            where=str(target),
            remedy="Make room on the disk and resume; the checkpoint before it is whole.",
        ) from error


def _finish(folder: Path, target: Path, facts: Mapping[str, Any]) -> None:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    last = folder / COMPLETE
    last.write_text(json.dumps({"facts": facts, "files": sizes}, indent=1))
    for path in (*files, last, folder):
        _to_disk(path)
    if target.exists():
        target.rename(folder.parent / "old")
    folder.rename(target)
    _to_disk(target.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fault(checkpoint: Path) -> str | None:
    """What is wrong with a checkpoint folder; None: it is whole."""
    try:
        listed = json.loads((checkpoint / COMPLETE).read_text())["files"]
    except (OSError, ValueError, KeyError):
        return f"it has no readable {COMPLETE}"
    for name, size in listed.items():
        path = checkpoint / name
        found = path.stat().st_size if path.is_file() else None
        if found != size:
            return f"{name} is missing" if found is None else f"{name} has {found} of {size} bytes"
    return None


def facts_of(checkpoint: Path) -> dict[str, Any]:
    """What was given to `writing`."""
    facts: dict[str, Any] = json.loads((checkpoint / COMPLETE).read_text())["facts"]
    return facts


def found(folder: Path) -> list[Path]:
    """The checkpoint folders in it, whole or not, oldest first."""
    steps = [(p.name.rpartition("-")[2], p) for p in folder.glob("checkpoint-*") if p.is_dir()]
    return [p for _, p in sorted((int(step), p) for step, p in steps if step.isdigit())]


def newest(folder: Path) -> Path | None:
    """The newest whole checkpoint, with a warning for each newer one that is not."""
    for checkpoint in reversed(found(folder)):
        why = fault(checkpoint)
        if why is None:
            return checkpoint
        _log.warning("%s is skipped: %s", checkpoint, why)
    return None


def rotate(folder: Path, keep: int | None, best: str | None = None) -> None:
    """Delete the oldest whole checkpoints but for `keep` of them (None: keep all) and the best one."""
    whole = [checkpoint for checkpoint in found(folder) if fault(checkpoint) is None]
    for checkpoint in whole[: -keep or None] if keep else ():
        if str(checkpoint) != best:
            shutil.rmtree(checkpoint)
