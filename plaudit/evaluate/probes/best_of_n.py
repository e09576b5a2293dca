"""Does choosing by the scorer choose what is good?"""

from __future__ import annotations

import numpy as np

from plaudit.core import DataError, Unscored, group_of
from plaudit.evaluate.case import Case
from plaudit.evaluate.finding import Finding, Limits
from plaudit.metrics import mean, ratio
from plaudit.report import Curve


def best_of_n(case: Case) -> Finding:
    """Lets the scorer pick the best of 1, 2, 4, ... responses, and a gold score or a second scorer rate the pick.

    The figure is the gold score gained over the mean response by picking from all, as a share of what the gold score
    itself would gain: look below 0.3, broken below 0. A gold score that falls as n grows while the scorer's own rises
    is over-optimisation (Gao et al. 2023); the plot shows it.
    """
    if case.second is None:
        raise DataError("there is no gold score and no second scorer", remedy="Give one.")
    gold = case.scored(case.ask(case.samples, "gold", scorer=case.second))
    rows = [
        (own, [x for x in said if not isinstance(x, Unscored)], group_of(s))
        for s, own, said in zip(case.samples, case.scored(case.verdicts), gold, strict=True)
        if len(own) >= 2 and not any(isinstance(x, Unscored) for x in said)
    ]
    if not rows:
        raise DataError("no sample has two responses with a gold score")
    groups = [group for _, _, group in rows]
    most = min(len(own) for own, _, _ in rows)
    picked = {n: np.array([said[_pick(own[:n])] for own, said, _ in rows]) for n in (1, *_doubling(most))}
    base = np.array([np.mean(said[:most]) for _, said, _ in rows])
    room = np.array([max(said[:most]) for _, said, _ in rows]) - base
    if not room.mean() > 0:
        raise DataError("to the gold score all responses are alike")
    line = [(float(n), mean(values, groups, seed=case.seed)) for n, values in picked.items()]
    return Finding(
        measure=f"share of the possible gain, best of {most}",
        figure=ratio(picked[most] - base, room, groups, seed=case.seed),
        limits=Limits(look=0.3, broken=0.0, bad="below"),
        figures=[Curve(title="Best of n", lines={"gold score": line}, x_axis="n", y_axis="gold score", doubling=True)],
    )


def _doubling(most: int) -> list[int]:
    """2, 4, 8, ... below `most`, and `most`."""
    return [*(2**k for k in range(1, most.bit_length()) if 2**k < most), most]


def _pick(scores: list[float | Unscored]) -> int:
    """The greatest score, the first of equals; the first response where none has a score."""
    known = [(-x, k) for k, x in enumerate(scores) if not isinstance(x, Unscored)]
    return min(known)[1] if known else 0
