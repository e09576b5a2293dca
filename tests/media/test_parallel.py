from __future__ import annotations

import warnings
from collections.abc import Iterator
from threading import Barrier, Event

import pytest

from plaudit.core import Image, MediaError
from plaudit.media import in_order, load_image
from plaudit.media.images import guarded
from plaudit.media.parallel import Once
from tests.fakes import png


def test_in_their_order_though_the_first_ends_last() -> None:
    second = Event()

    def do(k: int) -> int:
        if k == 0:
            assert second.wait(30)
        if k == 1:
            second.set()
        return k * k

    assert list(in_order(do, range(20), threads=2)) == [k * k for k in range(20)]
    assert list(in_order(do, [], threads=2)) == []
    assert list(in_order(do, [2, 3])) == [4, 9]


def test_several_at_once() -> None:
    together = Barrier(3, timeout=30)  # passes only if three are under way at once
    assert len(list(in_order(lambda _: together.wait(), range(9), threads=3))) == 9


def test_a_long_stream_is_not_read_ahead() -> None:
    read = 0

    def stream() -> Iterator[int]:
        nonlocal read
        for k in range(1, 1001):
            read = k
            yield k

    results = in_order(str, stream(), threads=2, ahead=3)
    assert next(results) == "1" and read == 6
    assert next(results) == "2" and read == 7
    results.close()
    assert read == 7


def test_an_error_comes_at_its_place() -> None:
    images = [Image(png("red")), Image(b"no image"), Image(png("red"))]
    results = in_order(load_image, images, threads=2)
    assert next(results).size == load_image(images[0]).size
    with pytest.raises(MediaError, match="it is text: 'no image'"):
        next(results)
    assert list(results) == []


def test_the_filters_of_warnings_are_as_before_once_all_are_out() -> None:
    before, first_in, second_in = list(warnings.filters), Event(), Event()

    def enter(k: int) -> None:
        """The first in leaves while the second is still inside, which one thread alone never sees."""
        with guarded(""):
            (first_in if k == 0 else second_in).set()
            assert (second_in if k == 0 else first_in).wait(30)
            if k == 1:
                assert left.wait(30)
        if k == 0:
            left.set()

    left = Event()
    list(in_order(enter, range(2), threads=2))
    assert list(warnings.filters) == before


def test_once_for_each_key_though_several_ask_at_once() -> None:
    once: Once[object] = Once()
    together = Barrier(4, timeout=30)
    made: list[object] = []

    def make() -> object:
        made.append(object())
        return made[-1]

    def ask(k: int) -> object:
        together.wait()
        return once.get(k % 2, make)

    a, b, *rest = in_order(ask, range(4), threads=4)
    assert rest == [a, b] and a is not b and len(made) == 2
    assert once.get(0, make) is a and len(made) == 2


def test_an_error_is_kept() -> None:
    once: Once[int] = Once()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            once.get("key", lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        once.get("key", lambda: 1)
    assert once.get("other", lambda: 1) == 1
