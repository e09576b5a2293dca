from __future__ import annotations

import base64
import io
import struct
import zlib
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from plaudit.core import Image, MediaError
from plaudit.media import Budget, load_image

DATA = Path(__file__).parents[3] / "shared" / "data"
RED, BLUE = (255, 0, 0), (0, 0, 255)


def encoded(image: PIL.Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def red_and_blue() -> PIL.Image.Image:
    image = PIL.Image.new("RGB", (2, 1), RED)
    image.putpixel((1, 0), BLUE)
    return image


def chunk(kind: bytes, body: bytes) -> bytes:
    """A piece of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int) -> bytes:
    """A PNG of this size whose pixels cannot be decoded: whoever tries says something about them."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"no pixels") + chunk(b"IEND", b"")


def pixels(image: PIL.Image.Image) -> list[object]:
    assert image.mode == "RGB"
    return [image.getpixel((x, y)) for y in range(image.height) for x in range(image.width)]


def test_every_way_to_hold_an_image_gives_the_same_pixels(tmp_path: Path) -> None:
    png = encoded(red_and_blue())
    path = tmp_path / "a picture.png"
    path.write_bytes(png)
    uri = "data:image/png;base64," + base64.b64encode(png).decode()
    for data in (png, path, path.as_uri(), uri, red_and_blue(), np.asarray(red_and_blue())):
        assert pixels(load_image(Image(data))) == [RED, BLUE]


def test_percent_encoded_data_uri() -> None:
    ppm = "data:image/x-portable-pixmap,P3%0A1%201%0A255%0A255%200%200%0A"
    assert pixels(load_image(Image(ppm))) == [RED]


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF", "PPM", "WEBP"])
def test_lossless_kinds(kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    assert pixels(load_image(Image(encoded(red_and_blue(), kind, **options)))) == [RED, BLUE]


def test_orientation_is_applied_and_the_callers_image_is_left_alone() -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # to be shown turned clockwise by 90 degrees: what is left goes to the top
    png = encoded(red_and_blue(), exif=exif)
    upright = load_image(Image(png))
    assert upright.size == (1, 2) and pixels(upright) == [RED, BLUE]
    mine = PIL.Image.open(io.BytesIO(png))
    assert load_image(Image(mine)).size == (1, 2)
    assert mine.size == (2, 1) and mine.getexif()[0x0112] == 6


def test_a_loaded_image_does_not_share_pixels_with_the_callers() -> None:
    mine = red_and_blue()
    load_image(Image(mine)).putpixel((0, 0), BLUE)
    assert pixels(mine) == [RED, BLUE]


def test_transparency_is_laid_on_white() -> None:
    half = PIL.Image.new("RGBA", (1, 1), (255, 0, 0, 128))  # 0 * 128/255 + 255 * 127/255 = 127
    assert pixels(load_image(Image(half))) == [(255, 127, 127)]
    grey = PIL.Image.new("LA", (1, 1), (0, 0))
    assert pixels(load_image(Image(encoded(grey)))) == [(255, 255, 255)]
    palette = PIL.Image.new("P", (2, 1))
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.putpixel((1, 0), 1)
    assert pixels(load_image(Image(encoded(palette)))) == [RED, BLUE]
    assert pixels(load_image(Image(encoded(palette, transparency=1)))) == [RED, (255, 255, 255)]
    assert pixels(load_image(Image(encoded(palette, transparency=b"\x00\xff")))) == [(255, 255, 255), BLUE]
    keyed = encoded(red_and_blue(), transparency=BLUE)
    assert pixels(load_image(Image(keyed))) == [RED, (255, 255, 255)]


def test_sixteen_bit_grey_is_scaled_not_clipped() -> None:
    deep = PIL.Image.fromarray(np.array([[0, 128, 129, 25700, 65535]], np.uint16))
    # 65535 / 255 = 257, so 25700 is 100, and 128.5 is where 0 ends and 1 begins
    assert [p[0] for p in np.asarray(load_image(Image(encoded(deep))))[0]] == [0, 0, 1, 100, 255]


def test_sixteen_bit_grey_with_a_transparent_level() -> None:
    deep = encoded(PIL.Image.fromarray(np.array([[0, 257, 514]], np.uint16)))
    keyed = bytearray(deep)
    place = keyed.index(b"IDAT") - 4
    keyed[place:place] = chunk(b"tRNS", struct.pack(">H", 257))
    assert [p[0] for p in np.asarray(load_image(Image(bytes(keyed))))[0]] == [0, 255, 2]


def test_other_depths_and_colour_spaces() -> None:
    pgm = b"P5 3 1 65535\n" + struct.pack(">3H", 0, 25700, 65535)
    assert [p[0] for p in np.asarray(load_image(Image(pgm)))[0]] == [0, 100, 255]
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0))
    row = chunk(b"IDAT", zlib.compress(b"\0" + struct.pack(">3H", 65535, 25700, 0)))
    deep = b"\x89PNG\r\n\x1a\n" + head + row + chunk(b"IEND", b"")  # PIL keeps the upper 8 of 16 bits of a colour
    assert pixels(load_image(Image(deep))) == [(255, 100, 0)]
    for kind in ("JPEG", "TIFF"):  # no ink is white, all cyan is red's opposite; Adobe's JPEGs hold the inks inverted
        for inks, seen in (((0, 0, 0, 0), (255, 255, 255)), ((255, 0, 0, 0), (0, 255, 255))):
            image = PIL.Image.new("CMYK", (8, 8), inks)
            assert np.allclose(load_image(Image(encoded(image, kind))).getpixel((3, 3)), seen, atol=3)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "JPEG"])
