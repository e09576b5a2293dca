"""A scorer on another machine."""

from __future__ import annotations

from collections.abc import Sequence

from plaudit.core import DataError, MediaError, Sample, ScorerInfo, Unscored, UsageError, Verdict, Why
from plaudit.core.codec import decode, encode
from plaudit.media import Budget
from plaudit.media.budget import DEFAULT
from plaudit.media.http import Endpoint, Patience
from plaudit.media.uris import portable


class Remote:
    """A `Scorer`: what a `plaudit serve` elsewhere says, sample for sample.

    One request per sample, several at once, so that one that fails harms no other; the server puts them in batches.
    Media go as data URIs. `info` is the server's, so that a run may go on over the wire, or without it. Works inside a
    running event loop too, which it blocks.
    """

    def __init__(self, url: str, *, patience: Patience | None = None, budget: Budget = DEFAULT) -> None:
        """url: what `plaudit serve` printed. patience: deadline, retries, calls at once. budget: of the media read.

        Raises UsageError where there is no plaudit server.
        """
        self._endpoint, self._budget = Endpoint(url, patience or Patience()), budget
        self.url = self._endpoint.url
        reply = self._endpoint.get("/v1/info")
        if reply.fields is None or "scorer" not in reply.fields:
            raise UsageError(
                f"no plaudit server answers there ({reply.said})",
                where=self.url,
                remedy="Start one (plaudit serve MODEL) and give the URL it prints.",
            )
        self.info = decode(ScorerInfo, reply.fields["scorer"], f"{self.url}/v1/info")

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict per sample, in order; a sample whose call fails is `Unscored("down")`."""
        return self._endpoint.each(self._asked, samples)

    def _asked(self, sample: Sample) -> Verdict:
        try:
            shown = sample.seen_by(self.info).map_parts(lambda part: portable(part, self._budget))
            body = {"samples": [encode(shown)]}
        except MediaError as error:
            return self._failed(sample, "media", str(error))
        except DataError as error:
            return self._failed(sample, "unsupported", str(error))
        reply = self._endpoint.post("/v1/score", body)
        if reply.fields is None:
            return self._failed(sample, "down", reply.said)
        try:
            (verdict,) = (decode(Verdict, row) for row in reply.fields["verdicts"])
        except (DataError, KeyError, TypeError, ValueError) as error:
            return self._failed(sample, "down", f"an answer that is no verdict: {error}")
        if (verdict.sample_id, len(verdict.scores)) != (sample.id, len(sample.responses)):
            return self._failed(sample, "down", f"the verdict of another sample, {verdict.sample_id!r}")
        return verdict

    def _failed(self, sample: Sample, why: Why, detail: str) -> Verdict:
        unscored = Unscored(why=why, detail=detail, by=self.url)
        return Verdict(sample_id=sample.id, scores=(unscored,) * len(sample.responses))
