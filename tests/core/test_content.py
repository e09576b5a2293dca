from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plaudit.core import Audio, Image, Message, Response, Text, Video, answer, user


def test_messages_and_responses_of_strings_and_parts() -> None:
    image = Image(Path("a.png"))
    assert user("Look: ", image, "?") == Message(role="user", parts=(Text("Look: "), image, Text("?")))
    assert user("Look: ", image, "?").text == "Look: ?"
    assert answer(image, source="me", tags=("a=b",)) == Response(
        turns=(Message(role="assistant", parts=(image,)),), source="me", tags=("a=b",)
    )
    trajectory = Response(turns=(Message(role="assistant", parts=(Text("a"), image)), user("b")))
    assert trajectory.parts == (Text("a"), image, Text("b"))
    assert trajectory.text == "ab"


def test_a_string_is_a_url_and_a_file_is_a_path() -> None:
    assert Image("https://host/a.png") != Image(Path("a.png"))
    with pytest.raises(ValueError, match=r"'a.png' is not a URL; for a file pass pathlib.Path"):
        Image("a.png")


@pytest.mark.parametrize("cut", [{"start": -1.0}, {"end": 0.0}, {"start": 2.0, "end": 2.0}])
@pytest.mark.parametrize("cls", [Audio, Video])
def test_an_empty_clip(cls: type[Any], cut: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="is empty; give 0 <= start < end"):
        cls(b"", **cut)
