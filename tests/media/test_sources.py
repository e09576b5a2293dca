from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import PIL.Image
import pytest

from plaudit.core import Image, MediaError
from plaudit.media import Budget, load_image

WEB = Budget(urls=True, timeout=1.0, bytes=5_000_000)


def png() -> bytes:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (3, 2)).save(buffer, "PNG")
    return buffer.getvalue()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = png()
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/cat.png")
        elif self.path == "/escape":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
        elif self.path == "/none":
            self.send_response(404)
        else:
            self.send_response(200)
            if self.path in ("/huge", "/short"):
                self.send_header("Content-Length", "100000000" if self.path == "/huge" else str(len(body) + 1))
        self.end_headers()
        if self.path == "/drip":
            for _ in range(30):
                self.wfile.write(b"x")
                time.sleep(0.1)
        elif self.path == "/endless":
            for _ in range(100):
                self.wfile.write(bytes(100_000))
        elif self.path in ("/cat.png", "/short"):
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass

    def handle(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # the client had enough, as it should
            super().handle()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "*")
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_fetching_is_off_until_allowed(site: str) -> None:
    with pytest.raises(MediaError, match=r"fetching URLs is off.*Budget\(urls=True\)"):
        load_image(Image(f"{site}/cat.png"))
    assert load_image(Image(f"{site}/cat.png"), WEB).size == (3, 2)
    assert load_image(Image(f"{site}/moved"), WEB).size == (3, 2)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none", "404"),
        ("/huge", "100,000,000 bytes are over the budget of 5,000,000"),
        ("/endless", "over the budget of 5,000,000"),
        ("/short", "ended after"),
        ("/escape", "cannot be fetched|302"),
        ("/empty", "cannot be fetched|empty"),
    ],
)
def test_a_bad_answer(site: str, path: str, said: str) -> None:
    with pytest.raises(MediaError, match=said) as error:
        load_image(Image(site + path), WEB)
    assert error.value.where == site + path


def test_a_server_that_drips_is_left(site: str) -> None:
    begun = time.monotonic()
    with pytest.raises(MediaError, match=r"timeout=0\.3"):
        load_image(Image(f"{site}/drip"), Budget(urls=True, timeout=0.3))
    assert time.monotonic() - begun < 2.5


def test_no_server_and_no_such_protocol() -> None:
    with pytest.raises(MediaError, match="cannot be fetched"):
        load_image(Image("http://127.0.0.1:9/cat.png"), WEB)
    with pytest.raises(MediaError, match="ftp URLs are not read"):
        load_image(Image("ftp://example.org/cat.png"), WEB)
