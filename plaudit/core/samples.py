"""The unit everywhere: one prompt with N responses, and what is known about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plaudit.core.content import Json, Message, Part, Response, Text
from plaudit.core.labels import Label
from plaudit.core.verdicts import ScorerInfo, Unscored


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A rubric item or a principle to judge by."""

    text: str
    dimension: str = "overall"
    """What it defines."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One prompt with N responses (N = 0: still to be generated)."""

    id: str
    """Unique in its data set."""
    prompt: tuple[Message, ...]
    responses: tuple[Response, ...] = ()
    labels: tuple[Label, ...] = ()
    reference: tuple[Part, ...] = ()
    """A right answer."""
    criteria: tuple[Criterion, ...] = ()
    user: str | None = None
    """Whose taste is asked for."""
    group: str | None = None
    """Split and resampled as one; None: samples with the same prompt belong together."""
    tags: tuple[str, ...] = ()
    """`facet=value`, what reports are cut by."""
    source: str | None = None
    """Data set and row."""
    extra: Mapping[str, Json] = field(default_factory=dict)
    """Other columns of the file; only rules and lab may read them."""

    def __post_init__(self) -> None:
        n = len(self.responses)
        for k, label in enumerate(self.labels):
            if any(not 0 <= i < n for i in label.of):
                raise ValueError(f"sample {self.id!r}: labels[{k}] judges responses {label.of}, but there are {n}")

    def take(self, order: Sequence[int]) -> Sample:
        """These responses in this order; every label follows, and one left without a response goes.

        Raises ValueError for a repeated or unknown index.
        """
        place = {i: k for k, i in enumerate(order)}
        if len(place) != len(order) or any(not 0 <= i < len(self.responses) for i in order):
            raise ValueError(f"sample {self.id!r}: cannot take {list(order)} of {len(self.responses)} responses")
        labels = tuple(_moved(label, place) for label in self.labels if not place.keys().isdisjoint(label.of))
        return replace(self, responses=tuple(self.responses[i] for i in order), labels=labels)

    def seen_by(self, info: ScorerInfo) -> Sample:
        """Without labels, tags and sources; reference, criteria, user and extra only where the scorer reads them."""
        return replace(
            self,
            responses=tuple(replace(r, tags=(), source=None, extra={}) for r in self.responses),
            labels=(),
            tags=(),
            source=None,
            reference=self.reference if "reference" in info.reads else (),
            criteria=self.criteria if "criteria" in info.reads else (),
            user=self.user if "user" in info.reads else None,
            extra={k: v for k, v in self.extra.items() if f"extra.{k}" in info.reads},
        )

    def refused_by(self, info: ScorerInfo) -> Unscored | None:
        """Why the scorer is not shown it: it holds a kind of media that the scorer does not take. None: it is shown."""
        kinds = {type(p).__name__.lower() for p in (*self.parts(), *self.reference) if not isinstance(p, Text)}
        if kinds <= info.media:
            return None
        detail = f"{info.name} takes no {' or '.join(sorted(kinds - info.media))}"
        return Unscored(why="unsupported", detail=detail, by=info.name)

    def map_parts(self, change: Callable[[Part], Part]) -> Sample:
        """`change` applied to every part of the prompt, the responses and the reference."""

        def turn(message: Message) -> Message:
            return replace(message, parts=tuple(map(change, message.parts)))

        return replace(
            self,
            prompt=tuple(map(turn, self.prompt)),
            responses=tuple(replace(r, turns=tuple(map(turn, r.turns))) for r in self.responses),
            reference=tuple(map(change, self.reference)),
        )

    @property
    def asked(self) -> str:
        """The text of the prompt's user turns, one line each."""
        return "\n".join(message.text for message in self.prompt if message.role == "user" and message.text)

    def parts(self) -> Iterator[Part]:
        """Every part of the prompt and the responses, in order."""
        for message in self.prompt:
            yield from message.parts
        for response in self.responses:
            yield from response.parts


def _moved(label: Label, place: Mapping[int, int]) -> Label:
    kept = [k for k, i in enumerate(label.of) if i in place]
    return replace(
        label,
        of=tuple(place[label.of[k]] for k in kept),
        values=tuple(label.values[k] for k in kept),
        steps=tuple(label.steps[k] for k in kept) if label.steps else (),
    )
