from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plaudit.compose.log_sigmoid import log_sigmoid
from plaudit.compose.weighted import weighted
from plaudit.core import Image, Sample, ScorerInfo, Unscored, UsageError, answer, user
from plaudit.rules.exact import exact
from plaudit.rules.longest import longest
from tests.compose.promises import Told, asked, one, told, usage_of


def test_the_parts_that_fail_are_named() -> None:
    made = weighted({"b": told("x", no=Unscored(why="unparsed", detail="no letter")), "a": told("y"), "c": told("z")})
    failed = one(made, asked("no"))
    assert failed == Unscored(why="unparsed", detail="part 'b' is unparsed: no letter", by="x")


def test_a_part_that_is_down_goes_first_so_that_a_run_asks_again() -> None:
    parts = {"a": told("x", no=Unscored(why="unparsed")), "b": told("y", no=Unscored(why="down"))}
    failed = one(weighted(parts), asked("no"))
    assert failed == Unscored(why="down", detail="part 'b' is down; part 'a' is unparsed", by="y")


def test_of_nested_compositions_the_innermost_scorer_failed() -> None:
    inner = weighted({"a": told("deep", no=Unscored(why="media"))})
    failed = one(weighted({"outer": inner}), asked("no"))
    assert failed == Unscored(why="media", detail="part 'outer' is media: part 'a' is media", by="deep")


def test_infos_are_joined() -> None:
    a = Told(
        info=ScorerInfo(name="a", media=frozenset({"image", "video"}), reads=frozenset({"user"}), comparable="prompt")
    )
    info = weighted({"a": a, "b": exact()}).info
    assert info.media == {"image", "video"}
    assert info.reads == {"user", "reference"}
    assert info.comparable == "prompt"
    assert info.manifest["parts"] == {"a": ["a", a.info.digest], "b": ["exact", exact().info.digest]}


def test_only_the_sample_that_a_part_cannot_take_is_refused() -> None:
    blind = Told(info=ScorerInfo(name="blind"))
    picture = Sample(id="p", prompt=(user(Image(b"-")),), responses=(answer("x"),))
    made = weighted({"sees": longest(), "blind": blind})
    refused, scored = (verdict.scores[0] for verdict in made.score([picture, asked("x")]))
    assert refused == Unscored(
        why="unsupported", detail="part 'blind' is unsupported: blind takes no image", by="blind"
    )
    assert not isinstance(scored, Unscored)
    assert [s.id for s in blind.seen] == ["s"]


def test_usage_is_summed_and_votes_are_not_passed_on() -> None:
    a, b = told("a"), told("b")
    (verdict,) = weighted({"a": a, "b": b}).score([asked("x")])
    assert verdict.usage == usage_of(a, b)
    assert weighted({"a": a, "b": b}).score([asked("x", "y")])[0].votes == ()


@pytest.mark.parametrize("make", [weighted, log_sigmoid])
def test_wrong_parts_are_refused(make: Callable[..., Any]) -> None:
    with pytest.raises(UsageError, match="there is no part"):
        make({})
    with pytest.raises(UsageError, match="overall"):
        make({"overall": told()})
