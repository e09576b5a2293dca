from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from plaudit.core import UsageError
from plaudit.rules.math_equal import Worker, math_equal
from tests.rules.rated import worth


@pytest.mark.parametrize(
    ("said", "right", "expected"),
    [
        (r"So $\boxed{\frac{1}{2}}$", "1/2", 1.0),
        ("The answer is 0.5", r"\frac{1}{2}", 1.0),
        (r"$\boxed{2x+1}$", "1+2x", 1.0),
        ("$x = 3$", "3", 1.0),
        ("50%", r"50\%", 1.0),
        ("1,000", "1000", 1.0),
        (r"\boxed{(1, 2)}", "(1,2)", 1.0),
        ("$2^{100}$", "1267650600228229401496703205376", 1.0),
        (r"$\binom{10}{2}$", "45", 1.0),
        ("<think>3 or 4</think> 5", "5", 1.0),
        ("0.3333", r"\frac{1}{3}", 0.0),
        (r"\boxed{3}, \boxed{4}", "3", 0.0),
        ("", "3", "unparsed"),
        ("nothing", "3", "unparsed"),
    ],
)
def test_what_counts_as_equal(said: str, right: str, expected: float | str) -> None:
    assert worth(math_equal(), said, right) == expected


@pytest.mark.parametrize("said", ["9**9**9", r"$\binom{99999999}{4999999}$", "$(x+1)^{90}(y+z+x)^{90}$"])
def test_what_would_take_for_ever_is_ended_and_the_next_is_compared(said: str) -> None:
    rule = math_equal(seconds=0.2)
    assert worth(rule, said, "3") == "unparsed"
    assert worth(math_equal(), "3", "3") == 1.0


def test_works_outside_the_main_thread() -> None:
    with ThreadPoolExecutor(4) as pool:
        said = [f"\\boxed{{{k % 2}.5}}" for k in range(20)]
        assert list(pool.map(worth, [math_equal()] * 20, said, ["1/2"] * 20)) == [1.0, 0.0] * 10


def test_a_process_that_was_ended_is_started_again() -> None:
    worker = Worker()
    assert worker.compare("3", "3", 5.0) == (1, "")
    assert worker._process is not None
    worker._process.kill()
    worker._process.wait()
    assert worker.compare("3", "3", 5.0) == (1, "")
    worker._stop()


def test_an_unreadable_reference_is_missing() -> None:
    assert worth(math_equal(), "3", "$ $") == "missing"


def test_without_time_is_refused() -> None:
    with pytest.raises(UsageError, match="no time"):
        math_equal(seconds=0.0)


def test_without_math_verify_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "math_verify", None)
    with pytest.raises(UsageError, match=r"plaudit\[verify\]"):
        math_equal()
