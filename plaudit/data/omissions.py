"""What a Sample can be without and still mean what it says, part by part: for forms that hold less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from plaudit.core import Label, Media, Part, Sample

Change = Callable[[Sample], Sample]


def omissions(sample: Sample) -> dict[str, Change]:
    """By the name of the field, what leaves it out: of each field that the sample holds.

    Responses, labels and what is shown (content, tool calls) are not among them: without these it would be another
    sample. Every label keeps its comparisons.
    """
    changes: dict[str, Change] = {}
    for field, empty in _FIELDS.items():
        changes[field] = partial(_of_sample, changed={field: empty})
    changes |= {f"labels.{field}": partial(_of_labels, changed=changed) for field, changed in _LABELS.items()}
    changes |= {f"responses.{field}": partial(_of_responses, changed={field: e}) for field, e in _RESPONSES.items()}
    changes |= {"labels.kind": _as_comparisons, "media.role": partial(Sample.map_parts, change=_plain)}
    changes |= {f"extra.{key}": partial(_without_extra, key=key) for key in sample.extra}
    return {name: change for name, change in changes.items() if change(sample) != sample}


def of_dimension(sample: Sample, dimension: str) -> tuple[Sample, dict[str, str]]:
    """The sample with the labels of one dimension alone, as labels of "overall"; and by field, what that leaves out."""
    own = tuple(replace(label, dimension="overall") for label in sample.labels if label.dimension == dimension)
    others = Counter(label.dimension for label in sample.labels if label.dimension != dimension)
    lost = {f"labels.{name}": f"{count} labels of another dimension are left out" for name, count in others.items()}
    if own and dimension != "overall":
        lost["labels.dimension"] = f"{dimension} is written as a plain preference"
    return replace(sample, labels=own), lost


def without_responses(sample: Sample) -> Sample:
    """The prompt alone."""
    return replace(sample, responses=(), labels=())


def comparisons(sample: Sample) -> list[Sample]:
    """Samples of two responses and one label, better first: one for each comparison that a label makes, but for ties.

    Their ids say of which label and which responses they are. They have one prompt, so they stay in one group.
    """
    found = []
    for k, label in enumerate(sample.labels):
        alone = replace(sample, labels=(label,))
        for better, worse, gap, _ in label.pairs():
            if gap > 0:
                pair = alone.take((better, worse))
                found.append(replace(pair, id=f"{sample.id}/{k}-{better}-{worse}"))
    return found


def beyond_comparisons(sample: Sample) -> dict[str, str]:
    """By field, what no sample of `comparisons` holds."""
    pairs = [pair for label in sample.labels for pair in label.pairs()]
    ties = sum(pair.gap == 0 for pair in pairs)
    alone = {*range(len(sample.responses))} - {i for pair in pairs if pair.gap for i in (pair.better, pair.worse)}
    lost = {"labels": f"{ties} ties are left out"} if ties else {}
    return lost | ({"responses": f"{len(alone)} that are better or worse than none are left out"} if alone else {})


_FIELDS: Mapping[str, Any] = {
    "reference": (), "criteria": (), "group": None, "user": None, "source": None, "tags": (),
}  # fmt: skip
_LABELS: Mapping[str, Mapping[str, Any]] = {
    "steps": {"steps": ()},
    "strength": {"strength": None},
    "annotator": {"annotator": None},
    "ordered": {"ordered": False},
    "note": {"note": ""},
}
_RESPONSES: Mapping[str, Any] = {"complete": True, "steps": (), "source": None, "tags": (), "extra": {}}


def _of_sample(sample: Sample, changed: Mapping[str, Any]) -> Sample:
    return replace(sample, **changed)


def _of_labels(sample: Sample, changed: Mapping[str, Any]) -> Sample:
    return replace(sample, labels=tuple(replace(label, **changed) for label in sample.labels))


def _as_comparisons(sample: Sample) -> Sample:
    """With each label that is more as an order, whose values are places from the worst, 0, to the best."""

    def order(label: Label) -> Label:
        if label.kind == "order" and label.scale is None:
            return label
        places = {value: float(k) for k, value in enumerate(sorted({v for v in label.values if v is not None}))}
        values = tuple(None if value is None else places[value] for value in label.values)
        return replace(label, kind="order", scale=None, values=values)

    return replace(sample, labels=tuple(map(order, sample.labels)))


def _of_responses(sample: Sample, changed: Mapping[str, Any]) -> Sample:
    return replace(sample, responses=tuple(replace(response, **changed) for response in sample.responses))


def _without_extra(sample: Sample, key: str) -> Sample:
    return replace(sample, extra={name: value for name, value in sample.extra.items() if name != key})


def _plain(part: Part) -> Part:
    return replace(part, role="") if isinstance(part, Media) else part
