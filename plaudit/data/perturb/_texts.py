"""What changes of texts have in common."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from plaudit.core import DataError, Message, Response, Sample, Text, group_of


def responses_changed(
    samples: Sequence[Sample], change: Callable[[str, random.Random], str], seed: int = 0
) -> list[Sample]:
    """Samples with text in a response, with the text of every response changed: the last text part of each.

    change: is given the text and a source of chance, the same for all responses of a sample. Labels and groups stay;
    steps, which no longer fit, go. Raises `DataError` for no text.
    """
    found = [s for s in samples if any(response.text for response in s.responses)]
    if not found:
        raise DataError("no response holds text", remedy="Use responses with text.")

    def changed(sample: Sample) -> Sample:
        responses = tuple(_reworded(r, lambda t: change(t, _chance(sample, seed))) for r in sample.responses)
        labels = tuple(replace(label, steps=()) for label in sample.labels)
        return replace(sample, responses=responses, labels=labels, group=group_of(sample))

    return [changed(sample) for sample in found]


def questions_changed(
    samples: Sequence[Sample], change: Callable[[Sample, str, random.Random], str], seed: int = 0
) -> list[Sample]:
    """Samples whose last user turn holds text, with that text changed: its last text part.

    Raises `DataError` for no text.
    """
    found = [_asked(sample, change, seed) for sample in samples if _last_asked(sample) is not None]
    if not found:
        raise DataError("no prompt holds text of a user", remedy="Use prompts with text.")
    return found


def _last_asked(sample: Sample) -> int | None:
    """Which turn of the prompt is the last in which the user says something."""
    return max((k for k, turn in enumerate(sample.prompt) if turn.role == "user" and turn.text), default=None)


def _asked(sample: Sample, change: Callable[[Sample, str, random.Random], str], seed: int) -> Sample:
    last, chance = _last_asked(sample), _chance(sample, seed)
    prompt = tuple(
        _last_text(turn, lambda text: change(sample, text, chance)) if k == last else turn
        for k, turn in enumerate(sample.prompt)
    )
    return replace(sample, prompt=prompt, group=group_of(sample))


def _chance(sample: Sample, seed: int) -> random.Random:
    return random.Random(f"{seed}/{sample.id}")


def _reworded(response: Response, change: Callable[[str], str]) -> Response:
    """Changed in its last turn that holds text."""
    at = [k for k, turn in enumerate(response.turns) if turn.text]
    if not at:
        return response
    turns = list(response.turns)
    turns[at[-1]] = _last_text(turns[at[-1]], change)
    return replace(response, turns=tuple(turns), steps=())


def _last_text(message: Message, change: Callable[[str], str]) -> Message:
    at = [k for k, part in enumerate(message.parts) if isinstance(part, Text) and part.text]
    if not at:
        return message
    parts = list(message.parts)
    old = parts[at[-1]]
    assert isinstance(old, Text)
    parts[at[-1]] = Text(change(old.text))
    return replace(message, parts=tuple(parts))
