"""Scores where a protocol knows numbers only."""

from __future__ import annotations

from plaudit.core import Json, Score, Unscored


def number(score: Score | Unscored | float) -> float | None:
    """Its value; None, which JSON writes as null, where there is none."""
    if isinstance(score, Unscored):
        return None
    return score.value if isinstance(score, Score) else score


def reason(unscored: Unscored) -> dict[str, Json]:
    """Why a number is null."""
    return {"type": unscored.why, "message": unscored.detail}
