"""Images and videos that do not open, or cost more than the budget."""

from __future__ import annotations

from collections.abc import Iterator

from plaudit.core import Media, Sample
from plaudit.data.checking import Check, Finding


class UnreadableMedia(Check):
    """Opens every medium of a sample."""

    def see(self, sample: Sample, where: str) -> Iterator[Finding]:
        """One finding per medium that cannot be used."""
        if self.given.media is None:
            return
        for field, medium in _media(sample):
            if self.given.media.untried(medium):
                what = f"{str(medium.data)[:200]} was not tried"
                yield Finding("warning", where, field, what, "Allow Budget(urls=True).")
            elif error := self.given.media.of(medium).error:
                yield Finding("error", where, field, f"{error.where}: {error.what}", error.remedy)


def _media(sample: Sample) -> Iterator[tuple[str, Media]]:
    """Each medium and its field."""
    places = [(f"prompt[{k}].parts", message.parts) for k, message in enumerate(sample.prompt)]
    for i, response in enumerate(sample.responses):
        places += [(f"responses[{i}].turns[{k}].parts", turn.parts) for k, turn in enumerate(response.turns)]
    for place, parts in [*places, ("reference", sample.reference)]:
        yield from ((f"{place}[{k}]", part) for k, part in enumerate(parts) if isinstance(part, Media))


unreadable_media = UnreadableMedia
