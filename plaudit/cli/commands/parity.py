"""Score the same responses in every way, and fail where the scores differ."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.markup import escape
from tyro.conf import Positional

from plaudit.cli.show import console, read_samples, write_json
from plaudit.core import CheckpointError, RunError, Sample, UsageError, Verdict
from plaudit.load import load_reward_model

if TYPE_CHECKING:
    from plaudit.models import RewardModel
    from plaudit.runs.parity import Difference

DEADLINE = 600.0
"""Seconds for the server's answer: a large model on a CPU takes its time."""
COLOURS = {"ok": "green", "FAIL": "bold red", "not possible": "yellow"}


def parity(
    checkpoint: Positional[str],
    *,
    data: Path | None = None,
    format: str | None = None,  # noqa: A002 - the word users know
    json: Path | None = None,
) -> None:
    """Compares every response alone with padding, sharing, other orders, saving, command line and server.

    Prints the largest difference of each over max(1, standard deviation), and fails above what is allowed: 1e-10 in
    float64, 1e-5 in float32, and in half precision 1.5 times as far from the float32 scores as a response alone gets.

    Args:
        checkpoint: A reward model's folder or Hub id.
        data: Samples: a .jsonl, .json, .csv or .parquet file in a known format. Where not given, a few are made of what
            the model takes: text of very different lengths, equal and empty responses, images and videos.
        format: Format of the data; guessed where not given.
        json: File to write the differences to.
    """
    os.environ["NVIDIA_TF32_OVERRIDE"] = "0"  # float32 shall be float32, in the process of `plaudit score` too
    from plaudit.lab.edge_cases import edge_cases
    from plaudit.runs.parity import parity as differences

    model = load_reward_model(checkpoint)
    samples = read_samples(data, format) if data else edge_cases(model.layout.family.PLACEHOLDERS)

    others = {"command line": lambda _, asked: by_command_line(checkpoint, asked), "server": by_server}
    found: list[Difference] = []
    console.print(f"[bold]{'':<18}  {'precision':<8}  {'largest |d|':>11}  {'allowed':>8}[/]", soft_wrap=True)
    for difference in differences(model, samples, others):
        found.append(difference)
        _print(difference)
    outcomes = Counter(difference.outcome for difference in found)
    write_json(json, {"checkpoint": checkpoint, "ways": [d.to_json() for d in found]})
    if outcomes["FAIL"]:
        failed = ", ".join(f"{d.way} ({d.precision})" for d in found if d.outcome == "FAIL")
        raise CheckpointError(f"a score depends on how it is asked for: {failed}", where=checkpoint)
    console.print(f"[green]{found[0].n} responses have one score each,[/] in {outcomes['ok']} ways")


def _print(difference: Difference) -> None:
    largest, allowed = ("" if x is None else f"{x:.1e}" for x in (difference.largest, difference.tolerance))
    colour, why = COLOURS[difference.outcome], escape(f": {difference.note}" if difference.note else "")
    console.print(
        f"{difference.way:<18}  {difference.precision:<8}  {largest:>11}  {allowed:>8}  "
        f"[{colour}]{difference.outcome}[/]{why}",
        soft_wrap=True,
    )


def by_command_line(checkpoint: str, samples: Sequence[Sample]) -> list[Verdict]:
    """What `plaudit score` writes, in a process of its own."""
    from plaudit.data import write
    from plaudit.runs import Replayed, run

    with TemporaryDirectory() as folder:
        data, out = Path(folder) / "samples.jsonl", Path(folder) / "verdicts.jsonl"
        write(samples, data)
        words = [sys.executable, "-m", "plaudit", "score", checkpoint, str(data), "--out", str(out)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RunError(f"plaudit score fails: {done.stderr.strip()}", where=checkpoint)
        return run(Replayed(out), samples)


def by_server(model: RewardModel, samples: Sequence[Sample]) -> list[Verdict]:
    """What `plaudit serve` answers, over a real socket."""
    from plaudit.media.http import Patience
    from plaudit.runs import run
    from plaudit.runs.parity_ways import NotPossible
    from plaudit.serve import Config, Remote, make_app
    from plaudit.serve.background import serving

    try:
        app = make_app(model, config=Config(deadline=DEADLINE))
    except UsageError as error:
        raise NotPossible(str(error)) from error
    with serving(app) as url:
        return run(Remote(url, patience=Patience(deadline=DEADLINE)), samples)
