"""How many text pairs a second `plaudit.core.codec` reads and writes, beside the standard library's bare `json`.

python benchmarks/codec.py [--n 1000000] [--json PATH]

Each pair is a question, two answers and a label, about 900 characters of JSON. `streamed` lets every pair go before the
next; `kept` holds a tenth of n in a list, where Python's own collector takes its share of codec and json alike.
Seconds are of processor time, so that other processes on the machine count little.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Callable, Iterable
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from plaudit.core import Sample, answer, prefer, user
from plaudit.core.codec import dumps, encode, loads

POOL = 1000
"""Different pairs, taken round and round, so that the input itself stays small."""
ROUNDS = 5


def pair(k: int) -> Sample:
    """One made-up preference."""
    return Sample(
        id=f"pair-{k}",
        prompt=(user(f"Which of these is the better summary of document {k}? " * 4),),
        responses=(answer(f"The document describes case {k} and " * 8), answer("I think that this is about " * 10)),
        labels=(prefer(k % 2, 1 - k % 2),),
    )


def rate(do: Callable[[Any], Any], things: Iterable[Any], n: int, keep: bool = False) -> float:
    """Calls of `do` a second, over n things."""
    kept: list[Any] = []
    gc.collect()
    start = time.process_time()
    for thing in islice(cycle(things), n):
        done = do(thing)
        if keep:
            kept.append(done)
    return n / (time.process_time() - start)


def measure(n: int) -> dict[str, float]:
    """Every figure, in samples a second: the median of rounds that take turns, so that a busy moment hits all alike."""
    pairs = [pair(k) for k in range(POOL)]
    lines, plain = [dumps(p) for p in pairs], [encode(p) for p in pairs]
    part, few = n // ROUNDS, n // 10
    figures: dict[str, Callable[[], float]] = {
        "streamed.loads": lambda: rate(lambda line: loads(Sample, line), lines, part),
        "streamed.json_loads": lambda: rate(json.loads, lines, part),
        "kept.loads": lambda: rate(lambda line: loads(Sample, line), lines, few, keep=True),
        "kept.json_loads": lambda: rate(json.loads, lines, few, keep=True),
        "streamed.dumps": lambda: rate(dumps, pairs, part),
        "streamed.json_dumps": lambda: rate(json.dumps, plain, part),
    }
    rounds = [{name: run() for name, run in figures.items()} for _ in range(ROUNDS)]
    return {name: median(r[name] for r in rounds) for name in figures}


def main() -> None:
    """Measures, prints, and writes the same figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=1_000_000, help="pairs to read and write (default: 1000000)")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    args = parser.parse_args()
    figures = measure(args.n)
    for name in ("streamed.loads", "kept.loads", "streamed.dumps"):
        bare = name.replace(".", ".json_")
        print(f"{name:<16}{figures[name]:>9,.0f} samples/s   {figures[name] / figures[bare]:.2f} of bare json")
    if args.json:
        args.json.write_text(json.dumps({"n": args.n, "samples_per_second": figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
