"""Samples that lack a part: no prompt, no label, no response to label, nothing in a response."""

from __future__ import annotations

from collections.abc import Iterator

from plaudit.core import Sample, Text
from plaudit.data.checking import Check, Finding


class Missing(Check):
    """What can be read but hardly was meant."""

    def see(self, sample: Sample, where: str) -> Iterator[Finding]:
        """One finding per part that is not there."""
        if not sample.prompt:
            yield Finding("warning", where, "prompt", "there is no prompt", "Give what the responses answer.")
        if not sample.labels:
            remedy = "It can be scored, but not trained or tested on."
            yield Finding("warning", where, "labels", "there are no labels", remedy)
        for k, label in enumerate(sample.labels):
            if not sample.responses:
                what = "it judges no response, for there is none"
                yield Finding("warning", where, f"labels[{k}]", what, "Give the responses, or drop the label.")
            elif label.decision == "given" and all(value is None for value in label.values):
                what = "it is given, but has no value for any response"
                yield Finding("warning", where, f"labels[{k}]", what, "Call it missing or undecided, or drop it.")
        for k, response in enumerate(sample.responses):
            if not response.text.strip() and all(isinstance(part, Text) for part in response.parts):
                yield Finding("warning", where, f"responses[{k}]", "it is empty", "Drop it, unless silence is meant.")


missing = Missing
