"""Which picture is held against which text, in a sample that has several of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plaudit.core.content import Audio, Image, Part, Video
from plaudit.core.samples import Sample
from plaudit.core.verdicts import Unscored

Pair = tuple[Image, str]


def pairs(sample: Sample, *, goal: str | None = None) -> Iterator[Pair | Unscored]:
    """Per response: its image and the text of the prompt, or the image of the prompt and its text.

    A response with an image is taken for a picture that was asked for: it is held against the text of the prompt's user
    turns, and pictures in the prompt are not looked at. goal: the text of every pair; only images of responses count.
    """
    in_prompt = [part for message in sample.prompt for part in message.parts]
    for response in sample.responses:
        own = _images(response.parts)
        if own or goal is not None:
            yield _pair(own, goal if goal is not None else sample.asked, response.parts, "response")
        else:
            yield _pair(_images(in_prompt), response.text, [*in_prompt, *response.parts], "prompt")


def _pair(images: Sequence[Image], text: str, seen: Sequence[Part], where: str) -> Pair | Unscored:
    if any(isinstance(part, Video | Audio) for part in seen):
        return Unscored(why="unsupported", detail="a video or sound: only still images are compared with a text")
    if len(images) > 1:
        return Unscored(why="unsupported", detail=f"{len(images)} images in the {where}: which is meant is not known")
    if not images or not text:
        return Unscored(why="missing", detail=f"no {'text' if images else 'image'} to compare with")
    return images[0], text


def _images(parts: Sequence[Part]) -> list[Image]:
    return [part for part in parts if isinstance(part, Image)]
