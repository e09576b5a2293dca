from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PIL import Image as Pixels

from plaudit.core import DataError, Image, RunError, Sample, Scorer, ScorerInfo, Unscored, Verdict, Video, answer, user
from plaudit.rules.flaky import flaky
from plaudit.rules.longest import longest
from plaudit.runs import run
from tests.fakes import pair

SAMPLES = [pair(f"s{k}", "a" * k, "b" * (9 - k)) for k in range(9)]


@dataclass
class Watched:
    """A scorer that notes what it is asked."""

    inner: Scorer
    asked: list[str] = field(default_factory=list)
    shown: list[Sample] = field(default_factory=list)

    @property
    def info(self) -> ScorerInfo:
        return self.inner.info

    def score(self, samples: Sequence[Sample]) -> list[Verdict]:
        self.asked += [s.id for s in samples]
        self.shown += samples
        return self.inner.score(samples)


def test_verdicts_come_in_order_and_are_kept(tmp_path: Path) -> None:
    expected = longest().score(SAMPLES)
    done: list[int] = []
    assert (
        run(longest(), iter(SAMPLES), tmp_path / "deep" / "run.jsonl", batch_size=4, progress=done.append) == expected
    )
    assert done == [4, 8, 9]
    again = Watched(longest())
    assert run(again, reversed(SAMPLES), tmp_path / "deep" / "run.jsonl") == expected[::-1]
    assert again.asked == []


def test_progress_counts_from_where_a_run_is_taken_up(tmp_path: Path) -> None:
    run(longest(), SAMPLES[:5], tmp_path / "run.jsonl")
    done: list[int] = []
    run(longest(), SAMPLES, tmp_path / "run.jsonl", batch_size=2, progress=done.append)
    assert done == [6, 8, 9]


def test_a_run_without_a_file() -> None:
    assert run(longest(), SAMPLES, batch_size=2) == longest().score(SAMPLES)


def test_labels_tags_and_sources_never_reach_the_scorer() -> None:
    watched = Watched(longest())
    run(watched, [pair("a", "yes", "no", "kind=count")])
    assert (watched.shown[0].labels, watched.shown[0].tags) == ((), ())


def test_wherever_it_was_cut_off_it_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    run(longest(), SAMPLES, path, batch_size=2)
    whole = path.read_bytes()
    ends = [i for i, byte in enumerate(whole) if byte == ord("\n")]
    for cut in {0, 1, 5, ends[0], *range(ends[0] + 1, len(whole), 97), len(whole) - 1}:
        path.write_bytes(whole[:cut])
        watched = Watched(longest())
        assert run(watched, SAMPLES, path) == longest().score(SAMPLES)
        assert len(watched.asked) == len(SAMPLES) - max(0, sum(end < cut for end in ends) - 1)
        assert sorted(path.read_bytes().splitlines()) == sorted(whole.splitlines())


def test_an_interrupted_batch_loses_only_itself(tmp_path: Path) -> None:
    @dataclass
    class Dies(Watched):
        def score(self, samples: Sequence[Sample]) -> list[Verdict]:
            if "s4" in [s.id for s in samples]:
                raise KeyboardInterrupt
            return super().score(samples)

    path = tmp_path / "run.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run(Dies(longest()), SAMPLES, path, batch_size=2)
    watched = Watched(longest())
    run(watched, SAMPLES, path)
    assert watched.asked == ["s4", "s5", "s6", "s7", "s8"]


def test_changed_content_is_scored_anew(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    run(longest(), SAMPLES, path)
    changed = [replace(SAMPLES[0], responses=(answer("longer than before"), answer("no"))), *SAMPLES[1:]]
    watched = Watched(longest())
    assert run(watched, changed, path) == longest().score(changed)
    assert watched.asked == ["s0"]
    relabelled = Watched(longest())
    run(relabelled, [replace(s, labels=()) for s in changed], path)
    assert relabelled.asked == []


def test_changed_pixels_are_changed_content(tmp_path: Path) -> None:
    def showing(colour: str) -> Sample:
        frames = (Image(Pixels.new("RGB", (4, 4), "red")), Image(Pixels.new("RGB", (4, 4), colour)))
        return Sample(id="film", prompt=(user(Video(frames, fps=2.0)),), responses=(answer("yes"),))

    for colour, asked in (("red", 1), ("red", 0), ("blue", 1)):
        watched = Watched(longest())
        run(watched, [showing(colour)], tmp_path / "run.jsonl")
        assert len(watched.asked) == asked


def test_a_scorer_that_was_down_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    before = run(flaky(), SAMPLES, path)
    watched = Watched(flaky())
    run(watched, SAMPLES, path)
    assert watched.asked == [v.sample_id for v in before if any(isinstance(s, Unscored) for s in v.scores)]
    assert 0 < len(watched.asked) < len(SAMPLES)


def test_unsupported_media_are_not_shown() -> None:
    blind = Watched(replace(longest(), info=ScorerInfo(name="blind")))
    samples = [pair("text", "yes", "no"), pair("picture", "yes", "no", image="red")]
    seeing, refused = run(blind, samples)
    assert blind.asked == ["text"]
    assert seeing.get(0) == 3.0
    score = refused.get(1)
    assert isinstance(score, Unscored)
    assert (score.why, score.detail) == ("unsupported", "blind takes no image")


def test_a_scorer_that_answers_something_else_is_named() -> None:
    class Short(Watched):
        def score(self, samples: Sequence[Sample]) -> list[Verdict]:
            return super().score(samples)[:-1]

    class Swapped(Watched):
        def score(self, samples: Sequence[Sample]) -> list[Verdict]:
            return super().score(samples)[::-1]

    with pytest.raises(RunError, match="longest: asked for 9 verdicts, it gave 8"):
        run(Short(longest()), SAMPLES)
    with pytest.raises(RunError, match="asked for 2 scores of sample 's0', it gave 2 of sample 's8'"):
        run(Swapped(longest()), SAMPLES)


def test_two_samples_of_one_id_are_refused() -> None:
    with pytest.raises(DataError, match="two samples have the id 's1'"):
        run(longest(), [SAMPLES[1], SAMPLES[2], SAMPLES[1]], batch_size=1)
