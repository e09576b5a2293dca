"""What importing plaudit costs, and what it brings along."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

MODULES = """
import json, pkgutil, sys
before = set(sys.modules)
import plaudit.core
for module in pkgutil.iter_modules(plaudit.core.__path__, "plaudit.core."):
    __import__(module.name)
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(json.dumps(sorted(new - set(sys.stdlib_module_names))))
"""
SECONDS = """
import json, sys, time
start = time.perf_counter()
import plaudit
print(json.dumps([time.perf_counter() - start, "torch" in sys.modules]))
"""


def said(program: str) -> Any:
    """What a fresh interpreter prints, read as JSON."""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def test_core_needs_the_standard_library_only() -> None:
    assert said(MODULES) == ["plaudit"]


def test_import_is_quick_and_loads_no_torch() -> None:
    runs = [said(SECONDS) for _ in range(5)]
    assert min(seconds for seconds, _ in runs) < 0.15
    assert not any(torch for _, torch in runs)
