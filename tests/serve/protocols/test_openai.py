"""Requests as OpenAI's client sends them."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

from plaudit.rules.longest import longest
from plaudit.serve import make_app
from plaudit.serve.background import serving
from tests.fakes import png
from tests.serve.live import http

URI = "data:image/png;base64," + base64.b64encode(png("red", 84)).decode()
SHOWN = [{"type": "image_url", "image_url": {"url": URI}}, {"type": "text", "text": "What is shown?"}]


def chat(url: str, content: Any = "What is shown?", **options: Any) -> httpx.Response:
    body = {"model": "plaudit-tiny", "messages": [{"role": "user", "content": content}], **options}
    return http.post(f"{url}/v1/chat/completions", json=body)


def test_answers_about_an_image(url: str) -> None:
    reply = chat(url, SHOWN, n=3, max_tokens=8, temperature=1.0)
    assert reply.status_code == 200, reply.text
    found = reply.json()
    assert (found["object"], found["model"]) == ("chat.completion", "plaudit-tiny")
    assert [choice["index"] for choice in found["choices"]] == [0, 1, 2]
    for choice in found["choices"]:
        assert choice["message"]["role"] == "assistant" and isinstance(choice["message"]["content"], str)
        assert choice["finish_reason"] in ("stop", "length")
    assert len({choice["message"]["content"] for choice in found["choices"]}) > 1


def test_asked_again_it_answers_anew(url: str) -> None:
    texts = {chat(url, SHOWN).json()["choices"][0]["message"]["content"] for _ in range(4)}
    assert len(texts) > 1


def test_models_are_listed(url: str) -> None:
    assert [model["id"] for model in http.get(f"{url}/v1/models").json()["data"]] == ["rm", "plaudit-tiny"]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"temperature": 0}, "temperature is 1.0 here, not 0"),
        ({"max_tokens": 4}, "max_tokens is 8 here, not 4"),
        ({"seed": 7}, "seed is 0 here, not 7"),
        ({"stream": True}, "stream"),
        ({"do_sample": False}, "do_sample"),
        ({"n": 0}, "n: "),
    ],
)
def test_what_the_generator_does_not_do_is_refused(url: str, options: Any, word: str) -> None:
    reply = chat(url, **options)
    assert reply.status_code == 400
    assert word in reply.json()["error"]["message"]


def test_a_prompt_without_an_answer_is_an_error_with_its_reason(url: str) -> None:
    for uri in ("data:image/png;base64,AAAA", "http://localhost/x.png", "/etc/hostname"):
        reply = chat(url, [{"type": "image_url", "image_url": {"url": uri}}])
        assert reply.status_code == 422
        assert reply.json()["error"]["type"] == "media"


def test_a_server_without_a_generator_says_so() -> None:
    with serving(make_app(longest())) as url:
        reply = chat(url)
        assert reply.status_code == 404
        assert reply.json()["error"]["type"] == "no_generator"
