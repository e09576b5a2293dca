"""OpenRLHF: the file with `reward_func` that `--remote_rm_url` names.

    reward_func = plaudit.apply.adapters.openrlhf.reward_func(load_scorer("runs/demo/model"), ends=("<|im_end|>",))

It normalises rewards by their mean, which one NaN would make NaN for all. A response without a score is therefore an
error, or, if so asked, worth the mean of its prompt's other responses.

https://github.com/OpenRLHF/OpenRLHF#reinforced-fine-tuning
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from plaudit.apply.adapters._rows import Fallback, numbers, rows
from plaudit.core import RunError, Scorer


def reward_func(
    scorer: Scorer,
    *,
    prompt: Callable[[str], Any] = str,
    ends: Sequence[str] = (),
    extra: Sequence[str] = (),
    unscored: Fallback = "raise",
) -> Callable[..., dict[str, Any]]:
    """(queries, prompts, labels) -> {"rewards": (B,), "scores": (B,), "extra_logs": {"unscored": (B,)}}, float32.

    A query is its prompt and the response. The label is the reference; `images`, where handed over, are the prompt's.
    prompt: what OpenRLHF calls a prompt has been through the chat template; this makes text or chat messages of it.
    ends: special tokens, as text, that a query ends with. extra: further columns, which a rule reads.
    """

    def reward(queries: Sequence[str], prompts: Sequence[str], labels: Sequence[Any], **columns: Any) -> dict[str, Any]:
        import torch

        answers = [_answer(query, asked, ends) for query, asked in zip(queries, prompts, strict=True)]
        given = {**columns, "label": labels}
        values, missing = numbers(scorer, rows(list(map(prompt, prompts)), answers, given, "label", extra), unscored)
        rewards = torch.tensor(values, dtype=torch.float32)
        gone = torch.tensor(missing, dtype=torch.float32)
        return {"rewards": rewards, "scores": rewards.clone(), "extra_logs": {"unscored": gone}}

    return reward


def _answer(query: str, prompt: str, ends: Sequence[str]) -> str:
    if not query.startswith(prompt):
        what = f"a query does not begin with its prompt: {query[:60]!r}, {prompt[:60]!r}"
        raise RunError(what, where="OpenRLHF", remedy="Let the prompts be those that the chat template wrote.")
    text = query[len(prompt) :]
    while tail := next((end for end in ends if end and text.rstrip().endswith(end)), None):
        text = text.rstrip().removesuffix(tail)
    return text