@pytest.mark.parametrize(
    ("turned", "seen"),  # of A B above C D, what is shown (EXIF 2.32, tag 0x0112)
    [(1, "ABCD"), (2, "BADC"), (3, "DCBA"), (4, "CDAB"), (5, "ACBD"), (6, "CADB"), (7, "DBCA"), (8, "BDAC")],
)
def test_every_orientation(kind: str, turned: int, seen: str) -> None:
    levels = {"A": 0, "B": 80, "C": 160, "D": 240}
    image = PIL.Image.fromarray(np.array([[0, 80], [160, 240]], np.uint8).repeat(16, 0).repeat(16, 1)).convert("RGB")
    exif = PIL.Image.Exif()
    exif[0x0112] = turned
    upright = np.asarray(load_image(Image(encoded(image, kind, exif=exif))).convert("L"))
    assert np.allclose(upright[8::16, 8::16].ravel(), [levels[name] for name in seen], atol=4)


@pytest.mark.parametrize(("mode", "value", "seen"), [("1", 1, 255), ("L", 7, 7), ("CMYK", (0, 0, 0, 255), 0)])
def test_other_modes(mode: str, value: object, seen: int) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    image = PIL.Image.new(mode, (1, 1), value)  # type: ignore[arg-type]
    assert pixels(load_image(Image(encoded(image, kind)))) == [(seen, seen, seen)]


def test_pixels_without_a_stated_white_are_refused() -> None:
    for image in (PIL.Image.new("F", (1, 1), 0.5), PIL.Image.new("I", (1, 1), 70_000), PIL.Image.new("I", (1, 1), -1)):
        with pytest.raises(MediaError, match="no stated white"):
            load_image(Image(encoded(image, "TIFF")))


def test_the_first_frame_stands_for_an_animation() -> None:
    frames = [PIL.Image.new("RGB", (1, 1), RED), PIL.Image.new("RGB", (1, 1), BLUE)]
    gif = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    assert pixels(load_image(Image(gif))) == [RED]


def test_a_huge_image_is_refused_by_its_header() -> None:
    with pytest.raises(MediaError, match=r"20,000 x 20,000 pixels are over the budget of 134,217,728.*Budget\(pixels"):
        load_image(Image(png_header(20_000, 20_000)))
    with pytest.raises(MediaError, match="cannot be decoded"):  # the same file within the budget: its pixels are broken
        load_image(Image(png_header(20, 20)))


