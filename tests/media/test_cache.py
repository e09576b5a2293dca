from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from plaudit.core import UsageError
from plaudit.media import Cache

WORKER = """
import random, sys
from pathlib import Path
from plaudit.media import Cache

cache, order = Cache(folder=Path(sys.argv[1]), limit=40_000), random.Random(int(sys.argv[2]))
content = lambda k: bytes([k]) * 3000
found = 0
for _ in range(300):
    k = order.randrange(20)
    kept = cache.get(f"http://a/{k}")
    assert kept is None or kept == content(k), "half a file, or another"
    found += kept is not None
    if kept is None:
        cache.put(f"http://a/{k}", content(k))
print(found)
"""


def held(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_what_was_put_is_found(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path / "deep" / "cache")
    assert cache.get("http://a") is None
    cache.put("http://a", b"one")
    cache.put("http://b", b"one")
    assert cache.get("http://a") == cache.get("http://b") == b"one" and cache.get("http://c") is None
    name = hashlib.sha256(b"one").hexdigest() + ".media"
    assert [path.name for path in cache.folder.glob("*.media")] == [name]  # the same content lies there once
    cache.put("http://a", b"two")
    assert (cache.get("http://a"), cache.get("http://b")) == (b"two", b"one")
    with pytest.raises(UsageError, match="keeps nothing"):
        Cache(folder=tmp_path, limit=0)


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path, limit=3500)  # three of 1000 bytes, with their notes of 64
    for k in range(3):
        cache.put(f"http://{k}", bytes([k]) * 1000)
        for path in tmp_path.iterdir():  # everything so far is older than what comes now
            os.utime(path, ns=(path.stat().st_mtime_ns - 10**10,) * 2)
    assert cache.get("http://0")
    cache.put("http://3", bytes([3]) * 1000)
    assert [cache.get(f"http://{k}") is not None for k in range(4)] == [True, False, True, True]
    cache.put("http://4", bytes(3501))
    assert cache.get("http://4") is None and cache.get("http://3") and held(tmp_path) <= 3500


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.media").write_bytes(bytes(10_000))
    os.utime(tmp_path / "mine.media", ns=(1, 1))
    cache = Cache(folder=tmp_path, limit=1000)
    for k in range(3):
        cache.put(f"http://{k}", bytes([k]) * 600)
    assert (tmp_path / "mine.media").exists() and len(list(tmp_path.glob("?" * 64 + ".media"))) == 1


def test_damaged_files_are_not_believed(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path)
    cache.put("http://a", b"content")
    (path,) = tmp_path.glob("*.media")
    path.write_bytes(b"cont")
    assert cache.get("http://a") is None and not path.exists()
    for text in ("", "../../secret", "\xff"):
        (note,) = tmp_path.glob("*.url")
        note.write_text(text)
        assert cache.get("http://a") is None


def test_a_disk_that_takes_nothing_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = Cache(folder=tmp_path / "file" / "cache")
    cache.put("http://a", b"content")
    assert cache.get("http://a") is None


def test_a_crash_leaves_no_half_file(tmp_path: Path) -> None:
    dies = "import os, sys; from pathlib import Path; from plaudit.media import Cache\n"
    dies += "Path.replace = lambda *_: os._exit(9)\n"  # just before the file gets its name
    dies += "Cache(folder=Path(sys.argv[1]), limit=5000).put('http://a', bytes(4000))"
    assert subprocess.run([sys.executable, "-c", dies, str(tmp_path)], check=False).returncode == 9
    cache = Cache(folder=tmp_path, limit=5000)
    assert cache.get("http://a") is None and held(tmp_path) == 4000
    cache.put("http://b", bytes([1]) * 4000)
    assert cache.get("http://b") and held(tmp_path) < 5000  # the part went, as the oldest


def test_processes_read_and_write_at_once(tmp_path: Path) -> None:
    run = [sys.executable, "-c", WORKER, str(tmp_path)]
    workers = [subprocess.Popen([*run, str(seed)], stdout=subprocess.PIPE, text=True) for seed in range(4)]
    found = [int(worker.communicate(timeout=120)[0]) for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 4
    assert min(found) > 0 and held(tmp_path) <= 40_000 and not list(tmp_path.glob("*.part"))
