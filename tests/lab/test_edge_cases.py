from __future__ import annotations

from itertools import pairwise

import pytest

from plaudit.core import Image, Video
from plaudit.core.codec import dumps
from plaudit.data.portable import portable
from plaudit.lab.edge_cases import edge_cases
from plaudit.media import load_image


@pytest.mark.parametrize(("media", "n"), [((), 4), (("image",), 8), (("image", "video"), 10)])
def test_they_hold_the_media_that_are_asked_for(media: tuple[str, ...], n: int) -> None:
    cases = edge_cases(media)
    kinds = {type(part).__name__.lower() for case in cases for part in case.parts()}
    assert kinds == {"text", *media} and len({case.id for case in cases}) == n == len(cases)


def test_they_are_always_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.getbasetemp()
    once, again = ([dumps(portable(case, root)) for case in edge_cases({"image", "video"})] for _ in range(2))
    assert once == again


def test_what_could_go_wrong_is_among_them() -> None:
    responses = [case.responses for case in edge_cases({"image", "video"})]
    words = [len(response.text.split()) for group in responses for response in group]
    assert min(words) == 0 and 150 < max(words) < 200
    assert any(not response.complete for group in responses for response in group)
    assert any(len(group) == 1 for group in responses)
    assert any(a == b for group in responses for a, b in pairwise(group))
    shown = [part for group in responses for response in group for part in response.parts]
    assert {load_image(part).size for part in shown if isinstance(part, Image)} == {(84, 84), (168, 112)}
    assert {len(part.data) for part in shown if isinstance(part, Video)} == {2, 5}
