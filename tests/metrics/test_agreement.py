from __future__ import annotations

import numpy as np
import pytest

from plaudit.metrics import cohen_kappa, krippendorff_alpha

N = np.nan


def test_kappa_by_hand() -> None:
    # Cohen's own form: 20 yes-yes, 15 no-no, 5 and 10 apart: (0.7 - (25 * 30 + 25 * 20) / 50^2) / (1 - 0.5) = 0.4.
    a = ["y"] * 25 + ["n"] * 25
    b = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    found = cohen_kappa(a, b)
    assert found.value == pytest.approx(0.4)
    assert 0.1 < found.low < 0.2 < 0.6 < found.high < 0.7  # 0.4 +- 1.96 * 0.13


def test_kappa_of_one_value_and_of_opposites() -> None:
    assert cohen_kappa([1, 1], [1, 1]).value == 1
    assert cohen_kappa([1, 2], [2, 1]).value == -1
    with pytest.raises(ValueError, match="2 and 3"):
        cohen_kappa([1, 2], [1, 2, 3])


# Krippendorff's worked example (2011): four observers, twelve units, gaps.
RATED = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
    ]
).T


def test_alpha_is_krippendorffs_example() -> None:
    found = krippendorff_alpha(RATED)
    assert found.value == pytest.approx(0.743, abs=0.0005)
    assert found.n == 11  # the last unit was rated once
    assert krippendorff_alpha(RATED, level="interval").value == pytest.approx(0.849, abs=0.0005)
    assert found.low < found.value < found.high


def test_alpha_by_hand() -> None:
    # Values 0 0 | 0 1: disagreement within 1 of 4 ratings * 2 orders / (2 - 1) = 2; chance 2 * 3 * 1 / (4 - 1) = 2.
    assert krippendorff_alpha(np.array([[0.0, 0], [0, 1]])).value == pytest.approx(0)
    assert krippendorff_alpha(np.ones((3, 2))).value == 1
    with pytest.raises(ValueError, match="twice"):
        krippendorff_alpha(np.array([[1.0, N], [N, 2.0]]))
