"""A sample on the page: what was shown, what was answered, what the scorer and the labels say."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO

import PIL.Image

from plaudit.core import Image, Label, Media, MediaError, Part, Sample, Text, Unscored, Video
from plaudit.media import load_image, load_video
from plaudit.report.elements import Html, element, join
from plaudit.report.parts import Example

_SIDE = 320
"""Pixels of the longer side of an embedded picture."""
_EXACT = 160
"""Up to this side a picture is kept pixel by pixel."""
_FRAMES = 4


def card(example: Example) -> Html:
    """The example; a medium that cannot be shown is replaced by the reason."""
    sample = example.sample
    tags = [element("span", tag, class_="tag") for tag in sample.tags]
    result = example.result and element("span", example.result, class_=f"badge {example.result}")
    turns = [
        element("div", element("span", m.role, class_="role"), _parts(m.parts), class_="turn") for m in sample.prompt
    ]
    return element(
        "article",
        element("header", result, element("code", sample.id), tags),
        element("div", turns, class_="prompt"),
        element("ol", [_response(example, i) for i in range(len(sample.responses))]),
        class_="card",
    )


def _response(example: Example, i: int) -> Html:
    score = example.verdict.get(i, example.dimension)
    if isinstance(score, Unscored):
        said = element("span", f"no score: {score.why}", class_="badge unscored", title=score.detail)
    else:
        said = element("span", f"{score:.3g}", class_="score")
    marks = [element("span", text, class_="badge label") for text in _opinions(example.sample, i, example.dimension)]
    picked = element("span", "picked", class_="badge picked") if i == example.picked else None
    body = element("div", _parts(example.sample.responses[i].parts), class_="answer")
    return element("li", body, element("div", said, picked, marks, class_="marks"))


def _opinions(sample: Sample, i: int, dimension: str) -> list[str]:
    """What the labels say of one response: its mean rating, or how many prefer it to every other they judge."""
    labels = [label for label in sample.labels if label.dimension == dimension and i in label.of]
    stars = [v for label in labels if label.kind == "rating" and (v := _value(label, i)) is not None]
    wins = sum(_wins(label, i) for label in labels)
    if stars:
        return [f"rated {sum(stars) / len(stars):.3g}"]
    if not wins:
        return []
    return ["preferred" if len(labels) == 1 else f"preferred by {wins} of {len(labels)}"]


def _value(label: Label, i: int) -> float | None:
    return label.values[label.of.index(i)]


def _wins(label: Label, i: int) -> bool:
    own = _value(label, i)
    others = [v for j, v in zip(label.of, label.values, strict=True) if j != i and v is not None]
    return own is not None and bool(others) and own > max(others)


def _parts(parts: Sequence[Part]) -> Html:
    return join(element("p", p.text) if isinstance(p, Text) else _medium(p) for p in parts)


def _medium(medium: Media) -> Html:
    try:
        if isinstance(medium, Image):
            return _picture(load_image(medium))
        if isinstance(medium, Video):
            frames = load_video(medium, count=_FRAMES)
            return element("div", map(_picture, frames.images), class_="film")
    except MediaError as error:
        return element("p", str(error), class_="lost")
    return element("p", f"({type(medium).__name__.lower()})", class_="lost")


def _picture(pixels: PIL.Image.Image) -> Html:
    """Small pictures stay exact; large ones are made smaller and compressed."""
    small = max(pixels.size) <= _EXACT
    pixels = pixels.copy()
    pixels.thumbnail((_SIDE, _SIDE))
    buffer, kind = BytesIO(), "png" if small else "jpeg"
    pixels.save(buffer, kind)
    source = f"data:image/{kind};base64,{base64.b64encode(buffer.getvalue()).decode()}"
    return element("img", src=source, alt="", loading="lazy", class_="exact" if small else None)
