"""What batching across requests gives: `plaudit serve` beside the same server that scores one request at a time.

python -m benchmarks.serve [--requests 64] [--rounds 3] [--json PATH]

A reward model on plaudit-tiny scores lab pairs with their images, one pair per request. Both servers are processes of
their own, with batches of 32 and of 1, and so many clients ask at once, each waiting for its answer before it asks
again. Every round runs all rows of both in turn, so that a busy moment hits all alike; ratios are taken within a round,
and medians over rounds are shown. The servers and the clients share the machine's cores.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from plaudit.core.codec import encode
from plaudit.lab import fault_pairs, tiny_path
from plaudit.models import RewardModel

CLIENTS = (1, 2, 4, 8, 16, 32, 64)
BATCHES = {"batched": 32, "one at a time": 1}
Row = dict[str, float]


@contextmanager
def served(folder: str, max_batch: int) -> Iterator[str]:
    """The URL of a server of this model."""
    words = [sys.executable, "-m", "plaudit", "serve", folder, "--port", "0", "--max-batch", str(max_batch)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[1]
        finally:
            server.terminate()


def asked(client: httpx.Client, url: str, bodies: Sequence[Any], clients: int) -> Row:
    """Requests a second, and the median and 99th percentile of the time to an answer, in milliseconds."""

    def one(body: Any) -> float:
        start = time.perf_counter()
        reply = client.post(f"{url}/v1/score", json=body)
        took = time.perf_counter() - start
        assert all(s["type"] == "score" for v in reply.json()["verdicts"] for s in v["scores"])
        return took * 1000

    with ThreadPoolExecutor(clients) as pool:
        start = time.perf_counter()
        times = list(pool.map(one, bodies))
        took = time.perf_counter() - start
    return {"requests_per_second": len(bodies) / took, "p50": median(times), "p99": quantiles(times, n=100)[98]}


def measure(requests: int, rounds: int) -> list[Row]:
    """One row per number of clients."""
    bodies = [{"samples": [encode(sample)]} for sample in fault_pairs(requests, split="test")]
    taken: dict[tuple[int, str], list[Row]] = {(n, name): [] for n in CLIENTS for name in BATCHES}
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        RewardModel.create(tiny_path()).save_pretrained(folder)
        urls = {name: stack.enter_context(served(folder, batch)) for name, batch in BATCHES.items()}
        client = stack.enter_context(httpx.Client(timeout=120, limits=httpx.Limits(max_connections=max(CLIENTS))))
        for url in urls.values():
            asked(client, url, bodies[:8], 4)
        for _ in range(rounds):
            for (n, name), rows in taken.items():
                rows.append(asked(client, urls[name], bodies, n))
    return [_row(n, taken[n, "batched"], taken[n, "one at a time"]) for n in CLIENTS]


def _row(clients: int, batched: Sequence[Row], alone: Sequence[Row]) -> Row:
    def middle(rows: Sequence[Row], prefix: str) -> Row:
        return {f"{prefix}{key}": median(row[key] for row in rows) for key in rows[0]}

    key = "requests_per_second"
    speedup = median(b[key] / a[key] for b, a in zip(batched, alone, strict=True))
    return {"clients": clients, **middle(batched, ""), **middle(alone, "alone_"), "speedup": speedup}


def main() -> None:
    """Measures, prints, and writes the same figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=64, help="lab pairs per row and round (default: 64)")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    args = parser.parse_args()
    rows = measure(args.requests, args.rounds)
    titles = ("requests/s", "p50 ms", "p99 ms")
    print(
        f"{'clients':>7} |" + (" ".join(f"{t:>10}" for t in titles) + " |") * 2 + " ratio   (batched | one at a time)"
    )
    keys = ("requests_per_second", "p50", "p99")
    for row in rows:
        cells = [" ".join(f"{row[prefix + key]:>10,.1f}" for key in keys) for prefix in ("", "alone_")]
        print(f"{row['clients']:>7} |{' |'.join(cells)} |{row['speedup']:>6.2f}")
    if args.json:
        args.json.write_text(json.dumps({"requests": args.requests, "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
