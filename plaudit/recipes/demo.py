"""The demo: from plaudit-tiny to a reward model that sees, measured on scenes it has never met.

Lab preferences -> training -> accuracy before, after and without the image -> best-of-8 against gold -> a report.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from plaudit.apply import Choice, best_of_n, pick
from plaudit.core import Estimate, Json, Sample, Scorer
from plaudit.data import write
from plaudit.data.perturb.image_blind import image_blind
from plaudit.evaluate import Evaluation, evaluate, sections
from plaudit.evaluate.probe import probe
from plaudit.lab import GoldScorer, candidates, fault_pairs
from plaudit.lab.claims import KINDS
from plaudit.load import TINY, backbone_path
from plaudit.metrics import Floats, mean, ratio
from plaudit.models import RewardModel
from plaudit.report import Curve, Example, Highlight, Report, Section, peak_memory_bytes, provenance, write_report
from plaudit.runs import run
from plaudit.train import TrainConfig, TrainResult, train_reward_model

NS = (1, 2, 4, 8)
"""How many candidates best-of-n chooses from."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """How large the demo is."""

    out: Path = Path("runs/demo")
    """Folder for everything it writes."""
    steps: int
    """Optimizer steps of 16 pairs."""
    pairs: int
    """Held-out pairs per kind of fault."""
    scenes: int
    """Held-out scenes, of eight descriptions each, for best-of-8."""
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class BestOf:
    """What choosing among n is worth, in gold score."""

    gold: dict[int, Estimate]
    """By n; 1 is a random pick."""
    oracle: Estimate
    gap_closed: Estimate
    """Share of the way from a random pick to the oracle, at n = 8."""
    choices: list[Choice]


def demo(config: Config, say: Callable[[str], None] = print) -> dict[str, Json]:
    """Runs it; returns the figures of metrics.json. `say` is told what happens."""
    start, out = time.monotonic(), config.out
    say("1/5  making preferences in the lab: rendered scenes, two answers, one of them with a fault")
    train = list(fault_pairs(16 * config.steps, split="train", seed=config.seed))
    test = list(fault_pairs(len(KINDS) * config.pairs, split="test", seed=config.seed))
    pools = list(candidates(config.scenes, of=max(NS), split="test", seed=config.seed))
    for name, samples in (("train", train), ("test", test), ("candidates", pools)):
        write(samples, out / f"{name}.jsonl")
    model = RewardModel.create(backbone_path(TINY), seed=config.seed)
    model.freeze("vision")
    say(f"2/5  before training: {len(test)} held-out pairs")
    before = evaluate(model, test, seed=config.seed)
    say(f"3/5  training on {len(train)} pairs of scenes that neither {TINY} nor the test has seen")
    result = train_reward_model(model, train, None, _training(config))
    model.eval()
    say("4/5  after training, and with the images swapped for other scenes'")
    blind = probe(model, test, image_blind(test, config.seed), seed=config.seed)
    after = blind.a
    say(f"5/5  best-of-{max(NS)} on {len(pools)} held-out scenes, against the gold score")
    best = measure_best_of(model, pools, config.seed)
    figures: dict[str, Json] = {
        "accuracy": _accuracy(after), "before": _accuracy(before), "blind": _accuracy(blind.b),
        "best_of_n": {str(n): {"gold": e.to_json()} for n, e in best.gold.items()}
        | {"oracle": {"gold": best.oracle.to_json()}, "gap_closed": best.gap_closed.to_json()},
        "seconds": round(time.monotonic() - start, 1), "peak_memory_bytes": peak_memory_bytes(),
    }  # fmt: skip
    series = {"after training": after, "before": before, "another scene's image": blind.b}
    write_report(_report(config, series, test, best, result, figures), out / "report.html", out / "metrics.json")
    return figures


def _training(config: Config) -> TrainConfig:
    return TrainConfig(
        output_dir=config.out, steps=config.steps, batch_size=16, lr=1e-4, head_lr=3e-3, warmup=0.1, seed=config.seed,
        loss_options={"center": 0.01}, save_every=0,
    )  # fmt: skip


def measure_best_of(scorer: Scorer, pools: Sequence[Sample], seed: int) -> BestOf:
    """Gold score of best-of-n for every n, from one scoring of all candidates."""
    choices = best_of_n(scorer, pools)
    gold_SN = np.array([[v.get(i) for i in range(max(NS))] for v in run(GoldScorer(), pools)], dtype=np.float64)
    random_S, oracle_S = gold_SN.mean(1), gold_SN.max(1)

    def picked(n: int) -> Floats:
        at = [pick(choice.verdict, range(n)) for choice in choices]
        return np.array([r if i is None else g[i] for i, g, r in zip(at, gold_SN, random_S, strict=True)])

    groups = [sample.id for sample in pools]
    gold = {n: mean(random_S if n == 1 else picked(n), groups, seed=seed) for n in NS}
    closed = ratio(picked(max(NS)) - random_S, oracle_S - random_S, groups, seed=seed)
    return BestOf(gold=gold, oracle=mean(oracle_S, groups, seed=seed), gap_closed=closed, choices=choices)


def _accuracy(evaluation: Evaluation) -> dict[str, Json]:
    found: dict[str, Json] = evaluation.to_json()["accuracy"]
    return {"overall": found["overall"], "by_tag": found["by_tag"]}


def _report(
    config: Config, series: dict[str, Evaluation], test: Sequence[Sample], best: BestOf, result: TrainResult,
    figures: dict[str, Json],
) -> Report:  # fmt: skip
    after, before, blind = series.values()
    assert after.accuracy is not None
    assert before.accuracy is not None
    assert blind.accuracy is not None
    highlights = [
        Highlight(label="accuracy", estimate=after.accuracy, note=f"before training {before.accuracy.value:.1%}"),
        Highlight(label="with another scene's image", estimate=blind.accuracy, note="text alone gives nothing away"),
        Highlight(label="gap to the oracle closed", estimate=best.gap_closed, note=f"best-of-{max(NS)}, gold score"),
    ]
    oracle = [(float(n), best.oracle) for n in (min(NS), max(NS))]
    curves = [
        Curve(
            title="Gold score of the chosen answer",
            lines={"reward model": [(float(n), e) for n, e in best.gold.items()], "oracle of 8": oracle},
            x_axis="candidates n", y_axis="gold score (minus the number of faults)", doubling=True,
        )
    ]  # fmt: skip
    chosen = [Example(sample=c.sample, verdict=c.verdict, picked=c.index) for c in best.choices[:2]]
    return Report(
        title="plaudit demo: a reward model learns to see",
        headline=after.headline,
        highlights=highlights,
        sections=[
            *sections(series, test),
            Section(title=f"Best of {max(NS)}", figures=curves, examples=chosen),
            Section(title="Training", figures=[_training_curve(result)]),
        ],
        numbers=figures,
        made=provenance(seconds=float(figures["seconds"]), seed=config.seed, backbone=TINY, steps=config.steps),
    )


def _training_curve(result: TrainResult) -> Curve:
    rows = [json.loads(line) for line in result.log.read_text().splitlines()]
    points = {
        name: [(float(r["step"]), float(r[name])) for r in rows if name in r and "step" in r]
        for name in ("loss", "accuracy")
    }
    return Curve(title="Loss and accuracy on training pairs", lines=points, x_axis="step", y_axis="per comparison")
