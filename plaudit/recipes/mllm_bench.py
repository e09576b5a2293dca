"""Answers of six models to questions about photos: `python -m plaudit.recipes.mllm_bench FOLDER --out DIR`.

The data are a part of MLLM-Bench (Ge et al. 2023, arXiv:2311.13951): 315 questions, six answers to each, and the votes
of a strong judge, who saw the answer of one model (the anchor) beside that of every other, in both orders. A reward
model is trained on the votes by folds of questions. Two controls stand beside its accuracy: the same questions about
another question's photo, and the length of the answer alone. The labels are a judge's, not people's.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tyro

from plaudit.core import Image, Json, Label, Sample, answer, user
from plaudit.data import write
from plaudit.data.files import Row
from plaudit.data.perturb.image_blind import image_blind
from plaudit.evaluate import Comparison, Evaluation, evaluate, paired, sections
from plaudit.models import Settings
from plaudit.recipes import _real as real
from plaudit.report import Highlight, Report
from plaudit.rules.longest import longest

RECIPE = real.Recipe(settings=Settings(max_length=256, max_pixels=112 * 112), batch_size=4, lr=3e-4, head_lr=3e-3)
"""Answers run to thousands of tokens; their middle is cut, and how much is reported."""
ANSWERS = {"answer1": (1.0, 0.0), "answer2": (0.0, 1.0)}
TYPES = ("open-ended", "close-ended", "compound")


@dataclass(frozen=True, kw_only=True)
class Config(real.Config):
    """How large the experiment is."""

    out: Path = Path("runs/mllm_bench")
    """Folder for everything that is written."""
    steps: int = 60
    """Optimizer steps of 4 questions, with 6 answers and 10 votes each, in each fold."""


def samples(folder: Path) -> list[Sample]:
    """The 315 questions with their answers, and all 3,150 votes: one label each, in the order shown to the judge.

    A vote that leaves it undecided keeps the judge's reason as its note. Seven photos are not in the folder: those
    questions are text alone, and tagged so.
    """
    answers: dict[int, dict[str, str]] = defaultdict(dict)
    votes: dict[int, list[Row]] = defaultdict(list)
    for row in real.table(folder / "responses.jsonl.gz"):
        answers[row["id"]][row["model"]] = row["answer"]
    for row in real.table(folder / "votes.csv"):
        votes[int(row["id"])].append(row)
    return [
        _sample(folder, question, answers[question["id"]], votes[question["id"]])
        for question in real.table(folder / "questions.jsonl")
    ]


def _sample(folder: Path, question: Row, answers: Mapping[str, str], votes: Sequence[Row]) -> Sample:
    place = {model: k for k, model in enumerate(answers)}
    photo = [Image(folder / question["image"])] if question["image"] else []
    tags = [f"level={question['level']}", f"photo={'shown' if photo else 'absent'}"]
    if question["question_type"] in TYPES:  # one row holds a URL there
        tags.append(f"type={question['question_type']}")
    return Sample(
        id=str(question["id"]),
        prompt=(user(*photo, question["question"]),),
        responses=tuple(answer(text, source=model) for model, text in answers.items()),
        labels=tuple(_label(vote, place) for vote in votes),
        group=f"question {question['id']}",
        tags=tuple(tags),
        source=f"mllm_bench/questions.jsonl: {question['id']}",
    )


def _label(vote: Row, place: Mapping[str, int]) -> Label:
    of = (place[vote["answer1_model"]], place[vote["answer2_model"]])
    values = ANSWERS.get(vote["vote"].lower())
    if values is not None:
        return Label(values=values, of=of, ordered=True, annotator=vote["judge"])
    note = vote["vote"].partition(": ")[2]
    return Label(values=(None, None), of=of, ordered=True, annotator=vote["judge"], decision="undecided", note=note)


def main(config: Config) -> dict[str, Json]:
    """Writes the samples, runs the experiment, prints and writes every figure."""
    started = time.monotonic()
    questions = samples(config.folder)
    write(questions, config.out / "samples.jsonl")
    if not config.train:
        return {}
    blind = image_blind(questions, config.seed)
    shown = {sample.id for sample in blind}
    verdicts = real.out_of_fold(RECIPE, config, questions, {"real": questions, "blind": blind})
    ours = real.named(evaluate(verdicts["real"], questions), config)
    length = evaluate(longest(), questions)
    seeing = evaluate(verdicts["real"], [sample for sample in questions if sample.id in shown])
    control = paired(seeing, evaluate(verdicts["blind"], blind))
    return real.finish(config, report(ours, length, control, questions), started)


def report(ours: Evaluation, length: Evaluation, control: Comparison, questions: Sequence[Sample]) -> Report:
    """The page and its figures. control: the questions that show a photo (`a`), and those with another photo (`b`)."""
    numbers: dict[str, Json] = {
        "accuracy": real.accuracy(ours),
        "longest": real.accuracy(length),
        "model_minus_longest": paired(ours, length).to_json()["difference"],
        "blind": real.accuracy(control.b),
        "real_minus_blind": control.to_json()["difference"],
        "cut_tokens": real.cut_share(ours.verdicts),
    }
    found = {
        "accuracy": ours.accuracy,
        "another question's photo": control.b.accuracy,
        "photo minus another photo": control.overall,
        "the longest answer": length.accuracy,
    }
    return Report(
        title="A reward model on answers about photos",
        headline=ours.headline,
        highlights=[Highlight(label=name, estimate=e) for name, e in found.items() if e is not None],
        sections=sections({"model": ours, "another photo": control.b, "longest": length}, questions, examples=1),
        numbers=numbers,
    )


if __name__ == "__main__":
    main(tyro.cli(Config, description=__doc__))
