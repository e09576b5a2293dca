"""ms-swift: an ORM for `--external_plugins`.

    from swift.rewards import orms
    orms["plaudit"] = plaudit.apply.adapters.ms_swift.orm(load_scorer("runs/demo/model"))

It turns None into NaN, and sums rewards by a sum that takes NaN for 0. A response without a score is therefore an
error, or, if so asked, worth the mean of its prompt's other responses.

https://swift.readthedocs.io/en/latest/Instruction/GRPO/DeveloperGuide/reward_function.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plaudit.apply.adapters._rows import Fallback, numbers, rows
from plaudit.core import RunError, Scorer


def orm(
    scorer: Scorer, *, reference: str | None = None, extra: Sequence[str] = (), unscored: Fallback = "raise"
) -> type:
    """A class whose instances are called with completions and the data set's columns, and return a float for each.

    Prompts are the messages before the last answer, with their tags `<image>` filled from the column `images`.
    reference: the column with the right answer, as `solution`. extra: columns that a rule reads.
    """

    class PlauditReward:
        def __init__(self, args: Any = None, **options: Any) -> None:
            self.args = args

        def __call__(self, completions: Sequence[str], **columns: Any) -> list[float]:
            if columns.get("messages") is None:
                raise RunError("the reward got no messages", where="ms-swift", remedy="Train with chat data.")
            prompts = [_before_answer(messages) for messages in columns["messages"]]
            return numbers(scorer, rows(prompts, completions, columns, reference, extra), unscored)[0]

    return PlauditReward


def _before_answer(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The conversation without the last message if it is the assistant's: the completion itself, or nothing yet."""
    return list(messages[:-1] if messages[-1]["role"] == "assistant" else messages)
