"""The process in which `math_equal` compares: it may be ended at any moment. Started by its path; never imported.

It says "ready". Then lines of JSON in, [right, said, seconds]; lines of JSON out, [1 or 0, ""] or [why, detail].
"""

import contextlib
import faulthandler
import json
import sys
from functools import lru_cache

from math_verify import parse, verify

_BYTES = 4 << 30
"""Of memory that it may take, where the system can limit that."""


@lru_cache(256)
def read(text: str) -> tuple[object, ...]:
    """What a text says in mathematics. Raises ValueError for nothing."""
    parsed = parse(text, parsing_timeout=None, raise_on_error=True)
    if not parsed:
        raise ValueError("there is no mathematics in it")
    return tuple(parsed)


def compare(right: str, said: str) -> tuple[int | str, str]:
    """1 or 0, or why there is no answer."""
    # Math-Verify and SymPy raise whatever comes up in them; a response must not stop a run.
    try:
        wanted = read(right if "$" in right or r"\boxed" in right else f"${right}$")
    except Exception as error:
        return "missing", f"the reference cannot be read: {error}"
    try:
        return int(verify(list(wanted), list(read(said)), timeout_seconds=None, raise_on_error=True)), ""
    except Exception as error:
        return "unparsed", f"the response cannot be read: {error}"


def main() -> None:
    """Answers until its input ends, or until a comparison takes longer than it may: then the process ends itself."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    print("ready", flush=True)
    for line in sys.stdin:
        right, said, seconds = json.loads(line)
        faulthandler.dump_traceback_later(seconds, exit=True)  # signals would not stop the power of a large number
        result = compare(right, said)
        faulthandler.cancel_dump_traceback_later()
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
