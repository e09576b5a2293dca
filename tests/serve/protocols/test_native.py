from __future__ import annotations

import base64
import json

import pytest

from plaudit.core import Image, Sample, Score, ScorerInfo, Unscored, Verdict, answer, user
from plaudit.core.codec import decode, encode
from plaudit.models import RewardModel
from plaudit.runs import run
from tests.fakes import png
from tests.serve.live import http

RED = png("red", 60)


def test_info_says_who_scores(url: str, model: RewardModel) -> None:
    info = http.get(f"{url}/v1/info").json()
    assert decode(ScorerInfo, info["scorer"]) == model.info
    assert info["generator"] == "plaudit-tiny"
    assert info["limits"] == {"max_batch": 32, "queue": 1024, "deadline": 60.0, "max_body": 2**26}


def test_bytes_data_uri_and_upload_score_alike(url: str, model: RewardModel) -> None:
    uri = "data:image/png;base64," + base64.b64encode(RED).decode()
    forms = {"bytes": base64.b64encode(RED).decode()}, {"url": uri}, {"url": "part://cat"}
    rows = []
    for k, form in enumerate(forms):
        parts = [{"type": "image", **form}, {"type": "text", "text": "What?"}]
        turn = {"role": "assistant", "parts": [{"type": "text", "text": "Red."}]}
        rows.append({"id": str(k), "prompt": [{"role": "user", "parts": parts}], "responses": [{"turns": [turn]}]})
    long = json.dumps({"samples": rows}) + " " * 2**20  # more than a field of a form may hold as a rule
    reply = http.post(f"{url}/v1/score", data={"request": long}, files={"cat": RED})
    assert reply.status_code == 200, reply.text
    same = Sample(id="0", prompt=(user(Image(RED), "What?"),), responses=(answer("Red."),))
    (expected,) = (score.value for score in run(model, [same])[0].scores if isinstance(score, Score))
    found = [score["value"] for verdict in reply.json()["verdicts"] for score in verdict["scores"]]
    assert found == pytest.approx([expected] * 3, abs=1e-6)


def test_a_corrupt_image_is_an_unscored_and_its_neighbours_score(url: str, model: RewardModel) -> None:
    sample = Sample(
        id="mixed",
        prompt=(user("Draw a red square."),),
        responses=(answer(Image(RED)), answer(Image(RED[:60])), answer(Image("http://localhost/x.png")), answer("No.")),
    )
    reply = http.post(f"{url}/v1/score", json={"samples": [encode(sample)]})
    scores = decode(Verdict, reply.json()["verdicts"][0]).scores
    assert [s.why if isinstance(s, Unscored) else "score" for s in scores] == ["score", "media", "media", "score"]
    assert isinstance(scores[0], Score) and isinstance(scores[3], Score)
    here = run(model, [sample.take([0, 3])])[0].scores
    for a, b in zip((scores[0], scores[3]), here, strict=True):
        assert isinstance(b, Score) and a.value == pytest.approx(b.value, abs=1e-6)


def test_one_id_twice_is_refused(url: str) -> None:
    row = encode(Sample(id="a", prompt=(user("Hi"),), responses=(answer("x"),)))
    reply = http.post(f"{url}/v1/score", json={"samples": [row, row]})
    assert reply.status_code == 400 and "one id" in reply.json()["error"]["message"]
    assert http.post(f"{url}/v1/score", json={"samples": []}).json() == {"verdicts": []}
