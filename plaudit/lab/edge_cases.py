"""Samples on which batching, padding and sharing would go wrong if they could."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from plaudit.core import Image, Part, Response, Sample, Video, answer, user
from plaudit.lab.render import draw
from plaudit.lab.scenes import Scene
from plaudit.lab.worlds import candidates


def edge_cases(media: Collection[str]) -> list[Sample]:
    """Ten samples at most, without labels; always the same.

    Responses from one word to 180, equal ones, empty and incomplete ones, a prompt with only one; and of the media
    that are named (image, video): several to a prompt, of unequal size, and as responses.
    """
    scenes = [replace(scene, labels=()) for scene in candidates(2, of=3, split="train")]
    cases = _texts([response.text for scene in scenes for response in scene.responses])
    small, other = (draw(Scene.from_json(scene.extra["scene"])) for scene in scenes)
    wide = Image(small.resize((168, 112)))
    if "image" in media:
        cases += scenes + _images(Image(small), wide)
    if "video" in media:
        cases += _videos(Image(small), Image(other))
    return cases


def _texts(said: Sequence[str]) -> list[Sample]:
    cut = replace(answer("There are"), complete=False)
    return [
        _case("lengths", ["Describe it."], [answer("4"), answer(" ".join(said)), answer(""), answer(said[0])]),
        _case("equal", ["Is there a red circle?"], [answer("No."), answer("Yes."), answer("No."), answer("No.")]),
        _case("incomplete", ["How many are there? " * 8], [answer("There are"), cut, answer("There are two.")]),
        _case("single", ["Hello"], [answer("Good day.")]),
    ]


def _images(small: Image, wide: Image) -> list[Sample]:
    drawn = [answer(small), answer(wide), answer(wide, "Here."), answer("No.")]
    return [
        _case("images in the prompt", [small, "Which is brighter, this or ", wide, "?"], [answer("This."), answer("")]),
        _case("images as responses", ["Draw two stars."], drawn),
    ]


def _videos(first: Image, second: Image) -> list[Sample]:
    short, long = (Video((first, *(second,) * more), fps=2.0) for more in (1, 4))
    return [
        _case("a video in the prompt", [long, "What moves?"], [answer("A star."), answer("Nothing moves at all.")]),
        _case("videos as responses", [first, "Let it move."], [answer(short), answer(long, "Here."), answer(first)]),
    ]


def _case(name: str, prompt: Sequence[Part | str], responses: Sequence[Response]) -> Sample:
    return Sample(id=name, prompt=(user(*prompt),), responses=tuple(responses))
