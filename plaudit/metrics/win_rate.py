"""How often one system beats another, as it is and at equal length."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from plaudit.core.estimate import Estimate
from plaudit.metrics.bootstrap import Floats, Groups, Z, group_index, group_sums
from plaudit.metrics.means import mean, wilson

TiedWins = Literal["half", "drop", "loss"]
"""What a tie is worth in a win rate: half a win, it is left out, or it is not a win."""

_RIDGE = 1e-6


def win_rate(wins: Floats, groups: Groups = None, *, ties: TiedWins = "half", seed: int = 0) -> Estimate:
    """Share of comparisons that are won: wins (n,), 1 won, 0 lost, 0.5 tied. Raises ValueError where none counts."""
    wins = np.asarray(wins, dtype=np.float64)
    if ties not in get_args(TiedWins):
        raise ValueError(f"no rule {ties!r} for ties: choose one of {', '.join(get_args(TiedWins))}")
    counted = (wins != 0.5) if ties == "drop" else np.ones(len(wins), dtype=bool)
    worth = np.where(wins == 0.5, 0.0, wins) if ties == "loss" else wins
    index = group_index(groups, len(wins))[0]
    return mean(worth[counted], index[counted], proportion=True, seed=seed)


def length_controlled_win_rate(wins: Floats, longer: Floats, groups: Groups = None) -> Estimate:
    """The win rate that a logistic model gives responses of equal length.

    wins: (n,) as in `win_rate`, or the chance of winning. longer: (n,) length of the system's response minus that of
    its rival's, in any unit. The model is P(win) = sigmoid(a + b tanh(longer / its deviation)), the rate sigmoid(a):
    AlpacaEval 2's (Dubois et al. 2024) without its term for how hard each instruction is, which needs all systems.
    Interval by the sandwich variance over groups, no
    narrower than Wilson's on as many. Raises ValueError where the two do not align.
    """
    wins, longer = np.asarray(wins, dtype=np.float64), np.asarray(longer, dtype=np.float64)
    if wins.shape != longer.shape or not len(wins):
        raise ValueError(f"{wins.shape} wins for {longer.shape} differences of length: give one per comparison")
    spread = float(longer.std())
    design = np.stack([np.ones_like(wins), np.tanh(longer / spread) if spread else np.zeros_like(wins)], axis=1)
    at, bend = _fitted(design, wins)
    residuals = (wins - _sigmoid(design @ at))[:, None] * design
    sums = group_sums(residuals, groups)
    inverse = np.linalg.inv(bend)
    reach = Z * float(np.sqrt((inverse @ sums.T @ sums @ inverse)[0, 0]))
    value, low, high = (float(_sigmoid(at[0] + side)) for side in (0, -reach, reach))
    safe_low, safe_high = wilson(value, len(sums))
    return Estimate(value=value, low=min(low, safe_low), high=max(high, safe_high), n=len(wins))


def _fitted(design: Floats, wins: Floats) -> tuple[Floats, Floats]:
    """The most likely coefficients (2,) by Newton's method, and the negative second derivative there (2, 2)."""
    at, bend = np.zeros(2), np.eye(2)
    for _ in range(50):
        chance = _sigmoid(design @ at)
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + _RIDGE * np.eye(2)
        at = np.clip(at + np.clip(np.linalg.solve(bend, (wins - chance) @ design - _RIDGE * at), -2, 2), -30, 30)
    return at, bend


def _sigmoid(x: Floats) -> Floats:
    rate: Floats = 1 / (1 + np.exp(-x))
    return rate
