"""Answers of a model behind an OpenAI-compatible endpoint: vLLM, SGLang, plaudit's own server, a hosted one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from plaudit.core.chat import from_chat, to_chat
from plaudit.core.content import Audio, Message, Part, Response, Text, Video
from plaudit.core.errors import DataError, MediaError, UsageError
from plaudit.core.samples import Sample
from plaudit.core.verdicts import Unscored, Why
from plaudit.media.budget import DEFAULT, Budget
from plaudit.media.http import AGAIN, DOWN, Endpoint, Patience, Reply
from plaudit.media.uris import portable

WRONG_SETUP = {401: "the key is missing or wrong", 403: "the key may not do this", 404: "no such model or address"}
REASONS: dict[str, Why] = {
    "content_filter": "refused",
    "context_length_exceeded": "truncated",
    **{why: why for why in get_args(Why)},
}
"""What an endpoint calls an error, and why there is no answer then; plaudit's server uses the reasons themselves."""


class openai:
    """A `Generator`. Media go as data URIs; several prompts are asked at once; works inside a running event loop."""

    def __init__(
        self,
        url: str,
        model: str,
        *,
        max_new_tokens: int | None = None,
        temperature: float | None = None,
        top_p: float | None = None,
        seed: int | None = None,
        key_variable: str = "OPENAI_API_KEY",
        patience: Patience | None = None,
        budget: Budget = DEFAULT,
    ) -> None:
        """Raises UsageError for what is no URL.

        url: what stands before /chat/completions, as http://localhost:8000/v1.
        max_new_tokens, temperature, top_p: None leaves them to the endpoint.
        seed: of the first request for a prompt; for later ones it is counted on, so that asking again gives others.
        key_variable: the environment variable that holds the key, where there is one.
        patience: deadline, retries, calls at once. budget: of the media that are read.
        """
        key = os.environ.get(key_variable)
        headers = {"Authorization": f"Bearer {key}"} if key else None
        self._endpoint = Endpoint(url, patience or Patience(), headers=headers)
        self.model, self._seed, self._budget, self._key_variable = model, seed, budget, key_variable
        given = {"max_tokens": max_new_tokens, "temperature": temperature, "top_p": top_p}
        self._options = {name: value for name, value in given.items() if value is not None}

    def generate(self, samples: Sequence[Sample], n: int = 1) -> list[Sample | Unscored]:
        """Per sample, in order: itself with n more responses, or why there are none.

        `complete` tells whether a response ended by itself. Raises UsageError where the key, the address or the model
        is wrong, which no prompt can mend.
        """
        return self._endpoint.each(lambda sample: self._answered(sample, n), samples)

    def _answered(self, sample: Sample, n: int) -> Sample | Unscored:
        try:
            messages = [self._chat(message) for message in sample.prompt]
        except MediaError as error:
            return Unscored(why="media", detail=str(error), by=self.model)
        seed = {} if self._seed is None else {"seed": self._seed + len(sample.responses)}
        body = {"model": self.model, "messages": messages, "n": n, **self._options, **seed}
        reply = self._endpoint.post("/chat/completions", body)
        if reply.status in WRONG_SETUP:
            raise self._setup_error(reply)
        if reply.fields is None:
            return Unscored(why=_why(reply), detail=reply.said, by=self.model)
        choices = reply.fields.get("choices")
        if not isinstance(choices, list) or len(choices) != n:
            found = len(choices) if isinstance(choices, list) else "no"
            return Unscored(why="missing", detail=f"{found} answers instead of {n}", by=self.model)
        made = [self._response(choice) for choice in choices]
        failed = next((answer for answer in made if isinstance(answer, Unscored)), None)
        written = tuple(answer for answer in made if isinstance(answer, Response))
        return failed or replace(sample, responses=sample.responses + written)

    def _chat(self, message: Message) -> dict[str, Any]:
        """One chat dict, with media as OpenAI writes them and text alone as a string."""
        (chat,) = to_chat([message])
        if all(isinstance(part, Text) for part in message.parts):
            return chat | {"content": message.text}
        return chat | {"content": [p for part in message.parts for p in self._parts(part)]}

    def _parts(self, part: Part) -> list[dict[str, Any]]:
        """One part as OpenAI writes it; a video given as frames becomes as many images."""
        return _wire(portable(part, self._budget))

    def _response(self, choice: Any) -> Response | Unscored:
        said = choice.get("message") if isinstance(choice, Mapping) else None
        if not isinstance(said, Mapping):
            return Unscored(why="unparsed", detail="a choice without a message", by=self.model)
        if choice.get("finish_reason") == "content_filter" or said.get("refusal"):
            detail = str(said.get("refusal") or "the endpoint's content filter withheld the answer")
            return Unscored(why="refused", detail=detail, by=self.model)
        filled = {name: value for name, value in said.items() if value or name == "content"}
        try:
            turns = from_chat([filled])
        except DataError as error:
            return Unscored(why="unparsed", detail=str(error), by=self.model)
        return Response(turns=turns, complete=choice.get("finish_reason") != "length", source=self.model)

    def _setup_error(self, reply: Reply) -> UsageError:
        return UsageError(
            f"{WRONG_SETUP[reply.status]} ({reply.said})",
            where=f"{self._endpoint.url}, model {self.model!r}",
            remedy=f"Check the URL, which ends in /v1 as a rule, the model, and the key in {self._key_variable}.",
        )


def _why(reply: Reply) -> Why:
    """A named reason first; else an endpoint that is in trouble is down, and one that says no refuses."""
    if reply.kind in REASONS:
        return REASONS[reply.kind]
    return "down" if reply.status in (*AGAIN, DOWN, 200) or reply.status >= 500 else "refused"


def _wire(part: Part) -> list[dict[str, Any]]:
    if isinstance(part, Text):
        return [{"type": "text", "text": part.text}]
    if isinstance(part.data, tuple):
        return [block for frame in part.data for block in _wire(frame)]
    if isinstance(part, Audio):
        return [{"type": "audio_url", "audio_url": {"url": part.data}}]
    kind = "video_url" if isinstance(part, Video) else "image_url"
    return [{"type": kind, kind: {"url": part.data}}]
