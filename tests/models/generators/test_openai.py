"""Against plaudit's own server over plaudit-tiny, and against endpoints that say odd things."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from typing import Any

import pytest

from plaudit.core import Image, Sample, Unscored, UsageError, Video, answer, user
from plaudit.lab import tiny_path
from plaudit.media.http import Patience
from plaudit.models.generators.local import local
from plaudit.models.generators.openai import openai
from plaudit.rules.longest import longest
from plaudit.serve import Config, make_app
from plaudit.serve.background import serving
from tests.fakes import png
from tests.scripted import Said, scripted

RED = Image(png("red", 84))
ASKED = [
    Sample(id="a", prompt=(user("How many?"),)),
    Sample(id="b", prompt=(user(RED, "What is shown?"),), responses=(answer("A circle."),)),
]
QUICK = Patience(retries=0)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    config = Config(generator_name="tiny", sampling={"max_tokens": 6, "temperature": 0.0})
    with serving(make_app(longest(), local(tiny_path(), max_new_tokens=6, temperature=0), config)) as address:
        yield f"{address}/v1"


def test_answers_are_those_of_the_model_behind_the_endpoint(url: str) -> None:
    remote = openai(url, "tiny", max_new_tokens=6, temperature=0)
    here = local(tiny_path(), max_new_tokens=6, temperature=0).generate(ASKED)
    for a, b in zip(here, remote.generate(ASKED), strict=True):
        assert isinstance(a, Sample) and isinstance(b, Sample)
        assert (b.id, b.prompt, b.responses[:-1]) == (a.id, a.prompt, a.responses[:-1])
        assert (b.responses[-1].text, b.responses[-1].complete) == (a.responses[-1].text, a.responses[-1].complete)
        assert b.responses[-1].source == "tiny"
    assert remote.generate([]) == []


def test_it_works_inside_a_running_loop(url: str) -> None:
    async def main() -> list[Sample | Unscored]:
        return openai(url, "tiny").generate(ASKED)

    assert all(isinstance(written, Sample) for written in asyncio.run(main()))


def test_a_prompt_that_fails_is_a_reason_in_its_place(url: str) -> None:
    broken = Sample(id="c", prompt=(user(Image(b"no image")),))
    refused = Sample(id="d", prompt=(user(Image(png("red", 84)[:99])),))  # its header is fine, its pixels are not
    written = openai(url, "tiny").generate([ASKED[0], broken, refused, ASKED[1]])
    assert [w.why if isinstance(w, Unscored) else w.id for w in written] == ["a", "media", "media", "b"]


def test_a_wrong_model_or_key_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError, match="no model 'other'"):
        openai(url, "other").generate(ASKED)
    with (
        scripted(Said(401, {"error": {"message": "bad key"}})) as (endpoint, _),
        pytest.raises(UsageError, match="MY_KEY"),
    ):
        openai(endpoint, "m", key_variable="MY_KEY").generate(ASKED)


def test_an_endpoint_that_is_gone_is_down(url: str) -> None:
    written = openai("http://127.0.0.1:9/v1", "m", patience=QUICK).generate(ASKED)
    assert [w.why if isinstance(w, Unscored) else "" for w in written] == ["down", "down"]
    assert isinstance(written[0], Unscored) and written[0].by == "m"


def choice(text: str | None, finish: str = "stop", **extra: Any) -> dict[str, Any]:
    return {"finish_reason": finish, "message": {"role": "assistant", "content": text, "tool_calls": [], **extra}}


def test_what_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "secret")
    film = Sample(id="c", prompt=(user(Video((RED, RED))), user(Video(b"RIFF"))))
    with scripted(Said(200, {"choices": [choice("x"), choice("y", "length")]})) as (url, asked):
        writer = openai(url, "m", temperature=0.5, seed=5, key_variable="MY_KEY", patience=Patience(concurrency=1))
        _, written, _ = writer.generate([*ASKED, film], n=2)
    assert isinstance(written, Sample)
    assert [(r.text, r.complete) for r in written.responses] == [("A circle.", True), ("x", True), ("y", False)]
    assert asked[0].path == "/chat/completions" and asked[0].headers["Authorization"] == "Bearer secret"
    messages = [{"role": "user", "content": "How many?"}]
    assert asked[0].body == {"model": "m", "messages": messages, "n": 2, "temperature": 0.5, "seed": 5}
    uri = "data:image/png;base64," + base64.b64encode(png("red", 84)).decode()
    image = {"type": "image_url", "image_url": {"url": uri}}
    assert asked[1].body["messages"][0]["content"] == [image, {"type": "text", "text": "What is shown?"}]
    assert asked[1].body["seed"] == 6  # it has a response: asked again, it shall be another
    clip = {"type": "video_url", "video_url": {"url": "data:video/mp4;base64,UklGRg=="}}
    assert [m["content"] for m in asked[2].body["messages"]] == [[image, image], [clip]]


@pytest.mark.parametrize(
    ("said", "why", "word"),
    [
        (Said(200, {"choices": [choice("", "content_filter")]}), "refused", "content filter"),
        (Said(200, {"choices": [choice(None, refusal="I will not.")]}), "refused", "I will not."),
        (Said(400, {"error": {"message": "no", "code": "content_filter"}}), "refused", "no"),
        (Said(400, {"error": {"message": "8 > 4", "code": "context_length_exceeded"}}), "truncated", "8 > 4"),
        (Said(400, {"error": {"message": "what?", "type": "BadRequestError", "code": 400}}), "refused", "what?"),
        (Said(500, "oh"), "down", "oh"),
        (Said(503, "busy"), "down", "busy"),
        (Said(200, "<html>"), "down", "<html>"),
        (Said(200, {"choices": []}), "missing", "0 answers instead of 1"),
        (Said(200, {"choices": [choice(None)]}), "unparsed", "content"),
        (Said(200, {"choices": [{}]}), "unparsed", "without a message"),
    ],
)
def test_what_an_endpoint_says_instead_of_an_answer(said: Said, why: str, word: str) -> None:
    with scripted(said) as (url, _):
        (written,) = openai(url, "m", patience=QUICK).generate(ASKED[:1])
    assert isinstance(written, Unscored)
    assert (written.why, written.by) == (why, "m")
    assert word in written.detail
