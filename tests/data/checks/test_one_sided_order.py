from __future__ import annotations

from plaudit.data.checking import Given
from plaudit.data.checks.one_sided_order import OneSidedOrder
from tests.data.checks.running import FILE, compared, findings, places, ran


def test_always_first_as_shown_is_a_warning_and_as_stored_a_note() -> None:
    shown = [compared(str(n), "x", "y", ordered=True) for n in range(10)]
    assert places(findings(OneSidedOrder, shown)) == [("warning", str(FILE), "labels")]
    stored = [compared(str(n), "x", "y", (0, 1)) for n in range(10)]
    (found,) = findings(OneSidedOrder, stored)
    assert (
        found.severity == "note" and found.what == "of 10 comparisons, the better response is stored last in every one"
    )


def test_shown_order_is_the_labels_not_the_responses() -> None:
    # of=(1, 0): response 1 was shown first; values follow `of`, so response 1 is the better one
    check = OneSidedOrder(Given(path=FILE))
    (found,) = ran(check, [compared(str(n), "x", "y", of=(1, 0), ordered=True) for n in range(10)])
    assert "shown first" in found.what
    assert check.figures() == {"shown": {"comparisons": 10, "first": 10}}


def test_few_mixed_or_tied_are_silent() -> None:
    assert findings(OneSidedOrder, [compared(str(n), "x", "y") for n in range(9)]) == []
    assert findings(OneSidedOrder, [compared(str(n), "x", "y", (1, 0) if n else (0, 1)) for n in range(50)]) == []
    assert findings(OneSidedOrder, [compared(str(n), "x", "y", (1, 1)) for n in range(50)]) == []
