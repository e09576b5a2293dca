"""Real films and sounds, encoded on the spot."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import PIL.Image


def recorded(
    path: Path,
    frames: Iterable[np.ndarray],
    codec: str = "libx264",
    flags: str = "",
    stamps: Sequence[int] = (),
    turned: int = 0,
    size: tuple[int, int] = (64, 48),
) -> Path:
    """A film of 10 frames a second, or with a frame at each of these milliseconds. size: width and height."""
    with av.open(path, "w", options={"movflags": flags} if flags else {}) as container:
        stream = container.add_stream(codec, rate=10, options={"g": "10"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = size
        stream.pix_fmt, stream.bit_rate = "yuv420p", 2_000_000
        stream.set_display_rotation(turned)
        for i, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
            if stamps:
                stream.time_base = stream.codec_context.time_base = frame.time_base = Fraction(1, 1000)
                frame.pts = stamps[i]
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def grey(n: int, noise: bool = False) -> Iterable[np.ndarray]:
    """n frames; the upper half of frame i is of grey level 5 i + 20."""
    rng = np.random.default_rng(0)
    for i in range(n):
        frame = np.full((48, 64, 3), 5 * i + 20, np.uint8)
        if noise:
            frame[24:] = rng.integers(0, 255, (24, 64, 3))
        yield frame


def film(folder: Path, name: str = "film.mp4", codec: str = "libx264", flags: str = "", noise: bool = False) -> Path:
    """Four seconds."""
    return recorded(folder / name, grey(40, noise), codec, flags)


def levels(images: Sequence[PIL.Image.Image]) -> list[int]:
    """The frame numbers, read off the grey levels."""
    return [round((float(np.asarray(image)[:20].mean()) - 20) / 5) for image in images]


def tone(seconds: float, rate: int, hertz: float = 440.0) -> npt.NDArray[np.float32]:
    """A sine of height 0.5."""
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def wav(*channels: npt.NDArray[np.float32], rate: int) -> bytes:
    """16-bit PCM, written by the standard library."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((len(channels), 2, rate, 0, "NONE", ""))
        file.writeframes((np.stack(channels, 1) * 32767).round().astype("<i2").tobytes())
    return buffer.getvalue()


def encoded(kind: str, codec: str, sound: npt.NDArray[np.float32], rate: int) -> bytes:
    """A sound of one channel as FFmpeg writes it."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(sound[None], format="fltp", layout="mono")
        frame.sample_rate = rate
        blocks = av.AudioFifo()
        for block in av.AudioResampler(format=stream.format.name, layout="mono", rate=rate).resample(frame):
            blocks.write(block)
        while (block := blocks.read(stream.codec_context.frame_size or 1024, partial=True)) is not None:
            container.mux(stream.encode(block))
        container.mux(stream.encode(None))
    return buffer.getvalue()
