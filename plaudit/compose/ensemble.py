"""Several scorers of one kind as one, which knows where they disagree."""

from __future__ import annotations

import math
from collections.abc import Sequence

from plaudit.compose._parts import Composition, Scores, finite, info_of, total
from plaudit.core import Score, Scorer, Unscored, UsageError


def ensemble(members: Sequence[Scorer], *, worst: bool = False, k: float = 0.0) -> Composition:
    """The members' mean, with their standard deviation as `sd` and their scores as `atoms`.

    The members' scores must be on one scale (see `normalised`); their dimensions are not carried over. A response that
    one member did not score has no score; its detail calls the members "member 1", "member 2", ...

    worst: the least score instead. k: the mean minus k standard deviations (of the members as they are, divided by
    their number). Both guard against a reward that only some members believe in: Coste et al. 2023, "Reward Model
    Ensembles Help Mitigate Overoptimization" (arXiv 2310.02743), who subtract a multiple of the variance.
    Raises UsageError for no members, for k below 0, and for both options.
    """
    if not (0 <= k < math.inf) or (worst and k):
        what = f"worst={worst} and k={k} do not go together" if worst else f"k is {k}"
        raise UsageError(what, where="ensemble", remedy="Give worst, or a k of 0 or more.")

    def combine(scores: Scores) -> Score | Unscored:
        values = [score.value for score in scores.values()]
        # Rounding may bring the mean of equal scores past them, and so past the bounds.
        mean = min(max(total(values) / len(values), min(values)), max(values))
        sd = math.sqrt(total((x - mean) * (x - mean) for x in values) / len(values))
        value = min(values) if worst else mean - k * sd
        atoms = tuple((x, 1 / len(values)) for x in values)
        return finite(Score, value=value, sd=sd, atoms=atoms)

    parts = {f"member {i}": member for i, member in enumerate(members, 1)}
    info = info_of("ensemble", parts, {"worst": worst, "k": k}, bounds=_bounds(members, k))
    return Composition(info, parts, combine)


def _bounds(members: Sequence[Scorer], k: float) -> tuple[float, float] | None:
    ends = [member.info.bounds for member in members]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return None
    low, high = min(low for low, _ in known), max(high for _, high in known)
    return low - k * (high - low) / 2, high  # no standard deviation is greater than half the range
