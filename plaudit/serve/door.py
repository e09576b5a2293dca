"""Media in requests: data URIs, uploads and, where allowed, URLs. A client never reads this machine's disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from plaudit.core import MediaError, Part, Response, Sample, Text, Unscored, Verdict
from plaudit.media import Budget
from plaudit.media.sources import file_path, place
from plaudit.media.uris import unpacked

UPLOADED = "part://"
"""Before the name of a part of a multipart request."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A sample with its media as bytes, and which of its responses may not be scored: `Unscored("media")`."""

    sample: Sample
    refused: Mapping[int, Unscored] = field(default_factory=dict)
    prompt: Unscored | None = None
    """Why the prompt may not be looked at, and so none of its responses."""

    def verdict(self, found: Iterator[Verdict]) -> Verdict:
        """The next that the scorer found, where it was asked, with the refusals in their places."""
        if self.prompt is not None:
            return Verdict(sample_id=self.sample.id, scores=(self.prompt,) * len(self.sample.responses))
        verdict = next(found)
        return replace(verdict, scores=tuple(self.refused.get(i, score) for i, score in enumerate(verdict.scores)))


@dataclass(frozen=True, slots=True)
class Door:
    """Lets in what is sent along. uploads: the parts of a multipart request by name.

    Refused are a path, a URL that is not allowed, what is over the budget, and what cannot be had. What the bytes say
    is for the scorer to find out.
    """

    budget: Budget
    uploads: Mapping[str, bytes] = field(default_factory=dict)

    def enter(self, sample: Sample) -> Entered:
        """The sample; a response that is refused keeps its place, its media emptied."""
        bare = replace(sample, responses=(), labels=())
        try:
            shown = bare.map_parts(self._let_in)
        except MediaError as error:
            return Entered(sample, prompt=Unscored(why="media", detail=str(error)))
        refused: dict[int, Unscored] = {}
        responses: list[Response] = []
        for i, response in enumerate(sample.responses):
            alone = replace(bare, prompt=(), reference=(), responses=(response,))
            try:
                responses += alone.map_parts(self._let_in).responses
            except MediaError as error:
                refused[i] = Unscored(why="media", detail=str(error))
                responses += alone.map_parts(_emptied).responses
        return Entered(replace(shown, responses=tuple(responses)), refused)

    def _let_in(self, part: Part) -> Part:
        if isinstance(part, Text):
            return part
        if isinstance(part.data, tuple):
            return replace(part, data=tuple(map(self._let_in, part.data)))
        where = place(part)
        if file_path(part) is not None:
            raise MediaError("a server reads no paths", where=where, remedy="Send the content as a data URI.")
        if isinstance(part.data, str) and part.data.startswith(UPLOADED):
            name = part.data.removeprefix(UPLOADED)
            if name not in self.uploads:
                raise MediaError("no part of the request has this name", where=where, remedy="Send it along.")
            part = replace(part, data=self.uploads[name])
        elif isinstance(part.data, str) and not part.data.startswith("data:") and not self.budget.urls:
            remedy = "Send the content as a data URI, or start the server with --allow-urls."
            raise MediaError("this server fetches no URLs", where=where, remedy=remedy)
        return unpacked(part, self.budget)


def _emptied(part: Part) -> Part:
    return part if isinstance(part, Text) else replace(part, data=b"")
