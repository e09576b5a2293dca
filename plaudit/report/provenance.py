"""How a result came about."""

from __future__ import annotations

import platform
import shlex
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("plaudit", "torch", "transformers", "peft", "numpy", "pillow", "av")


def provenance(*, seconds: float | None = None, **more: object) -> dict[str, str]:
    """The command, versions, time and peak memory of this process, for `Report.made`; more: seed, data, checkpoint."""
    command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    made = {"command": command, **{name: str(value) for name, value in more.items()}}
    if seconds is not None:
        made["seconds"] = f"{seconds:.1f}"
    memory = peak_memory_bytes()
    if memory is not None:
        made["peak memory"] = f"{memory / 2**20:,.0f} MiB"
    made["python"] = f"{platform.python_version()} on {platform.platform(terse=True)}"
    return made | {name: found for name in _PACKAGES if (found := _version(name))}


def peak_memory_bytes() -> int | None:
    """The most memory this process has held; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
