"""The commands of the README's "Use it" do what they say, in the order in which they stand there."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from plaudit.recipes.demo import Config, demo

README = Path(__file__).parents[1] / "README.md"


def blocks(heading: str) -> list[tuple[str, str]]:
    """Language and text of every fenced block under a heading."""
    section = README.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"```(\w+)\n(.*?)```", section, re.DOTALL)


def test_use_it(tmp_path: Path) -> None:
    demo(Config(out=tmp_path / "runs/demo", steps=2, pairs=4, scenes=3), lambda line: None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    found = blocks("Use it")
    assert len(found) == 6
    with ExitStack() as stack:
        for language, text in found:
            text = text.replace("8000", port)
            words = {"bash": ["bash", "-e", "-c", text], "python": [sys.executable, "-c", text]}[language]
            if text.startswith("plaudit serve"):
                server = subprocess.Popen(
                    text.split(), cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
                )
                stack.enter_context(server)
                stack.callback(server.terminate)
                assert server.stdout is not None
                assert port in server.stdout.readline()
            else:
                done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True)
                assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
    assert (tmp_path / "picked.jsonl").read_text().count("\n") == 3
    assert (tmp_path / "prefs.jsonl").exists()
