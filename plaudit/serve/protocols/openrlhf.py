"""OpenRLHF's remote reward model (`--reward.remote_url http://HOST:PORT/get_reward`).

    POST /get_reward  {"query": [str], "prompts": [str], "labels": [any]}
                      ->  {"rewards": [float | null], "scores": the same, "extra_logs": {dimension: [float | null]},
                           "errors": [null | {"type", "message"}]}

How a text becomes a Sample: `prompts[i]` is one user message, and what follows it in `query[i]` is the response; both
are taken as they are. So a prompt that OpenRLHF has already put into the policy's chat template is scored with those
tokens as text: let it send plain prompts. `labels[i]` is the reference, for a scorer that reads it: a string as it is,
anything else as JSON. A reward of null makes OpenRLHF stop with a type error; a 0 would train on.
"""

from __future__ import annotations

import json

from fastapi import FastAPI
from pydantic import BaseModel

from plaudit.core import DataError, Json, Sample, Text, Unscored, answer, user
from plaudit.serve.desk import Desk
from plaudit.serve.protocols._numbers import number, reason


class Asked(BaseModel):
    """A request, three lists of equal length; labels may be left out."""

    query: list[str]
    prompts: list[str]
    labels: list[Json] | None = None


def openrlhf(app: FastAPI, desk: Desk) -> None:
    """Adds /get_reward."""

    @app.post("/get_reward")
    async def get_reward(asked: Asked) -> dict[str, Json]:
        verdicts = await desk.verdicts(_samples(asked, desk))
        found = [verdict.scores[0] for verdict in verdicts]
        rewards = [number(score) for score in found]
        logs = {name: [number(verdict.get(0, name)) for verdict in verdicts] for name in desk.info.dimensions}
        errors = [reason(score) if isinstance(score, Unscored) else None for score in found]
        return {"rewards": rewards, "scores": rewards, "extra_logs": logs, "errors": errors}


def _samples(asked: Asked, desk: Desk) -> list[Sample]:
    labels = asked.labels or [None] * len(asked.query)
    if not len(asked.query) == len(asked.prompts) == len(labels):
        counts = f"{len(asked.query)} query, {len(asked.prompts)} prompts, {len(labels)} labels"
        raise DataError(counts, where="body", remedy="Give one prompt and one label for each query.")
    samples = []
    for k, (query, prompt, label) in enumerate(zip(asked.query, asked.prompts, labels, strict=True)):
        if not query.startswith(prompt):
            raise DataError("it does not begin with its prompt", where=f"query[{k}]", remedy="Send prompt + response.")
        response = answer(query.removeprefix(prompt))
        samples.append(Sample(id=desk.new_id(), prompt=(user(prompt),), responses=(response,), reference=_text(label)))
    return samples


def _text(label: Json) -> tuple[Text, ...]:
    if label is None:
        return ()
    return (Text(label if isinstance(label, str) else json.dumps(label)),)