def test_a_small_file_with_a_huge_text() -> None:
    whole = encoded(red_and_blue())
    place = whole.index(b"IDAT") - 4
    text = b"Comment\0\0" + zlib.compress(bytes(100_000_000))
    with pytest.raises(MediaError, match="cannot be decoded: Decompressed data too large"):
        load_image(Image(whole[:place] + chunk(b"zTXt", text) + whole[place:]))


def test_the_budget_is_ours_and_not_the_process_wide_limit_of_pil(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", 10)
    assert load_image(Image(encoded(PIL.Image.new("RGB", (30, 30))))).size == (30, 30)
    with pytest.raises(MediaError, match="over the budget of 899 pixels"):
        load_image(Image(PIL.Image.new("RGB", (30, 30))), Budget(pixels=899))


def test_broken_metadata_neither_warns_nor_hides_the_pixels() -> None:
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x05\x00\x12\x01\x02\x00\xff\xff\x00\x00\x00\x90\x00\x00"
    jpeg = encoded(PIL.Image.new("RGB", (8, 8), (128, 128, 128)), "JPEG", exif=exif)
    with pytest.warns(UserWarning), PIL.Image.open(io.BytesIO(jpeg)) as image:
        image.getexif()
    assert load_image(Image(jpeg)).getpixel((0, 0)) == (128, 128, 128)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "it is text: 'version https"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07\x08", "it starts with 00 01 02 03 04 05 06 07"),
    ],
)
def test_what_is_no_image(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=said) as error:
        load_image(Image(path))
    assert error.value.where == str(path) and error.value.remedy


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"])
def test_a_file_cut_short(kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    whole = encoded(PIL.Image.fromarray(noise), kind)
    with pytest.raises(MediaError, match="cannot be decoded"):
        load_image(Image(whole[: len(whole) // 2]))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, said in [
        (tmp_path / "none.png", "there is no such file"),
        (tmp_path, "a folder"),
        (Path("/dev/zero"), "cannot be read"),
        (Path("a\0b"), "cannot be read"),
    ]:
        with pytest.raises(MediaError, match=said):
            load_image(Image(path))
    with pytest.raises(MediaError, match=r"no such file.*relative path starts at"):
        load_image(Image(Path("none.png")))
    with pytest.raises(MediaError, match="of another machine"):
        load_image(Image("file://elsewhere/cat.png"))


def test_a_file_over_the_budget_of_bytes(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(encoded(red_and_blue()))
    for data in (path, path.read_bytes()):
        with pytest.raises(MediaError, match="over the budget of 10"):
            load_image(Image(data), Budget(bytes=10))


@pytest.mark.parametrize(
    "data",
    ["data:image/png;base64,@@@@", "data:image/png;base64,aGk", "data:image/png;base64", "data:image/png;base64,"],
)
def test_broken_data_uris(data: str) -> None:
    with pytest.raises(MediaError, match=r"data URI|empty"):
        load_image(Image(data))


@pytest.mark.parametrize("data", [3, None, (), np.zeros((2, 2, 2), np.uint8), np.zeros((2, 2, 3)), np.zeros((0, 2, 3))])
def test_what_holds_no_image(data: object) -> None:
    with pytest.raises(MediaError, match="is no"):
        load_image(Image(data))


def test_real_photos() -> None:
    if not DATA.exists():
        pytest.skip("the shared example data is not here")
    photo = load_image(Image(DATA / "example_media" / "llava" / "waterview.jpg"))
    painting = load_image(Image(DATA / "example_media" / "imagereward" / "1.webp"))
    assert photo.mode == painting.mode == "RGB"
    with PIL.Image.open(DATA / "example_media" / "llava" / "waterview.jpg") as same:
        assert np.array_equal(np.asarray(photo), np.asarray(same.convert("RGB")))
