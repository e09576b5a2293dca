"""vLLM's pooling endpoints, as verl, rerank clients and others ask them.

    POST /classify  {"input": str | [str]} or {"messages": [...]}
                    ->  {"data": [{"index", "label": null, "probs": [float | null], "num_classes": 1}], ...}
    POST /score     {"queries" | "text_1" | "data_1", "documents" | "items" | "text_2" | "data_2"}
                    ->  {"data": [{"index", "object": "score", "score": float | null}], ...}
    POST /rerank    {"query", "documents", "top_n"}
                    ->  {"results": [{"index", "document", "relevance_score": float | null}], ...}, the best first

How a text becomes a Sample: each `input` of /classify is one response to an empty prompt, taken as it is; of `messages`
the last, the assistant's, is the response. In /score and /rerank a query is the prompt of one user message and each
document a response; both may be `{"content": [parts]}`, with images by `image_url`. Several queries take one document
each. A number is the score as plaudit gives it: vLLM's default of a softmax or sigmoid on top is not done, and asking
for it is refused. A null has `"error": {"type", "message"}` beside it, and stands last in /rerank. Fields that vLLM
knows and plaudit does not are refused by name, since they could change a score.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Literal

from fastapi import FastAPI
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from plaudit.core import DataError, Json, Message, Response, Sample, Score, Unscored, Verdict, answer
from plaudit.core.chat import from_chat
from plaudit.serve.desk import Desk
from plaudit.serve.protocols._numbers import number, reason


class Parts(BaseModel):
    """Text and media, as in a message of a chat."""

    model_config = ConfigDict(extra="forbid")
    content: list[dict[str, Any]]


Content = str | Parts
Contents = Content | list[Content]


class Asked(BaseModel):
    """What all requests may say."""

    model_config = ConfigDict(extra="forbid")
    model: str | None = None
    user: str | None = None
    priority: int | None = None
    request_id: str | None = None
    use_activation: Literal[False] | None = Field(
        default=None, validation_alias=AliasChoices("use_activation", "activation", "softmax")
    )


class Classify(Asked):
    """Either of the two."""

    input: str | list[str] | None = None
    messages: list[dict[str, Any]] | None = None


class Pairs(Asked):
    """A query and its documents, or as many of both."""

    queries: Contents = Field(validation_alias=AliasChoices("queries", "text_1", "data_1"))
    documents: Contents = Field(validation_alias=AliasChoices("documents", "items", "text_2", "data_2"))


class Rerank(Asked):
    """A query and its documents; top_n 0 or less: all of them."""

    query: Content
    documents: Contents
    top_n: int = 0


def vllm(app: FastAPI, desk: Desk) -> None:
    """Adds /classify, /score and /rerank."""

    @app.post("/classify")
    async def classify(asked: Classify) -> dict[str, Json]:
        desk.check_model(asked.model, desk.name)
        verdicts = await desk.verdicts(_to_classify(asked, desk))
        data = [
            {"index": k, "label": None, "probs": [number(v.scores[0])], "num_classes": 1, **_error(v.scores[0])}
            for k, v in enumerate(verdicts)
        ]
        return {"id": desk.new_id(), **_head(desk, verdicts), "data": data}

    @app.post("/score")
    async def score(asked: Pairs) -> dict[str, Json]:
        desk.check_model(asked.model, desk.name)
        verdicts = await desk.verdicts(_pairs(asked, desk))
        scores = [score for verdict in verdicts for score in verdict.scores]
        data = [{"index": k, "object": "score", "score": number(s), **_error(s)} for k, s in enumerate(scores)]
        return {"id": desk.new_id(), **_head(desk, verdicts), "data": data}

    @app.post("/rerank")
    async def rerank(asked: Rerank) -> dict[str, Json]:
        desk.check_model(asked.model, desk.name)
        (verdict,) = await desk.verdicts([_sample(asked.query, _many(asked.documents), desk)])
        results = [
            {"index": k, "document": _document(document), "relevance_score": number(score), **_error(score)}
            for k, (document, score) in enumerate(zip(_many(asked.documents), verdict.scores, strict=True))
        ]
        results.sort(key=lambda result: _rank(result["relevance_score"]))
        shown = results[: asked.top_n] if asked.top_n > 0 else results
        return {"id": desk.new_id(), **_head(desk, [verdict]), "results": shown}


def _to_classify(asked: Classify, desk: Desk) -> list[Sample]:
    if (asked.input is None) == (asked.messages is None):
        raise DataError("give input or messages", where="body", remedy="One of the two, not both.")
    if asked.messages is None:
        texts = [asked.input] if isinstance(asked.input, str) else asked.input or []
        return [Sample(id=desk.new_id(), prompt=(), responses=(answer(text),)) for text in texts]
    messages = from_chat(asked.messages)
    if not messages or messages[-1].role != "assistant":
        raise DataError("the last message is no answer", where="messages", remedy="End with one of role assistant.")
    return [Sample(id=desk.new_id(), prompt=messages[:-1], responses=(Response(turns=messages[-1:]),))]


def _pairs(asked: Pairs, desk: Desk) -> list[Sample]:
    queries, documents = _many(asked.queries), _many(asked.documents)
    if len(queries) == 1:
        return [_sample(queries[0], documents, desk)]
    if len(queries) != len(documents):
        counts = f"{len(queries)} queries and {len(documents)} documents"
        raise DataError(counts, where="body", remedy="Give one query, or as many as documents.")
    return [_sample(query, [document], desk) for query, document in zip(queries, documents, strict=True)]


def _sample(query: Content, documents: Sequence[Content], desk: Desk) -> Sample:
    responses = tuple(Response(turns=(_message("assistant", document),)) for document in documents)
    return Sample(id=desk.new_id(), prompt=(_message("user", query),), responses=responses)


def _message(role: str, content: Content) -> Message:
    said = content.content if isinstance(content, Parts) else content
    (message,) = from_chat([{"role": role, "content": said}])
    return message


def _many(contents: Contents) -> list[Content]:
    return contents if isinstance(contents, list) else [contents]


def _document(content: Content) -> dict[str, Json]:
    return {"text": content} if isinstance(content, str) else {"multi_modal": content.model_dump()}


def _rank(score: float | None) -> tuple[bool, float]:
    """The greatest score first, none last."""
    return (True, 0.0) if score is None else (False, -score)


def _error(score: Score | Unscored) -> dict[str, Json]:
    return {"error": reason(score)} if isinstance(score, Unscored) else {}


def _head(desk: Desk, verdicts: Sequence[Verdict]) -> dict[str, Json]:
    tokens = sum(verdict.usage.get("input_tokens", 0) for verdict in verdicts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens, "completion_tokens": 0}
    return {"object": "list", "created": int(time.time()), "model": desk.name, "usage": usage}
