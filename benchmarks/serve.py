"""What HTTP costs, and what batching across requests gives back: `plaudit serve` beside the same samples in Python.

python benchmarks/serve.py [--pairs 24] [--rounds 3] [--json PATH]

A reward model on plaudit-tiny scores lab pairs with their images. The server is a process of its own; each client sends
one pair per request and waits for its answer. Every round runs all rows in turn, so that a busy moment hits all alike;
ratios are taken within a round, and the median round is shown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from plaudit.core import Sample, Score, Verdict
from plaudit.lab import fault_pairs, tiny_path
from plaudit.media.http import Patience
from plaudit.models import RewardModel
from plaudit.runs import run
from plaudit.serve import Remote

CLIENTS = (1, 2, 4, 8, 16)
TOGETHER, ALONE = "Python, all at once", "Python, one by one"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The URL of a server of this model."""
    words = [sys.executable, "-m", "plaudit", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[1]
        finally:
            server.terminate()


def seconds(score: Callable[[Sequence[Sample]], list[Verdict]], samples: Sequence[Sample]) -> float:
    """Of one pass, in which every response must get a score."""
    start = time.perf_counter()
    verdicts = score(samples)
    took = time.perf_counter() - start
    assert all(isinstance(s, Score) for verdict in verdicts for s in verdict.scores)
    return took


def measure(pairs: int, rounds: int) -> dict[str, dict[str, float]]:
    """Per row: pairs a second, and that relative to Python with all pairs at once."""
    samples = list(fault_pairs(pairs, split="test"))
    with TemporaryDirectory() as folder:
        model = RewardModel.create(tiny_path()).eval()
        model.save_pretrained(folder)
        with served(Path(folder)) as url:
            rows: dict[str, Callable[[Sequence[Sample]], list[Verdict]]] = {
                TOGETHER: lambda given: run(model, given),
                ALONE: lambda given: run(model, given, batch_size=1),
            }
            for n in CLIENTS:
                remote = Remote(url, patience=Patience(concurrency=n))
                rows[f"server, {n} client{'s'[: n > 1]}"] = lambda given, remote=remote: run(remote, given)
            for score in rows.values():
                score(samples[:4])
            taken = [{name: seconds(score, samples) for name, score in rows.items()} for _ in range(rounds)]
    return {
        name: {
            "pairs_per_second": median(pairs / t[name] for t in taken),
            "of_python": median(t[TOGETHER] / t[name] for t in taken),
        }
        for name in rows
    }


def main() -> None:
    """Measures, prints, and writes the same figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=24, help="lab pairs per pass (default: 24)")
    parser.add_argument("--rounds", type=int, default=3, help="passes of every row (default: 3)")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    args = parser.parse_args()
    figures = measure(args.pairs, args.rounds)
    for name, row in figures.items():
        print(f"{name:<22}{row['pairs_per_second']:>8,.1f} pairs/s   {row['of_python']:.2f} of Python, all at once")
    if args.json:
        args.json.write_text(json.dumps({"pairs": args.pairs, "rows": figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
