"""What a server allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plaudit.core import Json, UsageError
from plaudit.media import Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Limits of one server. Raises UsageError for one that allows nothing."""

    max_batch: int = 32
    """Samples that the scorer is handed at once, from as many requests as wait."""
    max_wait: float = 0.005
    """Seconds that a free scorer waits for a batch to fill, once there is a sample."""
    queue: int = 1024
    """Samples that may wait; a request that finds no room is told to come back (429)."""
    deadline: float = 60.0
    """Seconds for one request, waiting included; then it is given up (504)."""
    max_body: int = 2**26
    """Bytes of one request; a longer one is refused (413)."""
    budget: Budget = field(default_factory=lambda: Budget(bytes=2**26))
    """Of each medium. `urls` says whether URLs in requests are fetched; paths never are."""
    name: str | None = None
    """What requests call the scorer in `model`; None: its `info.name`."""
    generator_name: str = "generator"
    """What requests call the generator."""
    sampling: Mapping[str, Json] = field(default_factory=dict)
    """How the generator was set up: max_tokens, temperature, top_p, seed. A request may ask for nothing else."""

    def __post_init__(self) -> None:
        for name in ("max_batch", "queue", "deadline", "max_body"):
            if not getattr(self, name) > 0:
                raise UsageError(f"{name} is {getattr(self, name)}", remedy="Give more than 0.")
        if self.max_wait < 0:
            raise UsageError(f"max_wait is {self.max_wait}", remedy="Give 0 or more seconds.")
