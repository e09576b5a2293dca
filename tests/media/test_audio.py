from __future__ import annotations

import base64
import io
import wave
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from plaudit.core import Audio, MediaError, UsageError, Video
from plaudit.media import Budget, load_audio
from tests.media.recorded import encoded, grey, recorded, tone, wav

DATA = Path(__file__).parents[3] / "shared" / "data"
LOSSLESS = [("wav", "pcm_s16le"), ("wav", "pcm_s24le"), ("wav", "pcm_f32le"), ("flac", "flac")]
LOSSY = [
    ("mp3", "mp3"),
    ("ogg", "libopus"),
    ("matroska", "libopus"),
    ("mp4", "aac"),
    ("adts", "aac"),
    ("mpegts", "aac"),
]


def hertz(samples: npt.NDArray[np.float32], rate: int) -> float:
    """The loudest pitch."""
    return float(np.abs(np.fft.rfft(samples)).argmax()) * rate / len(samples)


def test_a_known_sound_is_read_as_it_is(tmp_path: Path) -> None:
    steps = np.array([0, 16384, -32768, 32767], "<i2")  # of 32768: 0, 1/2, -1, almost 1
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(steps.tobytes())
    path = tmp_path / "steps.wav"
    path.write_bytes(buffer.getvalue())
    uri = "data:audio/wav;base64," + base64.b64encode(buffer.getvalue()).decode()
    for data in (path, path.as_uri(), buffer.getvalue(), uri):
        heard = load_audio(Audio(data), rate=8000)
        assert heard.samples.dtype == np.float32 and heard.seconds == 4 / 8000
        assert heard.samples.tolist() == [0.0, 0.5, -1.0, 32767 / 32768]


def test_channels_become_their_mean() -> None:
    left, right = tone(0.1, 8000), np.full(800, 0.25, np.float32)
    heard = load_audio(Audio(wav(left, right, rate=8000)), rate=8000)
    assert np.allclose(heard.samples, (left + right) / 2, atol=1e-4)


def test_more_channels_than_anybody_has() -> None:
    channels = [np.full(800, k / 64, np.float32) for k in range(33)]  # their mean: 16 / 64
    assert np.allclose(load_audio(Audio(wav(*channels, rate=8000)), rate=8000).samples, 0.25, atol=1e-4)


