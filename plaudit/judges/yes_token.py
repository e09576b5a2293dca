"""A judge whose verdict is how likely it says yes rather than no.

The generative reward of RewardDance (Wu et al. 2025, arXiv:2509.08826).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plaudit.core import (
    Criterion,
    Likelihood,
    Message,
    Response,
    Sample,
    Score,
    ScorerInfo,
    Text,
    Unscored,
    UsageError,
    Verdict,
)  # fmt: skip
from plaudit.judges._ask import manifest, reads, request
from plaudit.judges._prompt import JudgePrompt, load_prompt

DEFAULT = "It does what was asked, and everything it says is true of what is shown."
"""What is asked where nobody names a criterion."""


def yes_token(
    likelihood: Likelihood,
    prompt: str | Path = "yes_token",
    *,
    criterion: str | None = None,
    dimensions: Sequence[str] = (),
) -> YesToken:
    """A scorer: the probability of yes against no after the question whether a response meets the criterion.

    Where a sample has criteria of its own and the prompt shows them, each is a question, and the score their weighted
    mean. criterion: what is asked of other samples; None: `DEFAULT`. dimensions: those that criteria define and scores
    are to hold; a dimension of several criteria is their weighted mean.
    Raises UsageError, UnknownName, DataError for a prompt file that cannot be used.
    """
    loaded = load_prompt(prompt, "yes_token")
    if criterion is not None and "criterion" not in loaded.shows:
        raise UsageError(f"prompt {loaded.name!r} shows no {{{{criterion}}}}", remedy="Use a prompt that shows it.")
    info = ScorerInfo(
        name=f"judge:{loaded.name}",
        manifest=manifest(loaded, likelihood, criterion=criterion or DEFAULT, dimensions=list(dimensions)),
        dimensions=tuple(dimensions),
        bounds=(0.0, 1.0),
        media=frozenset({"image", "video", "audio"}),
        reads=reads(loaded),
        comparable="everywhere",
    )
    return YesToken(info, likelihood, loaded, criterion)


@dataclass(frozen=True, slots=True)
class YesToken:
    """Made by `yes_token`."""

    info: ScorerInfo
    likelihood: Likelihood
    prompt: JudgePrompt
    criterion: str | None

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample. A response is Unscored where one of its criteria is."""
        asked = [q for sample in samples for i in range(len(sample.responses)) for q in self.questions(sample, i)]
        said = iter(self.likelihood.log_likelihood(asked) if asked else ())
        return [self._verdict(sample, said) for sample in samples]

    def questions(self, sample: Sample, i: int) -> list[Sample]:
        """What the model is asked of response i, once per criterion, with the two answers that are weighed."""
        begun = tuple(map(_begun, self.prompt.front["answers"]))
        response = sample.responses[i]
        return [
            replace(request(self.prompt, sample, (i, c), response=response, criterion=criterion.text), responses=begun)
            for c, criterion in enumerate(self._criteria(sample))
        ]

    def _criteria(self, sample: Sample) -> tuple[Criterion, ...]:
        if sample.criteria and "criterion" in self.prompt.shows:
            return sample.criteria
        return (Criterion(text=self.criterion or DEFAULT),)

    def _verdict(self, sample: Sample, said: Iterator[tuple[float | Unscored, ...]]) -> Verdict:
        criteria = self._criteria(sample)
        scores = tuple(self._score(criteria, [next(said) for _ in criteria]) for _ in sample.responses)
        return Verdict(sample_id=sample.id, scores=scores, usage={"calls": len(criteria) * len(scores)})

    def _score(self, criteria: Sequence[Criterion], said: Sequence[tuple[float | Unscored, ...]]) -> Score | Unscored:
        by = self.info.name
        failure = next((x for pair in said for x in pair if isinstance(x, Unscored)), None)
        if failure is not None:
            return replace(failure, by=failure.by or by)
        weights = [criterion.weight for criterion in criteria]
        if min(weights) < 0 or not sum(weights):
            return Unscored(why="unsupported", detail=f"criteria of weights {weights} have no mean", by=by)
        each = [_against(*(x for x in pair if not isinstance(x, Unscored))) for pair in said]

        def mean(of: Sequence[int]) -> float:
            return sum(each[c] * weights[c] for c in of) / sum(weights[c] for c in of)

        parts = {d: [c for c, k in enumerate(criteria) if k.dimension == d] for d in self.info.dimensions}
        dims = {d: mean(of) for d, of in parts.items() if sum(weights[c] for c in of)}
        return Score(value=mean(range(len(each))), dims=dims)


def _begun(text: str) -> Response:
    """The beginning of an answer."""
    return Response(turns=(Message(role="assistant", parts=(Text(text),)),), complete=False)


def _against(yes: float, no: float) -> float:
    """The share of the first of two log-probabilities."""
    return 1 / (1 + math.exp(min(no - yes, 700.0)))
