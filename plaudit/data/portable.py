"""Media that leave the process in a file: paths relative to it, decoded media encoded; and back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from plaudit.core import Image, Json, Part, Sample, Text, Video
from plaudit.core.codec import encode
from plaudit.media import load_image
from plaudit.media.images import is_decoded
from plaudit.media.stacks import frames_of


def map_data(sample: Sample, change: Callable[[Any], Any]) -> Sample:
    """`change` applied to the data of every medium, or of each frame of a video that is given as frames."""

    def part(part: Part) -> Part:
        if isinstance(part, Text):
            return part
        frames = frames_of(part) if isinstance(part, Video) else None
        if frames is None:
            return replace(part, data=change(part.data))
        return replace(part, data=tuple(replace(frame, data=change(frame.data)) for frame in frames))

    if all(isinstance(part, Text) for part in (*sample.parts(), *sample.reference)):
        return sample  # most samples of a large file: nothing is built anew
    return sample.map_parts(part)


def landed(sample: Sample, root: Path) -> Sample:
    """Relative paths start at `root`."""
    return map_data(sample, lambda data: root / data if isinstance(data, Path) else data)


def portable(sample: Sample, root: Path) -> Sample:
    """Paths below `root` are relative to it and others absolute; what is decoded becomes PNG, losslessly.

    Raises MediaError for decoded media that are no image.
    """

    def plain(data: Any) -> Any:
        if isinstance(data, Path):
            path = data.absolute()
            return path.relative_to(root) if path.is_relative_to(root) else path
        return _png(Image(data)) if is_decoded(Image(data)) else data

    return map_data(sample, plain)


def shown(sample: Sample) -> dict[str, Json]:
    """The sample as JSON for a person to look at: what of its extra has no JSON form is put into words."""
    return encode(replace(sample, extra={name: _in_words(value) for name, value in sample.extra.items()}))


def _in_words(value: Any) -> Json:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return repr(value)[:300]
    return value


def _png(image: Image) -> bytes:
    buffer = io.BytesIO()
    load_image(image).save(buffer, "PNG")
    return buffer.getvalue()
