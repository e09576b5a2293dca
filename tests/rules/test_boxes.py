from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.core import UsageError
from plaudit.rules.boxes import best_sum, boxes, iou
from tests import strategies  # noqa: F401  (fixes the seed)
from tests.rules.rated import worth

TABLES = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.floats(0, 1), min_size=n, max_size=n), min_size=1, max_size=5)
)


def test_iou_by_hand() -> None:
    assert iou((0, 0, 2, 2), (1, 1, 3, 3)) == pytest.approx(1 / 7)  # 1 in common, 4 + 4 - 1 covered
    assert iou((0, 0, 2, 2), (2, 0, 4, 2)) == 0.0  # they touch
    assert iou((0.1, 0.1, 0.3, 0.3), (0.1, 0.1, 0.3, 0.3)) == 1.0


def test_a_box_too_many_or_too_few_counts_as_0() -> None:
    assert worth(boxes(), "[0,0,2,2] [5,5,6,6]", "[0,0,2,2]") == 0.5
    assert worth(boxes(), "[0,0,2,2]", "[0,0,2,2] [5,5,6,6]") == 0.5


def test_boxes_are_paired_for_the_greatest_mean_not_greedily() -> None:
    # IoU with the wanted ones: of the first [0,0,4,2] 0.5 and 0.5, of the second [0,0,2,2] 1 and 0.
    assert worth(boxes(), "[0,0,4,2], [0,0,2,2]", "[0,0,2,2], [2,0,4,2]") == 0.75


@given(TABLES)
def test_best_sum_is_the_best_of_all_pairings(table: list[list[float]]) -> None:
    wide = table if len(table) <= len(table[0]) else [list(row) for row in zip(*table, strict=True)]
    every = (sum(row[j] for row, j in zip(wide, p, strict=False)) for p in permutations(range(len(wide[0])), len(wide)))
    assert best_sum(table) == pytest.approx(max(every))


@pytest.mark.parametrize(
    "said",
    [
        "[10, 20, 30, 40]",
        "[10.0,20,30,4e1]",
        "[[10, 20, 30, 40]]",
        "(10, 20, 30, 40)",
        "Box (1) is [10, 20, 30, 40], see [2].",
        '{"bbox_2d": [10, 20, 30, 40], "label": "a, b"}',
        '```json\n[\n  {"box": [\n10,\n20,\n30,\n40\n]}\n]\n```',
        "<box>(10,20),(30,40)</box>",
        "<|box_start|>(10, 20), (30, 40)<|box_end|>",
        "<box>[[10, 20, 30, 40]]</box>",
        "<think>[1, 2] or [0,0,9,9]</think><answer>[10, 20, 30, 40]</answer>",
    ],
)
def test_ways_to_write_a_box(said: str) -> None:
    assert worth(boxes(), said, "[10, 20, 30, 40]") == 1.0
    assert worth(boxes(), "[10, 20, 30, 40]", said.rpartition("<answer>")[2]) == 1.0


@pytest.mark.parametrize(
    "said",
    [
        "",
        "there",
        "[10, 20]",
        "[10, 20, 30, 40, 50]",
        "[10, 20, 30, x]",
        "[10, 20, 30, 40",
        "[[10, 20, 30, 40], [1, 2, 3",
        "[10, 20, 30, 40], [5, 5, 5, 9]",
        "[30, 20, 10, 40]",
        "[-1, 20, 30, 40]",
        "[1, 2, 3, 1e999]",
        "[0, 0, 1e-200, 1e-200]",
        "(10,20),(30)",
    ],
)
def test_one_malformed_box_spoils_the_answer(said: str) -> None:
    assert worth(boxes(), said, "[10, 20, 30, 40]") == "unparsed"


def test_a_reference_that_cannot_be_read_is_missing() -> None:
    assert worth(boxes(), "[10, 20, 30, 40]", "left") == "missing"


def test_nothing_to_find() -> None:
    assert worth(boxes(), "[]", "[]") == 1.0
    assert worth(boxes(), "[]", "[1,2,3,4]") == 0.0
    assert worth(boxes(), "[1,2,3,4]", "[]") == 0.0


@pytest.mark.parametrize(
    ("unit", "fits", "beyond"),
    [("fraction", "[0, 0.5, 0.75, 1]", "[0, 0.5, 0.75, 1.5]"), ("thousandth", "[0, 0, 9, 1000]", "[0, 0, 9, 1001]")],
)
def test_numbers_out_of_the_unit_s_range_are_malformed(unit: str, fits: str, beyond: str) -> None:
    rule = boxes(unit=unit)  # type: ignore[arg-type]
    assert worth(rule, fits, fits) == 1.0
    assert worth(rule, beyond, fits) == "unparsed"
    assert worth(rule, fits, beyond) == "missing"


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UsageError, match="inch"):
        boxes(unit="inch")  # type: ignore[arg-type]
