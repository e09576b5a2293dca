from __future__ import annotations

from pathlib import Path

import pytest

from plaudit.core import DataError
from plaudit.data.formats.image_reward_db import image_reward_db
from tests.data.formats.fixture import FOLDER, fixture, won


def test_the_images_of_one_prompt_are_one_sample() -> None:
    boat, woman = fixture("image_reward_db")
    assert (boat.id, woman.id) == ("000900-0001", "000864-0061") and len(boat.responses) == 1
    assert won(woman) == Path("images/train/train_1/b.webp") and woman.prompt[0].text == "painting of a holy woman"
    assert [(pair.better, pair.worse, pair.gap) for pair in woman.labels[0].pairs()] == [
        (1, 0, 1),
        (0, 2, 0),
        (1, 2, 1),
    ]
    assert woman.responses[0].extra == {"classification": "People", "image_amount_in_total": 3}


def test_ratings_are_labels_of_their_own() -> None:
    _, woman = fixture("image_reward_db")
    assert {label.dimension: label.values for label in woman.labels[1:]} == {
        "overall_rating": (4, 6, 4),
        "image_text_alignment_rating": (3, 5, 4),
        "fidelity_rating": (4, 7, 4),
    }
    assert {label.scale for label in woman.labels[1:]} == {(1, 7)}


def test_one_id_of_two_prompts() -> None:
    rows = [{"prompt_id": "1", "prompt": prompt, "image_path": "a.webp", "rank": 1} for prompt in ("a cat", "a dog")]
    with pytest.raises(DataError, match="another prompt has the prompt_id '1'") as error:
        image_reward_db.read({"rows": rows}, "a.parquet:row 1", FOLDER)
    assert error.value.where == "a.parquet:row 1: rows[1].prompt"
