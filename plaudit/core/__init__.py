"""What a sample, a score and a failure are. Standard library only."""

from plaudit.core import chat, codec
from plaudit.core.content import (
    Audio,
    Clip,
    Image,
    Json,
    Media,
    Message,
    Part,
    Response,
    Role,
    Span,
    Text,
    Video,
    answer,
    user,
)
from plaudit.core.errors import (
    CheckpointError,
    DataError,
    ManifestError,
    MediaError,
    PlauditError,
    RunError,
    UnknownName,
    UsageError,
)
from plaudit.core.estimate import Estimate
from plaudit.core.find import find, names
from plaudit.core.labels import Label, Pair, prefer
from plaudit.core.outcomes import Outcome, Rated, group_of, outcomes, ratings
from plaudit.core.protocols import DifferentiableScorer, Generator, Likelihood, Scorer
from plaudit.core.samples import Criterion, Sample
from plaudit.core.verdicts import Score, ScorerInfo, Unscored, Verdict, Why

__all__ = [
    "Audio",
    "CheckpointError",
    "Clip",
    "Criterion",
    "DataError",
    "DifferentiableScorer",
    "Estimate",
    "Generator",
    "Image",
    "Json",
    "Label",
    "Likelihood",
    "ManifestError",
    "Media",
    "MediaError",
    "Message",
    "Outcome",
    "Pair",
    "Part",
    "PlauditError",
    "Rated",
    "Response",
    "Role",
    "RunError",
    "Sample",
    "Score",
    "Scorer",
    "ScorerInfo",
    "Span",
    "Text",
    "UnknownName",
    "Unscored",
    "UsageError",
    "Verdict",
    "Video",
    "Why",
    "answer",
    "chat",
    "codec",
    "find",
    "group_of",
    "names",
    "outcomes",
    "prefer",
    "ratings",
    "user",
]
