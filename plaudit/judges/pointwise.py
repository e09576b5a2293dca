"""A judge that is shown one response and rates it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, pstdev

from plaudit.core import Generator, Label, Sample, Score, ScorerInfo, Unscored, Verdict
from plaudit.judges._ask import ask, at_least_one, manifest, reads, request
from plaudit.judges._prompt import JudgePrompt, load_prompt


def pointwise(generator: Generator, prompt: str | Path = "pointwise", *, k: int = 1) -> Pointwise:
    """A scorer: the mean of the judge's ratings of a response, on the scale of its prompt.

    prompt: a file of judges/prompts by its name, or the path of your own. k: ratings of each response; more than one
    needs a generator that draws its answers.
    Raises UsageError, UnknownName, DataError for a prompt file that cannot be used.
    """
    loaded = load_prompt(prompt, "pointwise")
    low, high = loaded.front["scale"]
    info = ScorerInfo(
        name=f"judge:{loaded.name}",
        manifest=manifest(loaded, generator, k=at_least_one(k)),
        bounds=(low, high),
        media=frozenset({"image", "video", "audio"}),
        reads=reads(loaded),
        comparable="everywhere",
    )
    return Pointwise(info, generator, loaded, k)


@dataclass(frozen=True, slots=True)
class Pointwise:
    """Made by `pointwise`."""

    info: ScorerInfo
    generator: Generator
    prompt: JudgePrompt
    k: int

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, with every answer among its votes.

        `usage` counts answers without a readable rating as unparsed. A response with no other is Unscored("unparsed").
        """
        asked = [(s, i) for s, sample in enumerate(samples) for i in range(len(sample.responses))]
        requests = [self.question(samples[s], i) for s, i in asked]
        votes: list[list[Label]] = [[] for _ in samples]
        scores: list[list[Score | Unscored]] = [[] for _ in samples]
        for (s, i), said in zip(asked, ask(self.generator, requests, self.k), strict=True):
            if isinstance(said, Unscored):
                scores[s].append(replace(said, by=said.by or self.info.name))
                continue
            given = [self._vote(i, text) for text in said]
            votes[s] += given
            scores[s].append(self._score(given))
        return [
            Verdict(
                sample_id=sample.id, scores=tuple(found), votes=tuple(given),
                usage={
                    "calls": self.k * len(found),
                    "unparsed": sum(vote.decision == "missing" for vote in given),
                },
            )
            for sample, found, given in zip(samples, scores, votes, strict=True)
        ]  # fmt: skip

    def question(self, sample: Sample, i: int) -> Sample:
        """What the generator is asked of response i."""
        return request(self.prompt, sample, (i,), response=sample.responses[i])

    def _vote(self, i: int, text: str) -> Label:
        rating = self.prompt.read(text)
        return Label(
            values=(None if rating is None else float(rating),), of=(i,), kind="rating", scale=self.info.bounds,
            annotator=self.info.name, note=text, decision="missing" if rating is None else "given",
        )  # fmt: skip

    def _score(self, votes: Sequence[Label]) -> Score | Unscored:
        ratings = [value for vote in votes for value in vote.values if value is not None]
        if not ratings:
            return Unscored(why="unparsed", detail=f"no rating in {votes[0].note[:80]!r}", by=self.info.name)
        return Score(
            value=fmean(ratings),
            sd=pstdev(ratings) if self.k > 1 else None,
            atoms=tuple((rating, count / len(ratings)) for rating, count in sorted(Counter(ratings).items())),
            rationale=next(vote.note for vote in votes if vote.decision == "given"),
        )
