from __future__ import annotations

import pickle

import pytest

from plaudit.core import (
    CheckpointError,
    DataError,
    ManifestError,
    MediaError,
    PlauditError,
    RunError,
    UnknownName,
    UsageError,
)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (DataError("no chosen"), "no chosen"),
        (DataError("no chosen.", where="a.jsonl:3: chosen"), "a.jsonl:3: chosen: no chosen."),
        (DataError("no chosen.", remedy="Add one."), "no chosen. Add one."),
        (DataError("no chosen", where="a.jsonl:3", remedy="Add one."), "a.jsonl:3: no chosen. Add one."),
    ],
)
def test_a_message_says_what_where_and_what_to_do(error: DataError, message: str) -> None:
    assert str(error) == message


def test_an_error_survives_the_way_from_a_worker_process() -> None:
    error = pickle.loads(pickle.dumps(MediaError("empty", where="a.mp4", remedy="Remove it.")))  # noqa: S301
    assert (type(error), error.what, error.where, error.remedy) == (MediaError, "empty", "a.mp4", "Remove it.")
    assert str(error) == "a.mp4: empty. Remove it."


def test_the_tree() -> None:
    parents: dict[type[PlauditError], tuple[type[Exception], ...]] = {
        UsageError: (PlauditError,),
        UnknownName: (UsageError, LookupError),
        DataError: (PlauditError, ValueError),
        MediaError: (PlauditError,),
        CheckpointError: (PlauditError,),
        ManifestError: (CheckpointError,),
        RunError: (PlauditError,),
    }
    assert {cls: cls.__bases__ for cls in parents} == parents
