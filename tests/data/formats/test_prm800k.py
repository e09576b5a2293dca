from __future__ import annotations

import pytest

from plaudit.core import DataError, Text
from plaudit.data.formats.prm800k import prm800k
from tests.data.formats.fixture import FOLDER, fixture


def test_the_solution_and_the_steps_that_were_not_gone() -> None:
    total, _ = fixture("prm800k")
    solution, other = total.responses
    assert solution.text == "3 * 4 = 12.\nThen add.\n2 + 12 = 14." and solution.complete
    assert other.text == "2 + 3 = 5." and not other.complete
    (label,) = total.labels
    assert label.steps == ((1.0, 0.0, None), (-1.0,)) and label.annotator == "e90a38f3"
    assert total.reference == (Text("14"),) and total.tags == ("finish_reason=solution",)


def test_a_wrong_step_ends_a_solution() -> None:
    _, two = fixture("prm800k")
    (response,) = two.responses
    assert response.text == "It is a sum.\n1 + 1 = 3." and not response.complete
    assert two.labels[0].steps == ((1.0, -1.0),) and two.extra == {"question": {"pre_generated_answer": "3"}}


def test_other_completions_come_after_the_steps_before_them() -> None:
    steps = [
        {"completions": [{"text": "a", "rating": 1}], "chosen_completion": 0},
        {"completions": [{"text": "b", "rating": -1}, {"text": "c", "rating": -1}], "chosen_completion": None},
    ]
    row = {"question": {"problem": "?"}, "label": {"steps": steps}}
    read = prm800k.read(row, "a.jsonl:1", FOLDER)
    assert [response.text for response in read.responses] == ["a", "a\nb", "a\nc"]
    assert read.labels[0].steps == ((1.0,), (None, -1.0), (None, -1.0))


@pytest.mark.parametrize("chosen", [1, -1, 0.5])
def test_a_choice_that_is_none(chosen: float) -> None:
    steps = [{"completions": [{"text": "a", "rating": 1}], "chosen_completion": chosen}]
    row = {"question": {"problem": "?"}, "label": {"steps": steps}}
    with pytest.raises(DataError, match="there is no completion") as error:
        prm800k.read(row, "a.jsonl:1", FOLDER)
    assert error.value.where == "a.jsonl:1: label.steps[0].chosen_completion"


def test_a_problem_without_a_solution() -> None:
    row = {"question": {"problem": "?"}, "label": {"steps": [], "finish_reason": "bad_problem"}}
    read = prm800k.read(row, "a.jsonl:1", FOLDER)
    assert (read.responses, read.labels, read.tags) == ((), (), ("finish_reason=bad_problem",))
