"""Systems compared with one another by votes: wins, ties and losses, win rates, ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from plaudit.core import Estimate, Json, UsageError
from plaudit.evaluate.tables.agreement import OrderRule, decisions
from plaudit.evaluate.tables.votes import Ballot
from plaudit.metrics import ELO, TiedWins, bradley_terry, win_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """What the votes say of every system."""

    counts: Mapping[tuple[str, str], Mapping[str, int]]
    """Of each system against each rival: won, tied, lost and unread."""
    win_rates: Mapping[str, Estimate]
    """Of each system against the baseline, or else against all it met; the best first."""
    ratings: Mapping[str, Estimate]
    """Bradley-Terry, in points of Elo around 1000, or with the baseline at 1000."""

    def to_json(self) -> dict[str, Json]:
        """Counts by `system`, `rival`; rates and ratings as `{value, low, high, n}`."""
        counts: list[Json] = [{"system": s, "rival": r, **found} for (s, r), found in self.counts.items()]
        rates: dict[str, Json] = {name: e.to_json() for name, e in self.win_rates.items()}
        ratings: dict[str, Json] = {name: e.to_json() for name, e in self.ratings.items()}
        return {"counts": counts, "win_rates": rates, "ratings": ratings}


def standings(
    ballots: Sequence[Ballot],
    *,
    orders: OrderRule = "majority",
    ties: TiedWins = "half",
    baseline: str | None = None,
    prior: float = 0.0,
    seed: int = 0,
) -> Standings:
    """Wins, win rates and ratings over all ballots; intervals draw whole items again.

    ties: what a tie is worth in a win rate; in ratings it is half a win. A decision that could not be read is counted,
    and is a tie there too: a system must not gain by confusing the judge. prior: drawn games of each two systems that
    met, where one never lost. Raises UsageError for a baseline that nobody met, and where the ratings are not finite.
    """
    games = [(b.a, b.b, d, b.item) for b in ballots for d in decisions(b, orders)]
    names = list(dict.fromkeys(name for a, b, _, _ in games for name in (a, b)))
    if not games or (baseline is not None and baseline not in names):
        what = "no vote" if not games else f"no vote on {baseline!r}"
        raise UsageError(what, remedy=f"Choose among: {', '.join(names) or 'other columns'}.")
    first, second, said, items = (list(column) for column in zip(*games, strict=True))
    wins = np.where(np.isnan(said), 0.5, said)
    try:
        anchor = None if baseline is None else (baseline, 1000.0)
        found = bradley_terry(first, second, wins, items, unit=ELO, anchor=anchor, prior=prior, seed=seed)
    except ValueError as error:
        raise UsageError(str(error), remedy="Set prior to 1.") from error
    lift = 1000.0 if baseline is None else 0.0
    ratings = {
        name: Estimate(value=e.value + lift, low=e.low + lift, high=e.high + lift, n=e.n) for name, e in found.items()
    }
    rates = {}
    for name in names:
        own = [
            (w if a == name else 1 - w, item)
            for a, b, w, item in zip(first, second, wins, items, strict=True)
            if name in (a, b) and name != baseline and baseline in (None, a, b)
        ]
        if own and not (ties == "drop" and all(w == 0.5 for w, _ in own)):
            rates[name] = win_rate(np.array([w for w, _ in own]), [i for _, i in own], ties=ties, seed=seed)
    ranked = dict(sorted(rates.items(), key=lambda rate: -rate[1].value))
    return Standings(counts=_counts(games), win_rates=ranked, ratings=ratings)


def _counts(games: Sequence[tuple[str, str, float, object]]) -> dict[tuple[str, str], dict[str, int]]:
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for a, b, decision, _ in games:
        for pair, value in (((a, b), decision), ((b, a), 1 - decision)):
            row = counts.setdefault(pair, {"won": 0, "tied": 0, "lost": 0, "unread": 0})
            row["unread" if np.isnan(value) else {1.0: "won", 0.5: "tied", 0.0: "lost"}[value]] += 1
    return counts
