"""Labels of one kind as labels of another. `pooled_labels` has those that make one label of several.

Each function takes the labels of a sample and gives them back with those that it is about converted, in order; every
other label stays as it is, and so does one that is undecided, missing or both bad. What becomes of the annotator's
strength, per-step values and shown order is said where they do not simply stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from plaudit.core import DataError, Label, Sample

Convert = Callable[[Sequence[Label]], Iterable[Label]]


def with_labels(sample: Sample, convert: Convert) -> Sample:
    """The sample with converted labels. Raises DataError that names the sample where they cannot be converted."""
    try:
        return replace(sample, labels=tuple(convert(sample.labels)))
    except DataError as error:
        raise DataError(error.what, where=f"sample {sample.id!r}", remedy=error.remedy) from error


def preferences(labels: Sequence[Label]) -> tuple[Label, ...]:
    """Labels of any kind as one preference for each two responses that both have a value, in the label's order.

    The greater value, rating or share wins with value 1 against 0; equal ones are a tie of 0.5 each. The strength of
    two ratings or shares is their difference; that of an order or binary label stays. Per-step values go.
    """
    return tuple(new for label in labels for new in ([label] if stays(label) else _pairs(label)))


def rescaled(labels: Sequence[Label], scale: tuple[float, float]) -> tuple[Label, ...]:
    """Ratings on another scale, moved in proportion; back on their own scale they are the same up to rounding.

    Strength and per-step values are in units of their own and stay. Raises DataError for ratings whose scale is not
    known or has no length.
    """
    return tuple(_moved(label, scale) if label.kind == "rating" and not stays(label) else label for label in labels)


def binary(labels: Sequence[Label], at_least: float) -> tuple[Label, ...]:
    """Ratings as binary labels: 1 from the rating `at_least` on, which is in units of their scale, else 0."""

    def split(label: Label) -> Label:
        values = tuple(None if v is None else float(v >= at_least) for v in label.values)
        return replace(label, kind="binary", scale=None, values=values)

    return tuple(split(label) if label.kind == "rating" and not stays(label) else label for label in labels)


def step_ratings(labels: Sequence[Label], by: Callable[[Sequence[float]], float] = min) -> tuple[Label, ...]:
    """Per-step values as one rating of each response, in place of the label's own values.

    by: `min`, `math.prod`, `last`, or any function of the values. Steps without a value are left out, such as those
    after the first wrong one; a response without any has no rating. The per-step values stay beside the ratings.
    The scale is the label's, 0 to 1 for binary ones. Raises DataError where the rating leaves it.
    """
    return tuple(_by_steps(label, by) if label.steps and not stays(label) else label for label in labels)


def last(values: Sequence[float]) -> float:
    """The last of them."""
    return values[-1]


def stays(label: Label) -> bool:
    """Whether no conversion is about it: undecided, missing or both bad."""
    return label.decision != "given"


def _pairs(label: Label) -> Iterable[Label]:
    for better, worse, gap, strength in label.pairs():
        of = (better, worse) if label.of.index(better) < label.of.index(worse) else (worse, better)
        values = tuple((1.0 if i == better else 0.0) if gap else 0.5 for i in of)
        strength = gap if gap and label.kind in ("rating", "share") else strength
        yield replace(label, kind="order", scale=None, steps=(), of=of, values=values, strength=strength)


def _moved(label: Label, scale: tuple[float, float]) -> Label:
    if label.scale is None or label.scale[0] == label.scale[1]:
        what = f"ratings on the scale {label.scale} cannot be moved to another"
        raise DataError(what, remedy="Give their label its scale: the least and the greatest rating.")
    (low, high), (least, greatest) = label.scale, scale
    parts = (None if v is None else (v - low) / (high - low) for v in label.values)
    values = tuple(None if t is None else within(scale, (1 - t) * least + t * greatest) for t in parts)
    return replace(label, values=values, scale=scale)


def _by_steps(label: Label, by: Callable[[Sequence[float]], float]) -> Label:
    known = [[v for v in steps if v is not None] for steps in label.steps]
    values = tuple(float(by(steps)) if steps else None for steps in known)
    scale = (0.0, 1.0) if label.kind == "binary" else label.scale
    if scale and any(v is not None and not scale[0] <= v <= scale[1] for v in values):
        remedy = "Put the steps on the scale 0 to 1, or choose another function."
        raise DataError(f"of steps come ratings {values}, beyond the scale {scale}", remedy=remedy)
    return replace(label, kind="rating", scale=scale, values=values)


def within(scale: tuple[float, float] | None, value: float) -> float:
    """The value, which rounding may have put beyond the scale."""
    return value if scale is None else min(max(value, scale[0]), scale[1])
