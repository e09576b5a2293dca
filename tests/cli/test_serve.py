from __future__ import annotations

import signal
import socket
import subprocess
import sys

import httpx
import pytest

from plaudit.cli.main import main


def test_it_serves_until_it_is_told_to_stop() -> None:
    words = [sys.executable, "-m", "plaudit", "serve", "rule:longest", "--port", "0"]
    words += ["--generator", "plaudit-tiny", "--max-new-tokens", "4", "--temperature", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        try:
            url = process.stdout.readline().split()[1]
            reply = httpx.post(f"{url}/get_reward", json={"query": ["ab"], "prompts": ["a"]})
            assert reply.json()["rewards"] == [1.0]
            chat = {"messages": [{"role": "user", "content": "How many?"}], "temperature": 0, "max_tokens": 4}
            reply = httpx.post(f"{url}/v1/chat/completions", json={"model": "plaudit-tiny", **chat}, timeout=30)
            assert isinstance(reply.json()["choices"][0]["message"]["content"], str)
        finally:
            process.send_signal(signal.SIGINT)
        out, said = process.stdout.read(), process.stderr.read()
    assert process.returncode == 0
    assert "POST /v1/score" in out and "GET  /metrics" in out and out.endswith("stopped\n")
    assert not said


def test_a_port_that_is_taken_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as stop:
        main(["serve", "rule:longest", "--port", str(taken.getsockname()[1])])
    assert stop.value.code == 2
    assert "Give another --port" in capsys.readouterr().err


def test_a_generator_whose_options_would_hide_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["serve", "rule:longest", "--generator", "plaudit-tiny?temperature=0"])
    assert stop.value.code == 2
    assert "--temperature" in capsys.readouterr().err


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["serve", "--help"])
    assert not stop.value.code
    assert "--allow-urls" in capsys.readouterr().out
