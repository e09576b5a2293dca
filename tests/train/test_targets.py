from __future__ import annotations

from plaudit.core import Label, Sample, answer, prefer, user
from plaudit.train.targets import targets


def sample(n: int, *labels: Label) -> Sample:
    return Sample(id="s", prompt=(user("q"),), responses=tuple(answer(f"a{i}") for i in range(n)), labels=labels)


def test_a_label_of_three_makes_three_comparisons() -> None:
    ranked = sample(3, Label(values=(1.0, 3.0, 1.0), strength=2.0))
    made, dropped = targets([ranked], [(0, 0), (0, 1), (0, 2)])
    # (0, 1): 1 < 3, so 1 is better; (0, 2): a tie; (1, 2): 3 > 1
    assert made.better.tolist() == [1, 0, 1]
    assert made.worse.tolist() == [0, 2, 2]
    assert made.tie.tolist() == [False, True, False]
    assert made.gap.tolist() == [2.0, 0.0, 2.0]
    assert made.strength.tolist() == [2.0, 2.0, 2.0]
    assert dropped == 0


def test_rows_say_where_a_response_is() -> None:
    rows = [(1, 1), (0, 0), (1, 0), (0, 1)]
    made, _ = targets([sample(2, prefer(0, 1)), sample(2, prefer(1, 0))], rows)
    assert made.better.tolist() == [1, 0]
    assert made.worse.tolist() == [3, 2]
    assert made.strength.tolist() == [1.0, 1.0]
    assert made.sample_of.tolist() == [1, 0, 1, 0]
    assert made.response_of.tolist() == [1, 0, 0, 1]


def test_comparisons_of_an_unscored_response_are_dropped_and_counted() -> None:
    made, dropped = targets([sample(3, Label(values=(3.0, 2.0, 1.0)))], [(0, 0), (0, 2)])
    assert (made.better.tolist(), made.worse.tolist(), dropped) == ([0], [1], 2)


def test_dimensions_are_apart_and_labels_without_values_say_nothing() -> None:
    labels = (
        Label(values=(1.0, 0.0), dimension="style"),
        prefer(1, 0),
        Label(values=(None, None), decision="undecided"),
        Label(values=(1.0, 1.0), decision="both_bad"),
    )
    rows = [(0, 0), (0, 1)]
    assert targets([sample(2, *labels)], rows, "style")[0].better.tolist() == [0]
    overall, _ = targets([sample(2, *labels)], rows)
    assert overall.better.tolist() == [1, 0] and overall.tie.tolist() == [False, True]


def test_nothing_at_all() -> None:
    made, dropped = targets([], [])
    assert dropped == 0
    assert {name: (len(t), str(t.dtype)) for name, t in made.tensors().items()} == {
        "better": (0, "torch.int64"),
        "worse": (0, "torch.int64"),
        "tie": (0, "torch.bool"),
        "gap": (0, "torch.float32"),
        "strength": (0, "torch.float32"),
        "rated": (0, "torch.int64"),
        "rating": (0, "torch.float32"),
        "sample_of": (0, "torch.int64"),
        "response_of": (0, "torch.int64"),
    }
