"""A critique of each response, and a scorer that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plaudit.compose._parts import able, ask, failure, info_of, usage
from plaudit.core import Generator, Sample, Score, Scorer, ScorerInfo, Text, Unscored, UsageError, Verdict, user

INSTRUCTION = """\
Below are a question and the answer that a model gave. Say how good the answer is: what is right, what is wrong, \
and what is missing.

Question: {question}
Answer: {answer}
Critique:"""
PLACES = re.compile(r"(\{question\}|\{answer\})")
"""The instruction is cut there, so that a place which somebody typed into an answer stays text."""


@dataclass(frozen=True, slots=True)
class Critique:
    """Made by `critique`."""

    info: ScorerInfo
    scorer: Scorer
    writer: Generator
    instruction: str

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, in order; the critique is the score's rationale. usage: that of the scorer.

        A response whose critique could not be written has no score. Raises RunError for a scorer that breaks its
        contract.
        """
        return able(samples, self.info, self._parts, self._verdicts)

    def _verdicts(self, samples: list[Sample]) -> Iterator[Verdict]:
        asked = [[self._question(sample, i) for i in range(len(sample.responses))] for sample in samples]
        wanted = [question for of_sample in asked for question in of_sample if isinstance(question, Sample)]
        written = self.writer.generate(wanted) if wanted else []
        told = iter(ask(self.scorer, [_closed(said) for said in written if isinstance(said, Sample)]))
        rest = iter(written)
        for sample, of_sample in zip(samples, asked, strict=True):
            found = [next(rest) if isinstance(question, Sample) else question for question in of_sample]
            given = [(said, next(told) if isinstance(said, Sample) else None) for said in found]
            scores = tuple(self._score(said, verdict) for said, verdict in given)
            yield Verdict(sample_id=sample.id, scores=scores, usage=usage(v for _, v in given if v is not None))

    @property
    def _parts(self) -> dict[str, Scorer]:
        return {"scorer": self.scorer}

    def _question(self, sample: Sample, i: int) -> Sample | Unscored:
        """What the writer is asked of response i: all media first, then the instruction with both texts in it."""
        if {message.role for message in sample.prompt} - {"user"}:
            detail = "only a prompt of the user alone can be put into the instruction"
            return Unscored(why="unsupported", detail=detail, by=self.info.name)
        media = [part for part in sample.take([i]).parts() if not isinstance(part, Text)]
        texts = {"{question}": sample.asked, "{answer}": sample.responses[i].text}
        text = "".join(texts.get(piece, piece) for piece in PLACES.split(self.instruction))
        return Sample(id=f"{sample.id}/{i}", prompt=(user(*media, "\n" * bool(media) + text),))

    def _score(self, said: Sample | Unscored, verdict: Verdict | None) -> Score | Unscored:
        if isinstance(said, Unscored):
            return replace(said, by=said.by or self.info.name)
        assert verdict is not None
        score = verdict.scores[0]
        if isinstance(score, Unscored):
            return failure({"scorer": score}, self._parts)
        return replace(score, rationale=said.responses[0].text)


def critique(scorer: Scorer, writer: Generator, *, instruction: str = INSTRUCTION) -> Critique:
    """The scorer's score of a critique of the response, which `writer` writes after the instruction.

    instruction: a text with {question} and {answer} in it, once each; that of MM-RLHF-Reward is in its publication
    (Zhang et al. 2025, arXiv:2502.10391), and its scorer and writer are the same checkpoint. The question is the text
    of the prompt's user turns. A writer that draws its answers gives other scores each time: set its temperature to 0.
    Raises UsageError for an instruction without its two places.
    """
    if sorted(PLACES.findall(instruction)) != ["{answer}", "{question}"]:
        raise UsageError(
            "the instruction must hold {question} and {answer} once each", where="critique", remedy="Put them in."
        )
    who = getattr(writer, "identity", {"type": type(writer).__qualname__})
    read = scorer.info
    options = {"instruction": instruction, "writer": dict(who)}
    info = info_of("critique", {"scorer": scorer}, options, dimensions=read.dimensions, bounds=read.bounds)
    return Critique(info, scorer, writer, instruction)


def _closed(written: Sample) -> Sample:
    """With its critique as a whole turn, also where the writer was cut off: scores are read at the end of one."""
    return replace(written, responses=tuple(replace(response, complete=True) for response in written.responses))
