from __future__ import annotations

import gzip
import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from plaudit.core import Audio, Image, MediaError, Video
from plaudit.media import Budget, digest, load_audio, load_image, load_video
from tests.fakes import png

DRAWING = b"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname"/></svg>"""


def test_paths_stay_below_the_root_once_links_are_followed(tmp_path: Path) -> None:
    root, secret = tmp_path / "data", tmp_path / "secret.png"
    (root / "deep").mkdir(parents=True)
    (root / "deep" / "cat.png").write_bytes(png("red"))
    secret.write_bytes(png("red"))
    (root / "inner.png").symlink_to("deep/cat.png")
    (root / "outer.png").symlink_to("../secret.png")
    (root / "way").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "alias").symlink_to(root, target_is_directory=True)
    inside = Budget(root=root)
    for path in (root / "deep" / "cat.png", root / "inner.png", root / "way" / "data" / "inner.png"):
        for budget in (inside, Budget(root=tmp_path / "alias")):
            assert load_image(Image(path), budget).size == load_image(Image(path.as_uri()), budget).size
            assert digest(Image(path), budget) == digest(Image(png("red")))
    outside = [root / "outer.png", root / "way" / "secret.png", root / ".." / "secret.png", secret, tmp_path / "gone"]
    outside.append(tmp_path / "database.png")  # its name begins as the root's does
    for path in outside:
        for read in (
            lambda p: load_image(Image(p), inside),
            lambda p: load_image(Image(p.as_uri().replace("%2E", ".")), inside),
            lambda p: load_video(Video(p), inside),
            lambda p: load_audio(Audio(p), inside),
            lambda p: digest(Image(p), inside),
        ):
            with pytest.raises(MediaError, match=f"leads out of {root}") as error:
                read(path)
            assert str(path.name) in error.value.where


def test_a_link_that_leads_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop.png").symlink_to("loop.png")
    for budget in (Budget(), Budget(root=tmp_path)):
        with pytest.raises(MediaError, match="cannot be read"):
            load_image(Image(tmp_path / "loop.png"), budget)


@pytest.mark.parametrize("content", [DRAWING, b"<SVG/>", b"\xef\xbb\xbf<svg>"])
def test_drawings_are_refused_by_name(content: bytes) -> None:
    for load in (lambda: load_image(Image(content)), lambda: load_video(Video(content))):
        with pytest.raises(MediaError, match="it is SVG, a drawing that has no pixels yet"):
            load()
    with pytest.raises(MediaError, match="it starts with 1f 8b"):
        load_image(Image(gzip.compress(content)))


class Trap:
    """Unpickled, it leaves a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.path),)


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    (tmp_path / "a.npy").touch()
    with (tmp_path / "a.npy").open("wb") as file:
        np.save(file, np.array([Trap(tmp_path / "sprung")], object), allow_pickle=True)
    (tmp_path / "a.pkl").write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    for path in (tmp_path / "a.npy", tmp_path / "a.pkl"):
        for load in (lambda p: load_image(Image(p)), lambda p: load_video(Video(p)), lambda p: load_audio(Audio(p))):
            with pytest.raises(MediaError, match="is not a"):
                load(path)
    assert not (tmp_path / "sprung").exists()
