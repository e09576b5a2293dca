"""OpenAI's chat completions, of the generator beside the scorer.

    POST /v1/chat/completions  {"messages": [...], "model", "n", "max_tokens", "temperature", "top_p", "seed"}
                               ->  {"choices": [{"index", "message", "finish_reason": "stop" | "length"}], ...}
    GET  /v1/models

Images come as `image_url` with a data URI. How the generator samples was decided when it was started
(`Config.sampling`): a request that asks for another temperature, top_p or seed, or for fewer tokens, is refused, not
answered otherwise than asked; and so are streaming and every field that is not named above. A prompt that gets no
answer is an error 422 whose type is the reason of the `Unscored`.
"""

from __future__ import annotations

import time
from typing import Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

from plaudit.core import Json, Response, Sample, Unscored, UsageError
from plaudit.core.chat import from_chat
from plaudit.serve.desk import Desk
from plaudit.serve.rejected import Rejected


class Asked(BaseModel):
    """A request."""

    model_config = ConfigDict(extra="forbid")
    messages: list[dict[str, Any]]
    model: str | None = None
    n: int = Field(default=1, ge=1, le=128)
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    stream: Literal[False] = False
    user: str | None = None


def openai(app: FastAPI, desk: Desk) -> None:
    """Adds /v1/chat/completions and /v1/models."""
    started = int(time.time())

    @app.get("/v1/models")
    def models() -> dict[str, Json]:
        known = [desk.name, *([desk.config.generator_name] if desk.writes else [])]
        data = [{"id": name, "object": "model", "created": started, "owned_by": "plaudit"} for name in known]
        return {"object": "list", "data": data}

    @app.post("/v1/chat/completions")
    async def chat_completions(asked: Asked) -> dict[str, Json]:
        if desk.writes:
            desk.check_model(asked.model, desk.config.generator_name)
        _check_sampling(asked, desk)
        sample = Sample(id=desk.new_id(), prompt=from_chat(asked.messages))
        written = await desk.write(sample, asked.n)
        if isinstance(written, Unscored):
            raise Rejected(422, written.why, written.detail)
        return {
            "id": f"chatcmpl-{sample.id}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": desk.config.generator_name,
            "choices": [_choice(k, response) for k, response in enumerate(written.responses)],
        }


def _choice(index: int, response: Response) -> dict[str, Json]:
    message = {"role": "assistant", "content": response.text}
    return {"index": index, "message": message, "finish_reason": "stop" if response.complete else "length"}


def _check_sampling(asked: Asked, desk: Desk) -> None:
    """Raises UsageError for what the generator will not do. A longest answer that it never reaches is kept to."""
    fixed = desk.config.sampling
    for name in ("temperature", "top_p", "seed"):
        wanted = getattr(asked, name)
        if wanted is not None and wanted != fixed.get(name):
            raise _other(name, wanted, fixed.get(name, "its own"))
    longest = asked.max_tokens or asked.max_completion_tokens
    if longest is not None and longest < fixed.get("max_tokens", float("inf")):
        raise _other("max_tokens", longest, fixed.get("max_tokens", "its own"))


def _other(name: str, wanted: Json, fixed: Json) -> UsageError:
    return UsageError(f"{name} is {fixed} here, not {wanted}", remedy=f"Leave {name} out, or start another server.")
