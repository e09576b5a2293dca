"""Runs code where the library believes that torchvision is installed, so that its own video processors can be asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]


def run_with_torchvision(code: str, folder: Path) -> str:
    """What the code prints, in a process of its own. folder: where the stand-in is put."""
    package, info = folder / "torchvision", folder / "torchvision-0.28.0.dist-info"
    package.mkdir()
    info.mkdir()
    shutil.copy(Path(__file__).with_name("torchvision_stand_in.py"), package / "__init__.py")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: torchvision\nVersion: 0.28.0\n")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{REPOSITORY}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
