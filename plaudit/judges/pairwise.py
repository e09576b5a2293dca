"""A judge that is shown two responses and says which is better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Literal, get_args

from plaudit.core import Generator, Label, Sample, Score, ScorerInfo, Unscored, UsageError, Verdict
from plaudit.judges._ask import ask, at_least_one, manifest, reads, request
from plaudit.judges._prompt import JudgePrompt, load_prompt

Orders = Literal["both", "given"]
Pairs = Literal["all", "first"]
_VALUES = {"A": (1.0, 0.0), "B": (0.0, 1.0), "tie": (0.0, 0.0)}


def pairwise(
    generator: Generator, prompt: str | Path = "pairwise", *, k: int = 1, orders: Orders = "both", pairs: Pairs = "all"
) -> Pairwise:
    """A scorer: the share of its comparisons that a response wins, a tie being half a win.

    prompt: a file of judges/prompts by its name, or the path of your own. k: answers to each question; more than one
    needs a generator that draws them. orders: both shows each pair in either order, given only in the sample's.
    pairs: all, N (N - 1) / 2 of them; first, each response against the first one, N - 1.
    Raises UsageError, UnknownName, DataError for a prompt file that cannot be used.
    """
    if orders not in get_args(Orders) or pairs not in get_args(Pairs):
        raise UsageError(f"orders {orders!r}, pairs {pairs!r}", remedy="Orders are both or given, pairs all or first.")
    loaded = load_prompt(prompt, "pairwise")
    info = ScorerInfo(
        name=f"judge:{loaded.name}",
        manifest=manifest(loaded, generator, k=at_least_one(k), orders=orders, pairs=pairs),
        bounds=(0.0, 1.0),
        media=frozenset({"image", "video", "audio"}),
        reads=reads(loaded),
        comparable="sample",
    )
    return Pairwise(info, generator, loaded, k, orders, pairs)


@dataclass(frozen=True, slots=True)
class Pairwise:
    """Made by `pairwise`."""

    info: ScorerInfo
    generator: Generator
    prompt: JudgePrompt
    k: int
    orders: Orders
    pairs: Pairs

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, with every answer among its votes.

        A response is Unscored where one of its comparisons has an order without a readable vote, and where there is no
        other response to compare it with.
        """
        asked = [(s, i, j) for s, sample in enumerate(samples) for i, j in self._shown(len(sample.responses))]
        requests = [self.question(samples[s], i, j) for s, i, j in asked]
        votes: list[list[Label]] = [[] for _ in samples]
        failed: list[dict[tuple[int, int], Unscored]] = [{} for _ in samples]
        for (s, i, j), said in zip(asked, ask(self.generator, requests, self.k), strict=True):
            if isinstance(said, Unscored):
                failed[s][i, j] = replace(said, by=said.by or self.info.name)
                votes[s].append(self._vote(i, j, None, f"{said.why}: {said.detail}"))
            else:
                votes[s] += [self._vote(i, j, self.prompt.read(text), text) for text in said]
        return [self._verdict(*found) for found in zip(samples, votes, failed, strict=True)]

    def question(self, sample: Sample, i: int, j: int) -> Sample:
        """What the generator is asked of responses i, shown first, and j."""
        return request(self.prompt, sample, (i, j), a=sample.responses[i], b=sample.responses[j])

    def _pairs(self, n: int) -> Iterator[tuple[int, int]]:
        return combinations(range(n), 2) if self.pairs == "all" else ((0, j) for j in range(1, n))

    def _shown(self, n: int) -> Iterator[tuple[int, int]]:
        for i, j in self._pairs(n):
            yield i, j
            if self.orders == "both":
                yield j, i

    def _vote(self, i: int, j: int, verdict: object, note: str) -> Label:
        values = _VALUES.get(str(verdict))
        return Label(
            values=values or (None, None), of=(i, j), ordered=True, annotator=self.info.name, note=note,
            decision="given" if values else "missing",
        )  # fmt: skip

    def _verdict(self, sample: Sample, votes: Sequence[Label], failed: Mapping[tuple[int, int], Unscored]) -> Verdict:
        n = len(sample.responses)
        verdict = Verdict(
            sample_id=sample.id, scores=(), votes=tuple(votes), usage={"calls": self.k * len(list(self._shown(n)))}
        )
        margins: list[list[float | Unscored]] = [[] for _ in range(n)]
        for i, j in self._pairs(n):
            margin = failed.get((i, j)) or failed.get((j, i)) or verdict.margin(i, j)
            margins[i].append(margin)
            margins[j].append(margin if isinstance(margin, Unscored) else -margin)
        return replace(verdict, scores=tuple(map(self._share, margins)))

    def _share(self, margins: Sequence[float | Unscored]) -> Score | Unscored:
        if not margins:
            return Unscored(why="unsupported", detail="it is the only response", by=self.info.name)
        known = [margin for margin in margins if not isinstance(margin, Unscored)]
        if len(known) < len(margins):
            failure = next(margin for margin in margins if isinstance(margin, Unscored))
            return replace(failure, by=failure.by or self.info.name)
        return Score(value=sum((1 + margin) / 2 for margin in known) / len(known))
