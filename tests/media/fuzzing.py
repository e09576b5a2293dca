"""Reads mutated media, in a process of its own that a crash, a hang or a bomb may end.

python -m tests.media.fuzzing FIRST LAST NOTE

Prints counts as JSON. Before each mutation its number is written to NOTE, so that it is known which one ended it.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import signal
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image

from plaudit.core import Audio, Image, MediaError, Video
from plaudit.media import Budget, load_audio, load_image, load_video
from tests.media.recorded import encoded, grey, recorded, tone, wav

BUDGET = Budget(pixels=2**20, frames=64, seconds=60.0, bytes=2**20)
SECONDS = 60
"""One mutation may take no longer; most take milliseconds."""
MEMORY = 4 * 2**30
"""Bytes of address space of the process, the libraries' own included."""
MEGABYTES = 1024
"""Most memory in use, of media within a budget of a million pixels."""
EDGES = (b"\0", b"\xff", b"\x7f", b"\x80", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f")


def read_image(content: bytes) -> None:
    """Valid pixels, or a MediaError."""
    image = load_image(Image(content), BUDGET)
    assert image.mode == "RGB" and 0 < image.width * image.height <= BUDGET.pixels
    image.tobytes()


def read_video(content: bytes) -> None:
    """Valid frames, or a MediaError."""
    film = load_video(Video(content), BUDGET, count=4)
    assert 1 <= len(film.images) == len(film.times) <= 4 and list(film.times) == sorted(film.times)
    assert {image.mode for image in film.images} == {"RGB"}


def read_audio(content: bytes) -> None:
    """Finite samples, or a MediaError."""
    sound = load_audio(Audio(content), BUDGET)
    assert sound.samples.dtype == np.float32 and np.isfinite(sound.samples).all() and 0 < sound.seconds <= 60


def seeds() -> dict[str, tuple[bytes, Callable[[bytes], None]]]:
    """A small whole file of each kind, and how it is read."""
    rng = np.random.default_rng(0)
    pictures = [PIL.Image.fromarray(rng.integers(0, 255, (24, 32, 3)).astype(np.uint8)) for _ in range(3)]

    def saved(kind: str, **options: object) -> bytes:
        buffer = io.BytesIO()
        pictures[0].save(buffer, kind, **options)
        return buffer.getvalue()

    moving = {"save_all": True, "append_images": pictures[1:], "duration": 100}
    stills = {kind: (saved(kind), read_image) for kind in ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "AVIF")}
    stills["mended PNG"] = (stills["PNG"][0], lambda content: read_image(mended(content)))
    films = {f"moving {kind}": (saved(kind, **moving), read_video) for kind in ("PNG", "GIF", "WEBP")}
    with tempfile.TemporaryDirectory() as folder:
        for name, codec in (("mp4", "libx264"), ("mkv", "libx264"), ("avi", "mpeg4")):
            films[name] = (recorded(Path(folder) / f"a.{name}", grey(12), codec).read_bytes(), read_video)
    sounds = {"wav": (wav(tone(0.2, 8000), rate=8000), read_audio)}
    for kind, codec in (("wav", "pcm_f32le"), ("flac", "flac"), ("mp3", "mp3"), ("ogg", "libopus")):
        sounds[f"{kind} {codec}"] = (encoded(kind, codec, tone(0.2, 48_000), 48_000), read_audio)
    return stills | films | sounds


def mutated(content: bytes, order: random.Random) -> bytes:
    """Some bytes changed, cut out, doubled or added; headers more often than the rest."""
    out = bytearray(content)
    for _ in range(order.choice((1, 1, 1, 2, 4, 16))):
        at = order.randrange(min(len(out), order.choice((64, 512, len(out))))) if out else 0
        run = order.randrange(1, 32)
        match order.randrange(7):
            case 0:
                out[at : at + 1] = order.randbytes(1)
            case 1:
                edge = order.choice(EDGES)
                out[at : at + len(edge)] = edge
            case 2:
                del out[at : at + run]
            case 3:
                out[at:at] = out[at : at + run]
            case 4:
                out[at:at] = order.randbytes(run)
            case 5 if order.random() < 0.2:
                del out[at:]
            case _ if out:
                out[at % len(out)] ^= 1 << order.randrange(8)
    return bytes(out)


def mended(content: bytes) -> bytes:
    """A PNG with the checksums of what it holds now, so that its pixels are read though they were changed."""
    out, at = bytearray(content), 8
    while at + 12 <= len(out):
        end = at + 8 + int.from_bytes(out[at : at + 4], "big")
        if end + 4 > len(out):
            break
        out[end : end + 4] = zlib.crc32(out[at + 4 : end]).to_bytes(4, "big")
        at = end + 4
    return bytes(out)


def _peak() -> int:
    """MB. Not `ru_maxrss`, which begins with that of the process that started this one."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def main(first: int, last: int, note: Path) -> None:
    """Every mutation of these numbers; number k is the same in every run."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    kinds, counts = seeds(), Counter[str]()
    for content, read in kinds.values():
        read(content)  # unharmed, each is read
    with note.open("wb") as file:
        for k in range(first, last):
            name = list(kinds)[k % len(kinds)]
            content, read = kinds[name]
            os.pwrite(file.fileno(), f"{k:12}".encode(), 0)
            signal.alarm(SECONDS)
            try:
                read(mutated(content, random.Random(k)))
                counts[f"{name}: read"] += 1
            except MediaError as error:
                assert error.what and error.where
                counts[f"{name}: refused"] += 1
            used = _peak()
            assert used < MEGABYTES, f"{name} took {used} MB"
    signal.alarm(0)
    print(json.dumps(counts))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
