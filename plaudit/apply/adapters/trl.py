"""TRL: rewards for GRPOTrainer, RLOOTrainer and whoever else takes `reward_funcs`; preferences for DPOTrainer.

    GRPOTrainer(model, reward_funcs=reward_func(load_scorer("runs/demo/model")), ...)

https://huggingface.co/docs/trl/grpo_trainer#using-a-custom-reward-function
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from plaudit.apply.adapters._rows import picture, rows, scores
from plaudit.core import Response, Sample, Scorer, Unscored
from plaudit.data.formats.trl import trl as FORM
from plaudit.media import load_image

Reward = Callable[..., list[float | None]]


def reward_func(
    scorer: Scorer, *, reference: str | None = None, extra: Sequence[str] = (), name: str | None = None
) -> Reward:
    """A function as TRL calls it: (prompts, completions, **columns) -> a reward per completion.

    Images are read from the prompts or from the data set's column `images` or `image`. None stands for a response
    without a score: TRL leaves it out of the group's mean and gives it no advantage. Their share is logged as
    `<name>/unscored`.

    reference: the column with the right answer, as `solution`. extra: columns that a rule reads.
    name: what TRL logs the reward as; None: the scorer's.
    """

    def reward(
        prompts: Sequence[Any],
        completions: Sequence[Any],
        *,
        log_metric: Callable[[str, float], None] | None = None,
        **columns: Any,
    ) -> list[float | None]:
        found = scores(scorer, rows(prompts, completions, columns, reference, extra))
        if log_metric is not None and found:
            log_metric(f"{reward.__name__}/unscored", sum(isinstance(x, Unscored) for x in found) / len(found))
        return [None if isinstance(x, Unscored) else x for x in found]

    reward.__name__ = name or scorer.info.name
    return reward


def to_trl(samples: Iterable[Sample]) -> list[dict[str, Any]]:
    """Preferences as rows for `datasets.Dataset.from_list`: chats, and `images` as RGB pictures if there are any.

    What is known of a sample and its responses beyond that stays behind; `plaudit.data.write(..., "trl")` is the form
    for files. Raises DataError for what is not one preference between two responses, MediaError for a broken image.
    """
    made = [FORM.write(_bare(sample), Path.cwd(), typed=True) for sample in samples]
    shown = [[load_image(picture(image)) for image in row.pop("images", [])] for row in made]
    return [row | {"images": images} for row, images in zip(made, shown, strict=True)] if any(shown) else made


def _bare(sample: Sample) -> Sample:
    responses = tuple(Response(turns=response.turns) for response in sample.responses)
    return Sample(id=sample.id, prompt=sample.prompt, responses=responses, labels=sample.labels)
