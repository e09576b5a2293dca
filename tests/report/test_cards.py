from __future__ import annotations

import base64
import re
from io import BytesIO
from pathlib import Path

import PIL.Image

from plaudit.core import Audio, Image, Label, Sample, Score, Unscored, Verdict, Video, answer, prefer, user
from plaudit.report import Example
from plaudit.report.cards import card
from tests.fakes import pair, png

VERDICT = Verdict(sample_id="s", scores=(Score(value=1.25), Unscored(why="media", detail="<no file>")))


def pictures(markup: str) -> list[PIL.Image.Image]:
    found = re.findall(r'src="data:image/\w+;base64,([^"]+)"', markup)
    return [PIL.Image.open(BytesIO(base64.b64decode(data))) for data in found]


def test_what_was_shown_said_and_scored() -> None:
    sample = pair("s", "<b>yes</b>", "no & no", "kind=count", image="red")
    markup = card(Example(sample=sample, verdict=VERDICT, result="unscored", picked=0))
    for text in ("&lt;b&gt;yes&lt;/b&gt;", "no &amp; no", "What about s?", "kind=count", ">1.25<", "no score: media"):
        assert text in markup
    assert 'title="&lt;no file&gt;"' in markup
    assert [markup.count(word) for word in (">preferred<", ">picked<", ">unscored<")] == [1, 1, 1]
    (shown,) = pictures(markup)
    assert shown.getpixel((0, 0)) == (255, 0, 0)
    assert shown.size == (8, 8)


def test_large_pictures_are_made_smaller() -> None:
    sample = Sample(id="s", prompt=(user(Image(png("blue", 1000))),))
    (shown,) = pictures(card(Example(sample=sample, verdict=Verdict(sample_id="s", scores=()))))
    assert (shown.size, shown.format) == ((320, 320), "JPEG")


def test_a_film_is_four_frames_and_a_sound_is_named() -> None:
    film = Video(
        tuple(Image(png(c)) for c in ("red", "green", "blue", "white", "black", "red", "green", "blue")), fps=2.0
    )
    sample = Sample(id="s", prompt=(user(film, Audio(b"wave")),))
    markup = card(Example(sample=sample, verdict=Verdict(sample_id="s", scores=())))
    assert len(pictures(markup)) == 4
    assert "(audio)" in markup


def test_a_medium_that_cannot_be_shown_says_why() -> None:
    sample = Sample(id="s", prompt=(user(Image(Path("nowhere/<a>.png"))),))
    markup = card(Example(sample=sample, verdict=Verdict(sample_id="s", scores=())))
    assert 'class="lost"' in markup
    assert "nowhere/&lt;a&gt;.png" in markup


def test_what_several_labels_say() -> None:
    def said(*labels: Label) -> list[str]:
        sample = Sample(id="s", prompt=(user("?"),), responses=(answer("a"), answer("b")), labels=labels)
        return re.findall(r'badge label">([^<]*)<', card(Example(sample=sample, verdict=VERDICT)))

    assert said(prefer(0, 1), prefer(0, 1), prefer(1, 0)) == ["preferred by 2 of 3", "preferred by 1 of 3"]
    assert said(Label(values=(4.0, None), kind="rating"), Label(values=(3.0, 1.0), kind="rating")) == [
        "rated 3.5",
        "rated 1",
    ]
    assert said(Label(values=(1.0, 1.0))) == []
    assert said(Label(values=(1.0, 0.0), dimension="style")) == []
