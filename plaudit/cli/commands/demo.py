"""Watch a reward model learn to see: trains, evaluates, picks best-of-8 and writes a report, in minutes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from plaudit.cli.show import console, demo_tables, write_json


def demo(
    *, out: Path = Path("runs/demo"), steps: int = 400, pairs: int = 300, seed: int = 0, json: Path | None = None
) -> None:
    """Trains a reward model on the shipped model in a rendered world with a known gold score. No GPU, no download.

    Args:
        out: Folder for the data, the model, the report and its figures.
        steps: Optimizer steps of 16 pairs.
        pairs: Held-out pairs per kind of fault, and scenes for best-of-8.
        seed: Of data, order and head.
        json: File to write the figures to as well; they are in OUT/metrics.json in any case.
    """
    from plaudit.recipes.demo import Config
    from plaudit.recipes.demo import demo as play

    config = Config(out=out, steps=steps, pairs=pairs, scenes=pairs, seed=seed)
    figures = play(config, say=partial(console.print, soft_wrap=True))
    console.print(demo_tables(figures))
    console.print(f"\n[bold]report:[/] {out / 'report.html'}\n[bold]model:[/]  {out / 'model'}", soft_wrap=True)
    write_json(json, figures)