@pytest.mark.parametrize(("kind", "codec"), [*LOSSLESS, *LOSSY])
def test_every_kind_is_resampled(kind: str, codec: str) -> None:
    content = encoded(kind, codec, tone(2.0, 48_000), 48_000)
    for rate in (16_000, 44_100):
        heard = load_audio(Audio(content), rate=rate)
        assert heard.rate == rate and heard.seconds == pytest.approx(2.0, abs=0.05)  # lossy codecs pad to whole blocks
        middle = heard.samples[rate // 2 : rate + rate // 2]
        assert hertz(middle, rate) == 440.0  # bins of one hertz
        assert np.sqrt((middle**2).mean()) == pytest.approx(0.5 / np.sqrt(2), rel=0.06)
        assert np.array_equal(heard.samples, load_audio(Audio(content), rate=rate).samples)


def test_what_a_lower_rate_cannot_hold_is_filtered_out() -> None:
    high = load_audio(Audio(wav(tone(1.0, 48_000, hertz=7000), rate=48_000)), rate=8000)
    assert np.abs(high.samples[1000:-1000]).max() < 0.01  # over half of 8000: it would come back as 1000 hertz


def test_start_and_end() -> None:
    sound = np.concatenate([np.full(1000, k / 10, np.float32) for k in range(8)])
    content = wav(sound, rate=1000)
    cut = load_audio(Audio(content, start=2.5, end=4.5), rate=1000).samples
    assert np.allclose(cut, [0.2] * 500 + [0.3] * 1000 + [0.4] * 500, atol=1e-4)
    assert load_audio(Audio(content, start=7.5), rate=1000).seconds == 0.5
    assert load_audio(Audio(content, start=7.5, end=99.0), rate=2000).seconds == pytest.approx(0.5, abs=0.02)
    with pytest.raises(MediaError, match=r"starts at 8 s, but the sound lasts 8 s"):
        load_audio(Audio(content, start=8.0), rate=1000)


def test_budgets() -> None:
    content = wav(tone(4.0, 8000), rate=8000)
    assert load_audio(Audio(content), Budget(seconds=4.0)).seconds == pytest.approx(4.0, abs=0.01)
    assert load_audio(Audio(content, start=1.0, end=2.0), Budget(seconds=1.0)).seconds == 1.0
    with pytest.raises(MediaError, match=r"over the budget of 2 s.*Budget\(seconds="):
        load_audio(Audio(content), Budget(seconds=2.0))
    with pytest.raises(MediaError, match=r"64,044 bytes are over the budget of 64,043"):
        load_audio(Audio(content), Budget(bytes=64_043))
    with pytest.raises(UsageError, match="rate of 0"):
        load_audio(Audio(content), rate=0)


@pytest.mark.parametrize(("kind", "codec"), [*LOSSLESS, *LOSSY[:4]])
@pytest.mark.parametrize("part", [0.3, 0.5, 0.9])
def test_a_sound_cut_short(kind: str, codec: str, part: float) -> None:
    whole = encoded(kind, codec, tone(4.0, 48_000), 48_000)
    with pytest.raises(MediaError, match=r"ends after|cannot be decoded|page is missing|not a sound|holds no sound"):
        load_audio(Audio(whole[: int(len(whole) * part)]))
    assert load_audio(Audio(whole)).seconds == pytest.approx(4.0, abs=0.05)


def test_chunks_of_a_wav() -> None:
    whole = wav(tone(0.5, 8000), rate=8000)
    place = whole.index(b"data")

    def with_chunks(*chunks: bytes) -> Audio:
        return Audio(whole[:place] + b"".join(chunks) + whole[place:])

    comment = b"LIST" + (9).to_bytes(4, "little") + b"INFOhello" + b"\0"  # an odd length is made even
    assert load_audio(with_chunks(comment)).seconds == 0.5
    for length in (
        10 + 8 + 8000 + 1,
        2**31 - 9,
        2**32 - 1,
    ):  # its content, the head of the sound and the sound, and more
        with pytest.raises(MediaError, match=f"a chunk of {length:,} bytes goes past its end"):
            load_audio(with_chunks(b"LIST" + length.to_bytes(4, "little") + b"INFOhello\0"))
    for riff, order in ((b"RIFX", "big"), (b"RF64", "little")):
        huge = riff + whole[4:12] + b"LIST" + (10**9).to_bytes(4, order) + b"INFO" + whole[12:]
        with pytest.raises(MediaError, match="a chunk of 1,000,000,000 bytes"):
            load_audio(Audio(huge))
    with pytest.raises(MediaError, match="over 4,096 chunks"):
        load_audio(with_chunks(*[b"none\0\0\0\0"] * 4096))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"hello " * 100, "it is text: 'hello"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n", "not a sound"),
        (wav(tone(0.1, 8000), rate=8000)[:44], "no sound that can be decoded|ends after"),
        (wav(tone(1.0, 999), rate=999), "a sound of 999 samples a second"),
        (encoded("wav", "pcm_f32le", np.full(800, np.nan, np.float32), 8000), "no finite numbers"),
        (np.zeros(100, np.float32), "is no encoded audio"),
    ],
)
def test_what_is_no_sound(content: object, said: str) -> None:
    with pytest.raises(MediaError, match=said) as error:
        load_audio(Audio(content))
    assert error.value.remedy


def test_films_with_and_without_sound(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="holds no sound"):
        load_audio(Video(recorded(tmp_path / "still.mp4", grey(3)), sound=True))
    if not DATA.exists():
        pytest.skip("the shared example data is not here")
    path = DATA / "example_media" / "dover" / "eWgy8eG3stA_000164_000174.mp4"
    heard = load_audio(Video(path, sound=True), rate=44_100)
    with av.open(str(path)) as container:
        straight = np.concatenate([frame.to_ndarray().mean(0) for frame in container.decode(audio=0)])
        assert container.streams.audio[0].sample_rate == 44_100
    assert np.array_equal(heard.samples, straight)
    assert load_audio(Video(path, start=2.0, end=3.0)).seconds == 1.0
