"""How long texts are, how large pictures, and how many tokens a model makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from plaudit.core import Json, Media, Sample, Unscored
from plaudit.data.checking import Check, Finding, Given
from plaudit.data.spread import Spread, spreads


class Sizes(Check):
    """Measures each sample; holds at most 10,000 numbers of each kind."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self.measured: defaultdict[str, Spread] = defaultdict(partial(Spread, given.seed))

    def see(self, sample: Sample, where: str) -> Iterator[Finding]:
        """A finding for each response that the model would cut, or cannot take."""
        self.measured["prompt characters"].add(sum(len(message.text) for message in sample.prompt))
        self.measured["response characters"].add(*(len(response.text) for response in sample.responses))
        media = [part for part in sample.parts() if isinstance(part, Media)]
        for facts in map(self.given.media.of, media) if self.given.media else ():
            for width, height in facts.sizes:
                self.measured["pixels"].add(width * height)
                self.measured["width"].add(width)
                self.measured["height"].add(height)
        for k, tokens in enumerate(self.given.tokens(sample) if self.given.tokens else ()):
            field = f"responses[{k}]"
            if isinstance(tokens, Unscored):
                what = f"the model does not take it: {tokens.detail or tokens.why}"
                yield Finding("warning", where, field, what, "Leave it out, or name another model.")
                continue
            self.measured["tokens"].add(tokens.total)
            self.measured["media tokens"].add(tokens.media)
            if tokens.cut:
                what = f"the model's limit cuts {tokens.cut:,} of {tokens.total + tokens.cut:,} tokens"
                yield Finding("warning", where, field, what, "Shorten it, or raise the model's max_length.")

    def figures(self) -> dict[str, Json]:
        """The spread of each kind of number."""
        return spreads(self.measured)


sizes = Sizes
