"""Requests in the forms of vLLM's own clients and of verl."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from plaudit.core import Image, Message, Sample, Score, answer, user
from plaudit.models import RewardModel
from plaudit.runs import run
from tests.fakes import png
from tests.serve.live import http

RED = png("red", 60)
URI = "data:image/png;base64," + base64.b64encode(RED).decode()
SHOWN = {"content": [{"type": "image_url", "image_url": {"url": URI}}, {"type": "text", "text": "Here."}]}
BROKEN = {"content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]}


def python(model: RewardModel, *samples: Sample) -> list[float]:
    return [s.value for verdict in run(model, samples) for s in verdict.scores if isinstance(s, Score)]


def ask(url: str, path: str, **body: Any) -> Any:
    reply = http.post(url + path, json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_classify_a_text_is_a_response_to_nothing(url: str, model: RewardModel) -> None:
    found = ask(url, "/classify", model="rm", input=["Yes.", "There is none."], activation=False)  # as verl asks
    texts = [Sample(id=t, prompt=(), responses=(answer(t),)) for t in ("Yes.", "There is none.")]
    assert [item["probs"][-1] for item in found["data"]] == pytest.approx(python(model, *texts), abs=1e-6)
    assert [(item["index"], item["num_classes"]) for item in found["data"]] == [(0, 1), (1, 1)]
    assert (found["object"], found["model"]) == ("list", "rm")
    assert found["usage"]["prompt_tokens"] == sum(v.usage["input_tokens"] for v in run(model, texts))
    assert len(ask(url, "/classify", input="Yes.")["data"]) == 1


def test_classify_a_conversation_with_an_image(url: str, model: RewardModel) -> None:
    shown = [{"type": "image_url", "image_url": {"url": URI}}, {"type": "text", "text": "What?"}]
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": shown},
        {"role": "assistant", "content": "Red."},
    ]
    (item,) = ask(url, "/classify", messages=messages)["data"]
    system = Message(role="system", parts=user("Be brief.").parts)
    same = Sample(id="a", prompt=(system, user(Image(RED), "What?")), responses=(answer("Red."),))
    assert item["probs"] == pytest.approx(python(model, same), abs=1e-6)


def test_score_one_query_with_many_documents_or_pairs(url: str, model: RewardModel) -> None:
    def found(**body: Any) -> list[float]:
        return [item["score"] for item in ask(url, "/score", **body)["data"]]

    one = Sample(id="a", prompt=(user("What?"),), responses=(answer("Red."), answer(Image(RED), "Here.")))
    assert found(queries="What?", documents=["Red.", SHOWN]) == pytest.approx(python(model, one), abs=1e-6)
    assert found(text_1="What?", text_2="Red.") == pytest.approx(python(model, one.take([0])), abs=1e-6)
    pairs = [Sample(id=q, prompt=(user(q),), responses=(answer(d),)) for q, d in (("A?", "a"), ("B?", "b"))]
    assert found(data_1=["A?", "B?"], data_2=["a", "b"]) == pytest.approx(python(model, *pairs), abs=1e-6)


def test_rerank_the_best_first_and_what_has_no_score_last(url: str, model: RewardModel) -> None:
    documents = ["Red.", BROKEN, SHOWN, "A blue square, I think."]
    found = ask(url, "/rerank", query="What?", documents=documents)["results"]
    same = Sample(
        id="a",
        prompt=(user("What?"),),
        responses=(answer("Red."), answer(Image(RED), "Here."), answer("A blue square, I think.")),
    )
    scores = dict(zip((0, 2, 3), python(model, same), strict=True))
    order = sorted(scores, key=lambda k: -scores[k])
    assert [item["index"] for item in found] == [*order, 1]
    assert [item["relevance_score"] for item in found[:3]] == pytest.approx([scores[k] for k in order], abs=1e-6)
    assert found[3]["relevance_score"] is None and found[3]["error"]["type"] == "media"
    assert found[3]["document"] == {"multi_modal": BROKEN}
    (best,) = ask(url, "/rerank", query="What?", documents=documents, top_n=1)["results"]
    assert best == found[0]


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("/classify", {"model": "another", "input": "x"}, 404, "no model 'another'"),
        ("/classify", {"input": "x", "use_activation": True}, 400, "use_activation"),
        ("/classify", {"input": "x", "truncate_prompt_tokens": 5}, 400, "truncate_prompt_tokens"),
        ("/classify", {}, 400, "input or messages"),
        ("/classify", {"messages": [{"role": "user", "content": "x"}]}, 400, "role assistant"),
        ("/score", {"queries": ["a", "b"], "documents": ["c", "d", "e"]}, 400, "2 queries and 3 documents"),
        ("/rerank", {"query": "a", "documents": [{"text": "b"}]}, 400, "content"),
    ],
)
def test_what_would_change_a_score_is_refused(url: str, path: str, body: Any, status: int, word: str) -> None:
    reply = http.post(url + path, json=body)
    assert reply.status_code == status
    assert word in reply.json()["error"]["message"]
