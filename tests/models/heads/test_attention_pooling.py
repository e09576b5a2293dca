from __future__ import annotations

import math

import pytest
import torch

from plaudit.models.heads.attention_pooling import attention_pooling


def test_the_query_weighs_the_marked_tokens() -> None:
    head = attention_pooling(attention_pooling.Config(inputs=1, heads=1))
    with torch.no_grad():
        for weight in head.parameters():
            weight.fill_(1.0)
    # Keys and values are the states 0 and log 3 themselves: weights 1/4 and 3/4; the unmarked 9 is not read.
    hidden = torch.tensor([[[0.0], [9.0], [math.log(3)]]])
    found = head(hidden, torch.tensor([[True, False, True]])).item()
    assert found == pytest.approx(0.75 * math.log(3))
