"""How much sooner media are decoded by `plaudit.media.in_order` than by the plain loop, on this machine's cores.

python benchmarks/media.py [--n 64] [--json PATH]

n pictures of 1024 x 768 as JPEG, PNG and WebP, n / 4 films of 320 x 240 (24 of 96 frames) and n / 4 sounds of 20 s at
44,100 Hz as FLAC, each kind on its own. The two ways take turns, and the figure is the median of the rounds' ratios.
What threads can give depends on what else runs: `hash` is the same ratio for SHA-256, which needs nothing of Python
while it runs, taken in the same rounds; a kind whose ratio is near it leaves no core idle that could be had.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import av
import numpy as np
import PIL.Image

from plaudit.core import Audio, Image, Video
from plaudit.media import in_order, load_audio, load_image, load_video

ROUNDS = 9
POOL = 4
"""Different media of a kind, taken round and round."""


def pictures(kind: str) -> list[Image]:
    """Smooth noise: neither a plain surface, which decodes at once, nor white noise, which no photo is."""
    rng, out = np.random.default_rng(0), []
    for _ in range(POOL):
        small = PIL.Image.fromarray(rng.integers(0, 255, (96, 128, 3)).astype(np.uint8))
        buffer = io.BytesIO()
        small.resize((1024, 768), PIL.Image.Resampling.BICUBIC).save(buffer, kind)
        out.append(Image(buffer.getvalue()))
    return out


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


def seconds(run: Callable[[], Any]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def both(load: Callable[[Any], Any], things: Sequence[Any]) -> tuple[float, float]:
    """Seconds of the plain loop, and of threads."""
    return seconds(lambda: [load(thing) for thing in things]), seconds(lambda: list(in_order(load, things)))


def measure(load: Callable[[Any], Any], media: Sequence[Any], n: int) -> dict[str, float]:
    """Media a second either way, their ratio, and that of hashing."""
    things, blobs = [media[k % len(media)] for k in range(n)], [bytes(2**22)] * 32
    rounds = [(*both(load, things), *both(hashlib.sha256, blobs)) for _ in range(ROUNDS)]
    return {
        "plain_per_second": n / median(plain for plain, *_ in rounds),
        "in_order_per_second": n / median(threads for _, threads, *_ in rounds),
        "ratio": median(plain / threads for plain, threads, *_ in rounds),
        "hash_ratio": median(plain / threads for *_, plain, threads in rounds),
    }


def main() -> None:
    """Measures, prints, and writes the same figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=64, help="pictures to decode in a round (default: 64)")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    args = parser.parse_args()
    few = max(POOL, args.n // 4)
    with tempfile.TemporaryDirectory() as folder:
        figures = {kind: measure(load_image, pictures(kind), args.n) for kind in ("JPEG", "PNG", "WEBP")}
        figures["film"] = measure(lambda film: load_video(film, count=24), films(Path(folder)), few)
        figures["sound"] = measure(load_audio, sounds(), few)
    print(f"{os.cpu_count()} cores")
    for kind, found in figures.items():
        plain, threads, ratio, ceiling = found.values()
        print(f"{kind:<6}{plain:>8.1f}/s plain {threads:>8.1f}/s in_order   {ratio:.2f} times (hash: {ceiling:.2f})")
    if args.json:
        args.json.write_text(json.dumps({"n": args.n, "cores": os.cpu_count(), "media": figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
