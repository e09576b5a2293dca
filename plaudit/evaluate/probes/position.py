"""Does it pay to come first?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from plaudit.core import DataError
from plaudit.evaluate.case import Case, side
from plaudit.evaluate.finding import Finding, Limits
from plaudit.metrics import Floats, difference


def position(case: Case) -> Finding:
    """Shows the responses in their order and turned round; of a judge that voted in both orders, reads its votes.

    The figure is by how much the share that whoever comes first wins, a tie being half, is away from one half: look
    further from 0 than 0.05, broken further than 0.15.
    """
    shares, groups = _voted(case) if any(v.votes for v in case.verdicts) else _turned(case)
    if not groups:
        raise DataError("no two responses are compared in both orders")
    return Finding(
        measure="advantage of the first place",
        figure=difference(shares, np.full(len(shares), 0.5), groups, proportion=True, seed=case.seed),
        limits=Limits(look=0.05, broken=0.15, bad="either"),
    )


def _voted(case: Case) -> tuple[Floats, list[str]]:
    votes = [(v.sample_id, vote) for v in case.verdicts for vote in v.votes if vote.ordered and len(vote.of) == 2]
    shares, groups = [], []
    for name, vote in votes:
        first, second = vote.values
        if vote.dimension == case.dimension and first is not None and second is not None:
            shares.append(0.5 + 0.5 * float(np.sign(first - second)))
            groups.append(name)
    return np.array(shares), groups


def _turned(case: Case) -> tuple[Floats, list[str]]:
    """Per two responses, how often the earlier one wins in the two orders."""
    turned = [replace(s, labels=()).take(range(len(s.responses))[::-1]) for s in case.samples]
    before = case.decisions(case.samples, case.verdicts)
    after = {(o.sample_id, o.better, o.worse): o for o in case.decisions(turned, case.ask(turned))}
    last = {s.id: len(s.responses) - 1 for s in case.samples}
    shares, groups = [], []
    for one in before:
        other = after[one.sample_id, last[one.sample_id] - one.worse, last[one.sample_id] - one.better]
        if (x := side(one)) is not None and (y := side(other)) is not None:
            shares.append((x + y) / 2)
            groups.append(one.group)
    return np.array(shares), groups
