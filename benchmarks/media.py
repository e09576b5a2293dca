"""How much sooner media are decoded by `plaudit.media.in_order` than by the plain loop, on this machine's cores.

python -m benchmarks.media [--n 64] [--quick] [--json PATH]

n pictures of 1024 x 768 as JPEG, PNG and WebP, n / 4 films of 320 x 240 (24 of 96 frames) and n / 4 sounds of 20 s at
44,100 Hz as FLAC, each kind on its own; then `data check` of a file of n rows, each with a JPEG of its own. The two
ways take turns, and a figure is the median over the rounds. What threads can give depends on what else runs: `hash` is
the same ratio of seconds for SHA-256, which needs nothing of Python while it runs, taken in the same rounds; a kind
whose ratio is near it leaves no core idle that could be had. Processor time hardly depends on what else runs: `all` is
what the threaded way takes of it, `caller` what of it falls on the thread that asks, both as parts of what the plain
loop takes. No number of idle cores makes it faster than 1 / `caller`. `all` may be under 1: glibc gives a main thread's
large buffers back to the system after each picture, and those of other threads seldom.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from unittest.mock import patch

import av
import numpy as np
import PIL.Image

from plaudit.core import Audio, Image, Video
from plaudit.data import inspect
from plaudit.data.media_facts import KnownMedia
from plaudit.media import in_order, load_audio, load_image, load_video

ROUNDS = 9
QUICK = 16
POOL = 4
"""Different media of a kind, taken round and round."""


def picture(kind: str, rng: np.random.Generator) -> bytes:
    """Smooth noise: neither a plain surface, which decodes at once, nor white noise, which no photo is."""
    small, buffer = PIL.Image.fromarray(rng.integers(0, 255, (96, 128, 3)).astype(np.uint8)), io.BytesIO()
    small.resize((1024, 768), PIL.Image.Resampling.BICUBIC).save(buffer, kind)
    return buffer.getvalue()


def pictures(kind: str) -> list[Image]:
    """A few of a kind."""
    rng = np.random.default_rng(0)
    return [Image(picture(kind, rng)) for _ in range(POOL)]


def rows(folder: Path, n: int) -> Path:
    """A file of n preferences, each about a JPEG of its own."""
    rng, samples = np.random.default_rng(0), []
    for k in range(n):
        (folder / f"{k}.jpg").write_bytes(picture("JPEG", rng))
        question = f"What is to be seen in picture {k * 7919}? " + " ".join(map(str, rng.integers(0, 999, 8)))
        samples.append({"prompt": question, "chosen": "Noise.", "rejected": "A cat.", "images": [f"{k}.jpg"]})
    file = folder / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, samples)) + "\n")
    return file


def films(folder: Path) -> list[Video]:
    """Four seconds of smooth noise that drifts."""
    ground = np.asarray(PIL.Image.open(io.BytesIO(pictures("PNG")[0].data)))
    for k in range(POOL):
        with av.open(folder / f"{k}.mp4", "w") as container:
            stream = container.add_stream("libx264", rate=24, options={"preset": "veryfast"})
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
            for i in range(96):
                frame = np.ascontiguousarray(ground[i + k : i + k + 240, 2 * i : 2 * i + 320])
                container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, "rgb24")))
            container.mux(stream.encode())
    return [Video(folder / f"{k}.mp4") for k in range(POOL)]


def sounds() -> list[Audio]:
    """Twenty seconds of noise."""
    rng, out = np.random.default_rng(0), []
    for _ in range(POOL):
        buffer = io.BytesIO()
        with av.open(buffer, "w", format="flac") as container:
            stream = container.add_stream("flac", rate=44_100, layout="mono")
            assert isinstance(stream, av.AudioStream)
            size = stream.codec_context.frame_size or 4608
            for _ in range(20 * 44_100 // size):
                block = (rng.standard_normal((1, size)) * 3000).astype(np.int16)
                frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
                frame.sample_rate = 44_100
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        out.append(Audio(buffer.getvalue()))
    return out


class Spent(NamedTuple):
    """Seconds."""

    wall: float
    all: float
    """Of processor time, by all threads."""
    caller: float
    """Of processor time, by the thread that asked."""


def spent(run: Callable[[], Any]) -> Spent:
    """What it takes."""
    clocks = (time.perf_counter, time.process_time, time.thread_time)
    start = [clock() for clock in clocks]
    run()
    return Spent(*(clock() - began for clock, began in zip(clocks, start, strict=True)))


def both(load: Callable[[Any], Any], things: Sequence[Any]) -> tuple[Spent, Spent]:
    """The plain loop, and threads."""
    return spent(lambda: [load(thing) for thing in things]), spent(lambda: list(in_order(load, things)))


def both_checks(file: Path) -> tuple[Spent, Spent]:
    """`data check` that opens media where a check asks for them, and that opens them ahead."""
    with patch.object(KnownMedia, "ahead", lambda self, rows, parts: (row for row in rows)):
        plain = spent(lambda: inspect(file))
    return plain, spent(lambda: inspect(file))


def measure(take: Callable[[], tuple[Spent, Spent]], n: int, rounds: int) -> dict[str, float]:
    """Media a second either way, the ratio, that of hashing, and the parts of processor time."""
    take()  # what is imported and made at first use is no part of it
    blobs = [bytes(2**22)] * 32
    found = [(*take(), *both(hashlib.sha256, blobs)) for _ in range(rounds)]
    return {
        "plain_per_second": n / median(plain.wall for plain, *_ in found),
        "in_order_per_second": n / median(threads.wall for _, threads, *_ in found),
        "ratio": median(plain.wall / threads.wall for plain, threads, *_ in found),
        "hash_ratio": median(plain.wall / threads.wall for *_, plain, threads in found),
        "all": median(threads.all / plain.all for plain, threads, *_ in found),
        "caller": median(threads.caller / plain.all for plain, threads, *_ in found),
    }


def kinds(folder: Path, n: int) -> Iterator[tuple[str, Callable[[Any], Any], list[Any]]]:
    """The name of each kind, how it is opened, and what there is of it: n pictures, a quarter as much of others."""
    for kind in ("JPEG", "PNG", "WEBP"):
        yield kind, load_image, list(islice(cycle(pictures(kind)), n))
    yield "film", lambda film: load_video(film, count=24), list(islice(cycle(films(folder)), max(POOL, n // 4)))
    yield "sound", load_audio, list(islice(cycle(sounds()), max(POOL, n // 4)))


def main() -> None:
    """Measures, prints, and writes the same figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=64, help="pictures to decode in a round (default: 64)")
    parser.add_argument("--quick", action="store_true", help="few media, once, in seconds")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    args = parser.parse_args()
    n, rounds = (QUICK, 1) if args.quick else (args.n, ROUNDS)
    print(f"{os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        figures = {
            name: measure(partial(both, load, media), len(media), rounds)
            for name, load, media in kinds(Path(folder), n)
        }
        file = rows(Path(folder), n)
        figures["data check"] = measure(partial(both_checks, file), n, rounds)
    for name, found in figures.items():
        plain, threads, ratio, ceiling, whole, caller = found.values()
        print(
            f"{name:<10}{plain:>8.1f}/s plain {threads:>8.1f}/s in_order   {ratio:.2f} times (hash: {ceiling:.2f})   "
            f"processor time: all {whole:.2f}, caller {caller:.2f}"
        )
    if args.json:
        args.json.write_text(json.dumps({"n": n, "cores": os.cpu_count(), "media": figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
