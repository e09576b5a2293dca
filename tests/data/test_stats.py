from __future__ import annotations

from plaudit.core import Image, Label, Sample, answer, user
from plaudit.data import stats
from plaudit.data.stats import LISTED


def test_by_hand() -> None:
    picture = Image("https://example.org/a.png")
    samples = [
        Sample(
            id="1",
            prompt=(user(picture, "12345"),),
            responses=(answer("a", source="m"), answer("abc", source="n"), answer(picture, source="m")),
            labels=(
                Label(values=(2.0, 1.0, 1.0), kind="rating", annotator="ann"),
                Label(values=(), decision="undecided", dimension="style"),
            ),
            tags=("kind=count",),
        ),
        Sample(id="2", prompt=(user(picture, "12345"),), responses=(answer("ab"),)),
        Sample(id="3", prompt=(user("1"),)),
    ]
    found = stats(iter(samples)).to_json()
    assert found.pop("spreads") == {
        "prompt characters": {"n": 3, "mean": 11 / 3, "least": 1, "median": 5, "p90": 5, "p99": 5, "most": 5},
        "response characters": {"n": 4, "mean": 1.5, "least": 0, "median": 2, "p90": 3, "p99": 3, "most": 3},
        "responses per sample": {"n": 3, "mean": 4 / 3, "least": 0, "median": 1, "p90": 3, "p99": 3, "most": 3},
        "labels per sample": {"n": 3, "mean": 2 / 3, "least": 0, "median": 0, "p90": 2, "p99": 2, "most": 2},
    }
    assert found == {
        "samples": 3,
        "groups": 2,  # the first two share their prompt
        "responses per sample": {"0": 1, "1": 1, "3": 1},
        "prompt media": {"image": 2},
        "response media": {"image": 1},
        "labels": {"overall: rating": 1, "style: order": 1},
        "decisions": {"given": 1, "undecided": 1},
        "comparisons": {"preference": 2, "tie": 1},
        "annotators": {"ann": 1},
        "tags": {"kind=count": 1},
        "response sources": {"m": 2, "n": 1},
    }


def test_the_rarest_are_summed_up() -> None:
    n = LISTED + 3
    samples = [Sample(id=str(k), prompt=(), tags=tuple(f"t={j:02}" for j in range(k, n))) for k in range(n)]
    listed = stats(samples).to_json()["tags"]  # t=j comes j + 1 times: the three rarest are t=00, t=01 and t=02
    assert len(listed) == LISTED + 1 and listed["3 others"] == 1 + 2 + 3
    assert next(iter(listed)) == f"t={n - 1}"
