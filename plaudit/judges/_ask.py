"""What a judge is shown, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from plaudit.core import Generator, Json, Message, Part, Response, Sample, Text, Unscored, UsageError
from plaudit.judges._prompt import JudgePrompt


def request(prompt: JudgePrompt, sample: Sample, at: Sequence[int], **shown: Response | str) -> Sample:
    """A judge's task: the sample's prompt, its reference and criteria where it has them, and what is shown besides.

    at: what tells the tasks of one sample apart. Labels, tags and sources are not in it.
    """
    parts: dict[str, Sequence[Part]] = {"prompt": _said(sample.prompt)}
    if sample.reference:
        parts["reference"] = sample.reference
    if sample.criteria:
        parts["criteria"] = [Text("\n".join(f"- {criterion.text}" for criterion in sample.criteria))]
    parts |= {name: [Text(x)] if isinstance(x, str) else _said(x.turns) for name, x in shown.items()}
    return Sample(id=json.dumps([sample.id, *at]), prompt=prompt.messages(parts))


def ask(generator: Generator, requests: Sequence[Sample], k: int) -> list[list[str] | Unscored]:
    """Per request, k answers or why there are none. The generator is called once, so that it can batch."""
    answered = generator.generate(requests, n=k) if requests else []
    return [a if isinstance(a, Unscored) else [r.text for r in a.responses] for a in answered]


def manifest(prompt: JudgePrompt, model: object, **options: Json) -> dict[str, Json]:
    """Everything that could change a verdict; a model says who it is by an attribute `identity`."""
    identity: Mapping[str, Json] = getattr(model, "identity", {"type": type(model).__qualname__})
    return {"prompt": prompt.text, "model": dict(identity), **options}


def reads(prompt: JudgePrompt) -> frozenset[str]:
    """What of a sample the prompt shows beside prompt and responses."""
    names = {"reference": "reference", "criteria": "criteria", "criterion": "criteria"}
    return frozenset(names[name] for name in prompt.shows if name in names)


def at_least_one(k: int) -> int:
    """Raises UsageError."""
    if k < 1:
        raise UsageError(f"k is {k}", remedy="Ask for at least one answer.")
    return k


def _said(turns: Sequence[Message]) -> list[Part]:
    """A lone turn as it is; of several, each with its role before it."""
    if len(turns) == 1:
        return list(turns[0].parts)
    return [p for k, t in enumerate(turns) for p in (Text("\n\n" * bool(k) + f"{t.role}: "), *t.parts)]
