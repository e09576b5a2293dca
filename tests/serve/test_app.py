from __future__ import annotations

import subprocess
import sys

import pytest

from plaudit.core import UsageError
from plaudit.rules.longest import longest
from plaudit.serve import Config, make_app
from plaudit.serve.background import serving
from tests.serve.live import http, metric


def test_it_lives_is_ready_and_counts(url: str) -> None:
    assert http.get(f"{url}/health").json() == {"status": "ok"}
    before = metric(url, 'plaudit_requests_total{route="/ready",status="200"}')
    assert http.get(f"{url}/ready").status_code == 200
    assert metric(url, 'plaudit_requests_total{route="/ready",status="200"}') == before + 1


def test_wrong_requests_are_told_why_in_one_form(url: str) -> None:
    cases = [
        (http.get(f"{url}/nothing"), 404, "http", "Not Found"),
        (http.post(f"{url}/v1/score", content=b"{"), 400, "bad_request", "not JSON"),
        (http.post(f"{url}/v1/score", json=[]), 400, "bad_request", "no list of samples"),
        (http.post(f"{url}/v1/score", json={"samples": [{"id": 3}]}), 400, "bad_request", "samples[0]"),
        (http.post(f"{url}/get_reward", json={"query": "no"}), 400, "bad_request", "query"),
    ]
    for reply, status, kind, word in cases:
        error = reply.json()["error"]
        assert (reply.status_code, error["code"], error["type"]) == (status, status, kind)
        assert word in error["message"]


def test_addresses_that_somebody_invents_are_counted_as_one(url: str) -> None:
    http.get(f"{url}/invented-17")
    assert "invented" not in http.get(f"{url}/metrics").text
    assert metric(url, 'plaudit_requests_total{route="none",status="404"}') >= 1


def test_a_long_body_is_refused_wherever_it_goes() -> None:
    with serving(make_app(longest(), config=Config(max_body=1000))) as url:
        for path in ("/v1/score", "/get_reward"):
            reply = http.post(url + path, content=b" " * 1001)
            assert reply.status_code == 413
            assert reply.json()["error"]["type"] == "body_too_large"
        assert http.post(f"{url}/v1/score", content=b" " * 1000).status_code == 400


def test_limits_that_allow_nothing_are_usage_errors() -> None:
    with pytest.raises(UsageError, match="queue is 0"):
        Config(queue=0)
    with pytest.raises(UsageError, match="max_wait is -1"):
        Config(max_wait=-1)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastapi", None)
    with pytest.raises(UsageError, match=r'fastapi.*pip install "plaudit\[serve\]"'):
        make_app(longest())


def test_importing_plaudit_does_not_import_a_web_server() -> None:
    unwanted = {"fastapi", "httpx", "prometheus_client", "torch", "uvicorn"}
    code = f"import sys, plaudit, plaudit.serve; assert not {unwanted} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
