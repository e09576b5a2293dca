"""Mathematics: the answer equals the reference, however it is written."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Literal

from plaudit.core import RunError, Score, Unscored, UsageError
from plaudit.rules._rule import Rule, compared, example, final

GOLD = (
    example(r"So it is $\boxed{\frac{1}{2}}$.", "0.5"),
    example("The answer is 1,000.", "1000"),
    example("$1+x$", "x+1"),
    example(r"$\{2, 1\}$", r"$\{1,2\}$"),
    example("<think>perhaps 3</think><answer>4</answer>", "2^2"),
)
WRONG = (
    example(r"\boxed{\frac{1}{3}}", "0.5"),
    example("-5", "5"),
    example(r"\boxed{3} or \boxed{4}", "3"),
    example("$x-1$", "x+1"),
)
MALFORMED = (example("", "3"), example("I cannot tell.", "3"), example("$1 + $ and", "3"), example("3"))


def math_equal(*, seconds: float = 5.0) -> Rule:
    r"""1 where the last expression of the response equals the reference, else 0, by Math-Verify and SymPy.

    The reference is an expression, bare or within `$...$` or `\boxed{...}`. The response's is looked for in `<answer>`
    tags if there are any. None, or one not compared in time (a tower of powers), is Unscored("unparsed").

    Math-Verify's own limit of time is off: it is a signal, which works in the main thread only and stops no large
    power. Comparisons run in a process beside this one, which ends where one takes too long, and is started again.
    seconds: that each comparison may take.
    Raises UsageError where Math-Verify is not installed, and for no time at all.
    """
    if find_spec("math_verify") is None:
        remedy = "Install it: pip install 'plaudit[verify]'."
        raise UsageError("it needs Math-Verify, which is not installed", where="math_equal", remedy=remedy)
    if not seconds > 0:
        raise UsageError(f"{seconds} seconds are no time", where="math_equal", remedy="Give more than 0.")

    def compare(said: str, right: str) -> Score | Unscored:
        if not said.strip():
            return Unscored(why="unparsed", detail="the response has no text")
        result, detail = _worker(os.getpid()).compare(right, final(said), seconds)
        return Unscored(why=result, detail=detail) if isinstance(result, str) else Score(value=float(result))

    return compared("math_equal", compare, manifest={"math_verify": version("math-verify"), "seconds": seconds})


class Worker:
    """A process that compares, one pair at a time, for any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None
        atexit.register(self._stop)

    def compare(self, right: str, said: str, seconds: float) -> tuple[int | Literal["missing", "unparsed"], str]:
        """1 or 0, or why there is neither, and the detail. Raises RunError where the process does not start."""
        told = ""
        with self._lock:
            try:
                told = self._ask(json.dumps([right, said, seconds]))
            finally:
                if not told:  # it ended itself, or this thread was interrupted before it read the answer
                    self._stop()
        return tuple(json.loads(told)) if told else ("unparsed", f"it was not compared within {seconds:g} s")

    def _ask(self, line: str) -> str:
        if self._process is not None and self._process.poll() is not None:
            self._stop()  # Ctrl-C reached it too, or the system ended it
        if self._process is None:
            command = [sys.executable, "-P", str(Path(__file__).with_name("_math_worker.py"))]
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
            if _said(self._process) != "ready\n":
                remedy = f"See what it says: {' '.join(command)}."
                raise RunError("the process that compares does not start", where="math_equal", remedy=remedy)
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return _said(self._process)

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@cache
def _worker(owner: int) -> Worker:
    """One for each process: a fork must not talk into its parent's."""
    return Worker()
