"""Labels that prefer a response to itself: the same turns are chosen and rejected."""

from __future__ import annotations

from collections.abc import Iterator

from plaudit.core import Sample
from plaudit.data.checking import Check, Finding


class SameResponse(Check):
    """Compares the turns of every two responses of which a label prefers one."""

    def see(self, sample: Sample, where: str) -> Iterator[Finding]:
        """One finding per such preference."""
        for k, label in enumerate(sample.labels):
            for pair in label.pairs():
                if pair.gap > 0 and sample.responses[pair.better].turns == sample.responses[pair.worse].turns:
                    what = f"it prefers response {pair.better} to {pair.worse}, but the two are the same"
                    yield Finding("warning", where, f"labels[{k}]", what, "Drop it, or call it a tie.")


same_response = SameResponse
