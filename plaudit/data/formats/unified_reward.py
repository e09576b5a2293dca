"""UnifiedReward, pairs: a judge is asked which of two is better, and says so.

The question stands in `conversations` (from, value) or in `problem`, the verdict in the last answer or in `solution`:
"Image 1 is better", "Answer 2 is better", "Both images are equally good"; it is the label's note. After "Text Caption:"
come the words that two images or films were made from; after "Question:" a question about the media, and its two
answers. This is also the form of LLaVA-Critic.

https://github.com/CodeGoat24/UnifiedReward, https://huggingface.co/datasets/lmms-lab/llava-critic-113k
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from plaudit.core import Label, Sample, answer, prefer, user
from plaudit.data.fields import TIE, Fields
from plaudit.data.format import Reader
from plaudit.data.judged import judged, last_said, media_of
from plaudit.data.shapes import text

VERDICT = re.compile(
    r"(?:(?:image|video|answer|response) (?P<number>[12])|(?P<word>first|second) (?:image|video|answer|response))"
    r" is (?:slightly |much )?better|(?P<tie>equally good)",
    re.IGNORECASE,
)
CAPTION = re.compile(r"Text (?:Caption|Prompt): \[(.*)\]", re.DOTALL)
QUESTIONS = (
    re.compile(r"Question: \[(.*)\]\s*The first response: \[(.*)\]\s*The second response: \[(.*)\]", re.DOTALL),
    re.compile(r"\nQuestion: (.*)\nAnswer 1: (.*)\nAnswer 2: (.*?)\s*\Z", re.DOTALL),
)


def _verdict(value: Any) -> bool:
    """A text, or turns that end in one, with a verdict on a pair."""
    said = last_said(value)
    return said is not None and VERDICT.search(said) is not None


def _sample(fields: Fields) -> Sample:
    asked, said, column = judged(fields)
    label = _label(fields, said, column)
    shown = media_of(fields)
    question = next((found for form in QUESTIONS if (found := form.search(asked))), None)
    if question:
        responses = answer(question[2]), answer(question[3])
        return fields.sample((user(*shown, question[1]),), responses, (label,))
    caption = CAPTION.search(asked)
    if caption is None:
        raise fields.wrong(column, "it asks about no caption and no question", "Write 'Text Caption: [...]'.")
    if len(shown) != 2:
        raise fields.wrong(column, f"it compares two, but the row has {len(shown)} media", "Give two.")
    return fields.sample((user(caption[1]),), tuple(map(answer, shown)), (label,))


def _label(fields: Fields, said: str, column: str) -> Label:
    *_, found = [None, *VERDICT.finditer(said)]
    if found is None:
        raise fields.wrong(column, "it says of neither that it is better", "End with 'Image 1 is better'.")
    second = found["number"] == "2" or (found["word"] or "").lower() == "second"
    return replace(TIE if found["tie"] else prefer(1, 0) if second else prefer(0, 1), note=said)


unified_reward = Reader(({"conversations": _verdict}, {"problem": text, "solution": _verdict}), _sample)
