"""verl: `custom_reward_function`, one response at a time, in batches, or images that were generated.

    # rewards.py, named by custom_reward_function.path
    compute_score = plaudit.apply.adapters.verl.compute_score(load_scorer("runs/demo/model"))

verl hands a reward function no prompt: it is read from `extra_info`, where the data set has to put it. It takes numbers
only, and a NaN would spread to the whole group's advantages. A response without a score is therefore an error, or, in
batches and if so asked, worth the mean of its prompt's other responses.

https://verl.readthedocs.io/en/latest/preparation/reward_function.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from plaudit.apply.adapters._rows import Fallback, numbers, picture, rows
from plaudit.core import Message, Response, RunError, Sample, Scorer

Info = Mapping[str, Any] | None
Told = dict[str, float]
"""`score`, and `unscored`: 1 where the score stands in for a missing one."""


class _Reward:
    """What the three forms share. prompt, images, extra: keys of `extra_info`."""

    def __init__(self, scorer: Scorer, prompt: str, images: str, extra: Sequence[str], unscored: Fallback) -> None:
        self._scorer, self._prompt, self._images = scorer, prompt, images
        self._extra, self._unscored = tuple(extra), unscored

    def rate(self, responses: Sequence[Any], truths: Sequence[Any], infos: Sequence[Info]) -> list[Told]:
        made = [self._row(*given) for given in zip(responses, truths, infos, strict=True)]
        values, missing = numbers(self._scorer, made, self._unscored)
        return [{"score": value, "unscored": float(gone)} for value, gone in zip(values, missing, strict=True)]

    def _row(self, response: Any, truth: Any, info: Info) -> Sample:
        known = dict(info or {})
        if known.get(self._prompt) is None:
            what = f"extra_info has no {self._prompt!r}, so nobody knows what was asked"
            remedy = f"Put the prompt there when you prepare the data, or name its key (it has {sorted(known)})."
            raise RunError(what, where="verl", remedy=remedy)
        columns = {name: [value] for name, value in known.items()}
        columns |= {"images": [known.get(self._images)], "ground_truth": [truth]}
        (made,) = rows([known[self._prompt]], [response], columns, "ground_truth", self._extra)
        return made


def compute_score(
    scorer: Scorer, *, prompt: str = "prompt", images: str = "images", extra: Sequence[str] = ()
) -> Callable[..., Told]:
    """For the naive reward manager: (data_source, solution_str, ground_truth, extra_info) -> {"score": ...}.

    prompt, images: keys of extra_info; extra: further ones, which a rule reads. The ground truth is the reference.
    Raises `RunError` for a response without a score.
    """
    reward = _Reward(scorer, prompt, images, extra, "raise")

    def compute_score(
        data_source: str, solution_str: str, ground_truth: Any, extra_info: Info = None, **more: Any
    ) -> Told:
        return reward.rate([solution_str], [ground_truth], [extra_info])[0]

    return compute_score


def compute_score_batch(
    scorer: Scorer,
    *,
    prompt: str = "prompt",
    images: str = "images",
    extra: Sequence[str] = (),
    unscored: Fallback = "raise",
) -> Callable[..., list[Told]]:
    """For the batch reward manager: (data_sources, solution_strs, ground_truths, extra_infos) -> a dict for each.

    The one to use: the responses of one prompt are scored together.
    """
    reward = _Reward(scorer, prompt, images, extra, unscored)

    def compute_score(
        data_sources: Sequence[str],
        solution_strs: Sequence[str],
        ground_truths: Sequence[Any],
        extra_infos: Sequence[Info],
        **more: Any,
    ) -> list[Told]:
        return reward.rate(solution_strs, ground_truths, extra_infos)

    return compute_score


def compute_score_visual(
    scorer: Scorer, *, prompt: str = "prompt", images: str = "images", extra: Sequence[str] = ()
) -> Callable[..., Told]:
    """For generated images: (data_source, solution_image, ground_truth, extra_info) -> {"score": ...}.

    images: the key of extra_info for images of the prompt, such as one to be edited.
    """
    reward = _Reward(scorer, prompt, images, extra, "raise")

    def compute_score(
        data_source: str, solution_image: Any, ground_truth: Any, extra_info: Info = None, **more: Any
    ) -> Told:
        shown = Response(turns=(Message(role="assistant", parts=(picture(solution_image),)),))
        return reward.rate([shown], [ground_truth], [extra_info])[0]

    return compute_score
