"""Do the scores pile up at an end of their range?"""

from __future__ import annotations

import numpy as np

from plaudit.core import DataError, Unscored
from plaudit.evaluate.case import Case, side
from plaudit.evaluate.finding import Finding, Limits
from plaudit.metrics import mean
from plaudit.report import Histogram


def saturation(case: Case) -> Finding:
    """Looks for different responses that both have the highest, or both the lowest score that was ever given.

    Labels that tie two responses take these out. The figure is the share of such pairs: look above 0.1, broken above
    0.3. The plot shows how the scores are distributed.
    """
    scores = case.scored(case.verdicts)
    values = [x for row in scores for x in row if not isinstance(x, Unscored)]
    if not values:
        raise DataError("no response has a score")
    ends, at = {min(values), max(values)}, {s.id: (s, row) for s, row in zip(case.samples, scores, strict=True)}
    tied = {
        (s.id, *sorted((o.better, o.worse)))
        for s, v in zip(case.samples, case.verdicts, strict=True)
        for o in case.outcomes([s], [v])
        if o.gap == 0
    }
    rows = [
        o
        for o in case.decisions(case.samples, case.verdicts)
        if (o.sample_id, o.better, o.worse) not in tied
        and side(o) is not None
        and at[o.sample_id][0].responses[o.better].turns != at[o.sample_id][0].responses[o.worse].turns
    ]
    if not rows:
        raise DataError("no sample has two scored responses that differ")
    piled = [at[o.sample_id][1][o.better] == at[o.sample_id][1][o.worse] in ends for o in rows]
    return Finding(
        measure="pairs that share an extreme score",
        figure=mean(np.array(piled, float), [o.group for o in rows], proportion=True, seed=case.seed),
        limits=Limits(look=0.1, broken=0.3),
        examples=case.examples(
            [o for o, x in zip(rows, piled, strict=True) if x], case.samples, case.verdicts, result=False
        ),
        figures=[Histogram(title="Scores", groups={case.info.name: values})],
    )
