from __future__ import annotations

import numpy as np
import pytest

from plaudit.data.logistic import held_out_logits


def test_the_held_out_model_is_the_one_of_the_other_folds() -> None:
    # one feature of +1 and -1, three in four of them right: the odds in the other folds are near 3, the logit log 3
    n = 4000
    x = np.where(np.arange(n) % 2, 1.0, -1.0)
    y = np.where(np.arange(n) // 2 % 4 < 3, x, -x) > 0
    logits = held_out_logits(x[:, None], y, list(range(n)))
    assert logits / x == pytest.approx(np.full(n, np.log(3)), abs=0.12)


def test_a_feature_that_tells_all_stays_finite_and_one_without_size_tells_nothing() -> None:
    x = np.linspace(-1, 1, 40)
    logits = held_out_logits(np.stack([x, np.zeros(40)], axis=1), x > 0, list(range(40)))
    assert np.isfinite(logits).all() and ((logits > 0) == (x > 0)).all()
    assert (held_out_logits(np.zeros((40, 1)), x > 0, list(range(40))) == 0).all()


def test_a_group_is_in_one_fold() -> None:
    # each group's label is told by its own column alone, of which the other folds know nothing
    group = np.repeat(np.arange(10), 4)
    logits = held_out_logits(np.eye(10)[group], group % 2 == 0, group.tolist())
    assert np.abs(logits).max() == 0


def test_too_few_groups() -> None:
    with pytest.raises(ValueError, match="4 groups"):
        held_out_logits(np.ones((8, 1)), np.arange(8) > 3, [0, 1, 2, 3] * 2)
