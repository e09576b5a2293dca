from __future__ import annotations

from plaudit.core import Label, Sample, answer, user
from plaudit.data.checks.missing import Missing
from tests.data.checks.running import compared, findings, places


def test_each_part_that_is_not_there() -> None:
    ask, two = (user("Hi"),), (answer("x"), answer("y"))
    found = findings(
        Missing,
        [
            compared("1", "x", "y"),
            Sample(id="2", prompt=(), responses=two, labels=(Label(values=(1.0, 0.0)),)),
            Sample(id="3", prompt=ask, responses=two),
            Sample(id="4", prompt=ask, labels=(Label(values=()),)),
            Sample(id="5", prompt=ask, responses=two, labels=(Label(values=(None, None)),)),
            Sample(id="6", prompt=ask, responses=two, labels=(Label(values=(None, None), decision="undecided"),)),
            compared("7", "x", " "),
        ],
    )
    assert places(found) == [
        ("warning", "line 2", "prompt"),
        ("warning", "line 3", "labels"),
        ("warning", "line 4", "labels[0]"),
        ("warning", "line 5", "labels[0]"),
        ("warning", "line 7", "responses[1]"),
    ]
