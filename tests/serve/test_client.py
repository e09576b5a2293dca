from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from plaudit.core import Image, Sample, Score, Unscored, UsageError, Video, answer, user
from plaudit.media.http import Patience
from plaudit.models import RewardModel
from plaudit.rules.random_score import random_score
from plaudit.runs import run
from plaudit.runs.contract import check_scorer
from plaudit.serve import Config, Remote, make_app
from plaudit.serve.background import serving
from tests.fakes import pair, png
from tests.tiny import picture

ONCE = Patience(retries=0)


def samples(folder: Path) -> list[Sample]:
    """Media in every form that Python takes."""
    (folder / "red.png").write_bytes(png("red", 70))
    film = Video(tuple(Image(picture(56, 56, k)) for k in range(3)), fps=1.0)
    return [
        pair("text", "Yes, a red one.", "No."),
        pair("bytes", "It is blue.", "It is green.", image="blue"),
        Sample(id="path", prompt=(user(Image(folder / "red.png"), "What?"),), responses=(answer("Red."),)),
        Sample(id="decoded", prompt=(user(Image(picture(60, 90)), "What?"),), responses=(answer("Noise."),)),
        Sample(id="film", prompt=(user(film, "What?"),), responses=(answer("Noise."), answer("A cat."))),
        Sample(id="picture", prompt=(user("Draw!"),), responses=(answer(Image(png("red", 60))), answer("No."))),
    ]


def test_scores_are_those_of_python(url: str, model: RewardModel, tmp_path: Path) -> None:
    given = samples(tmp_path)
    remote = Remote(url)
    assert remote.info == model.info and remote.info.digest == model.info.digest
    for here, there in zip(run(model, given), run(remote, given), strict=True):
        assert here.usage == there.usage
        for a, b in zip(here.scores, there.scores, strict=True):
            assert isinstance(a, Score) and isinstance(b, Score)
            assert b.value == pytest.approx(a.value, abs=1e-6)
            assert b.dims == pytest.approx(a.dims, abs=1e-6)


def test_it_is_a_scorer(url: str) -> None:
    check_scorer(Remote(url), [pair("a", "yes, it is", "no"), pair("b", "red", "green", image="red")])


def test_a_scorer_that_looks_at_ids_sees_the_clients() -> None:
    with serving(make_app(random_score())) as url:
        given = [pair("a", "yes", "no"), pair("b", "red", "green")]
        assert run(Remote(url), given) == run(random_score(), given)


def test_it_works_inside_a_running_loop(url: str) -> None:
    async def main() -> list[Score | Unscored]:
        return [score for verdict in run(Remote(url), [pair("a", "yes", "no")]) for score in verdict.scores]

    assert all(isinstance(score, Score) for score in asyncio.run(main()))


def test_a_sample_that_cannot_be_sent_is_a_reason_and_its_neighbours_score(url: str) -> None:
    given = [
        Sample(id="gone", prompt=(user(Image(Path("gone.png"))),), responses=(answer("x"), answer("y"))),
        Sample(id="broken", prompt=(user(Image(b"this is no image")),), responses=(answer("x"),)),
        Sample(id="fine", prompt=(user("Hi"),), responses=(answer("x"),)),
    ]
    gone, broken, fine = run(Remote(url), given)
    for score in (*gone.scores, *broken.scores):
        assert isinstance(score, Unscored) and score.why == "media" and score.by == url
    assert isinstance(fine.scores[0], Score)


def test_a_server_that_fails_is_down_for_those_samples_alone() -> None:
    with serving(make_app(random_score(), config=Config(max_body=2000))) as url:
        remote = Remote(url, patience=ONCE)
        long, short = run(remote, [pair("long", "x" * 3000, "y"), pair("short", "x", "y")])
        assert all(isinstance(s, Unscored) and s.why == "down" and "413" in s.detail for s in long.scores)
        assert all(isinstance(s, Score) for s in short.scores)
    for score in run(remote, [pair("a", "yes", "no")])[0].scores:
        assert isinstance(score, Unscored) and score.why == "down" and score.by == url


def test_a_wrong_url_is_a_usage_error_with_a_remedy(url: str) -> None:
    for wrong in ("http://127.0.0.1:9", f"{url}/elsewhere"):
        with pytest.raises(UsageError, match="plaudit serve MODEL"):
            Remote(wrong, patience=ONCE)
    with pytest.raises(UsageError, match="not an http or https URL"):
        Remote("localhost:8000")
