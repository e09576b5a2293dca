"""Every error plaudit raises on purpose, in one tree.

    PlauditError
    ├── UsageError          a wrong option or argument                                  (exit code 2)
    │   └── UnknownName     no such loss, head, format, ...: the message lists what there is
    ├── DataError           a file or row that cannot be used: names file, line, field and remedy
    ├── MediaError          an image, video or sound that cannot be used; `Unscored("media")` in a verdict
    ├── CheckpointError     a model folder that cannot be loaded as asked
    │   └── ManifestError   it was trained under other settings: the difference is shown
    └── RunError            a stored run or training state that cannot go on

Each message says what was wrong, where, and what to do.
"""

from __future__ import annotations


class PlauditError(Exception):
    """Something a user can put right. `what` is wrong, at `where`; `remedy` is what to do."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        message = f"{where}: {what}" if where else what
        super().__init__(f"{message.rstrip('.')}. {remedy}".rstrip() if remedy else message)


class UsageError(PlauditError):
    """A wrong option or argument."""


class UnknownName(UsageError, LookupError):
    """A name that no file answers to."""


class DataError(PlauditError, ValueError):
    """A file or row that cannot be used."""


class MediaError(PlauditError):
    """An image, video or sound that cannot be used."""


class CheckpointError(PlauditError):
    """A model folder that cannot be loaded as asked."""


class ManifestError(CheckpointError):
    """A checkpoint that was trained under other settings than it is to be used under."""


class RunError(PlauditError):
    """A stored run or training state that cannot go on."""
