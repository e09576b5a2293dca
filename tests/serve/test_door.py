from __future__ import annotations

import base64
from pathlib import Path

import pytest

from plaudit.core import Image, Sample, Score, Unscored, Verdict, Video, answer, user
from plaudit.media import Budget
from plaudit.serve.door import Door
from tests.fakes import png

RED = png("red")
URI = "data:image/png;base64," + base64.b64encode(RED).decode()


def sample(*shown: Image | Video) -> Sample:
    """One response for each medium."""
    return Sample(id="a", prompt=(user("Which?"),), responses=tuple(map(answer, shown)))


def test_what_is_sent_along_comes_in_as_bytes() -> None:
    given = sample(Image(RED), Image(URI), Image("part://cat"), Video((Image(URI), Image(RED)), fps=2.0))
    entered = Door(Budget(), {"cat": RED}).enter(given)
    assert not entered.refused and entered.prompt is None
    red = Image(RED)
    assert [r.parts[0] for r in entered.sample.responses] == [red, red, red, Video((red, red), fps=2.0)]


@pytest.mark.parametrize(
    ("image", "word"),
    [
        (Image(Path("/etc/hostname")), "reads no paths"),
        (Image("file:///etc/hostname"), "reads no paths"),
        (Image("FILE:///etc/hostname"), "reads no paths"),
        (Image("http://127.0.0.1:9/cat.png"), "fetches no URLs"),
        (Image("ftp://somewhere/cat.png"), "fetches no URLs"),
        (Image("part://dog"), "no part of the request"),
        (Image("data:image/png;base64,%%%"), "broken data URI"),
        (Image(bytes(1001)), "over the budget"),
        (Image(b""), "empty"),
    ],
)
def test_what_is_refused_is_said_of_its_response_alone(image: Image, word: str) -> None:
    door = Door(Budget(bytes=1000), {"cat": RED})
    entered = door.enter(sample(Image(RED), image))
    assert [r.parts for r in entered.sample.responses] == [(Image(RED),), (Image(b""),)]
    found = entered.verdict(iter([Verdict(sample_id="a", scores=(Score(value=1.0), Score(value=2.0)))]))
    assert found.scores[0] == Score(value=1.0)
    assert isinstance(found.scores[1], Unscored) and found.scores[1].why == "media" and word in found.scores[1].detail


def test_a_path_among_the_frames_of_a_film_is_refused_too() -> None:
    entered = Door(Budget()).enter(sample(Video((Image(RED), Image(Path("/etc/hostname"))))))
    assert "reads no paths" in entered.refused[0].detail


def test_where_the_prompt_is_refused_nothing_is_scored() -> None:
    given = Sample(id="a", prompt=(user(Image(Path("/etc/hostname"))),), responses=(answer("x"), answer("y")))
    entered = Door(Budget()).enter(given)
    assert entered.verdict(iter([])).scores == (entered.prompt, entered.prompt)


def test_where_urls_are_allowed_they_are_fetched() -> None:
    entered = Door(Budget(urls=True, timeout=1.0)).enter(sample(Image("http://127.0.0.1:9/cat.png")))
    assert "cannot be fetched" in entered.refused[0].detail  # nothing listens there
