from __future__ import annotations

import io
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import PIL.Image
import pytest

from plaudit.core import Image, MediaError
from plaudit.media import Budget, Cache, load_image
from plaudit.media.fetch import is_public
from tests.scripted import Said, scripted

WEB = Budget(urls=True, private=True, timeout=1.0, bytes=5_000_000)


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
        elif self.path.startswith("/to/"):  # /to/HOST/PORT: the picture at that address
            _, _, host, port = self.path.split("/")
            self.send_response(307)
            self.send_header("Location", f"http://{host}:{port}/cat.png")
        elif self.path == "/round":
            self.send_response(301)
            self.send_header("Location", "/round")
        elif self.path == "/none":
            self.send_response(404)
        else:
            self.send_response(200)
            if self.path in ("/huge", "/short"):
                self.send_header("Content-Length", "100000000" if self.path == "/huge" else str(len(body) + 1))
        if self.path == "/drip-head":
            self.flush_headers()
            for k in range(30):
                self.wfile.write(b"X-%d: 1\r\n" % k)
                time.sleep(0.1)
        self.end_headers()
        if self.path == "/drip":
            for _ in range(30):
                self.wfile.write(b"x")
                time.sleep(0.1)
        elif self.path == "/endless":
            for _ in range(100):
                self.wfile.write(bytes(100_000))
        elif self.path in ("/cat.png", "/short", "/a%20cat%C3%A9.png?x=1%2F2&y=%5B3%5D", "/a%20cat%C3%A9.png"):
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass

    def handle(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):  # the client had enough, as it should
            super().handle()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
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
        ("/round", "over 5 other URLs"),
        ("/escape", "file URLs are not read"),
        ("/empty", "cannot be fetched|empty"),
    ],
)
def test_a_bad_answer(site: str, path: str, said: str) -> None:
    with pytest.raises(MediaError, match=said) as error:
        load_image(Image(site + path), WEB)
    assert error.value.where == site + path


@pytest.mark.parametrize("path", ["/drip", "/drip-head"])
def test_a_server_that_drips_is_left(site: str, path: str) -> None:
    with pytest.raises(MediaError, match=r"timeout=0\.3"):
        load_image(Image(site + path), Budget(urls=True, private=True, timeout=0.3))


def test_no_server_and_no_such_protocol() -> None:
    with pytest.raises(MediaError, match="cannot be fetched"):
        load_image(Image("http://127.0.0.1:9/cat.png"), WEB)
    with pytest.raises(MediaError, match="ftp URLs are not read"):
        load_image(Image("ftp://example.org/cat.png"), WEB)


@pytest.mark.parametrize("path", ["/a caté.png", "/a%20cat%C3%A9.png#top", "/a caté.png?x=1%2F2&y=[3]"])
def test_a_url_as_people_write_it(site: str, path: str) -> None:
    assert load_image(Image(site + path), WEB).size == (3, 2)


def test_private_addresses_are_not_called_unless_asked_for(site: str) -> None:
    port = site.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0"):
        with pytest.raises(MediaError, match=r"is no public address.*Budget\(private=True\)"):
            load_image(Image(f"http://{host}:{port}/cat.png"), Budget(urls=True))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),  # 8.8.8.8 as IPv6
        ("64:ff9b::7f00:1", False),  # 127.0.0.1 as IPv6
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),  # 127.0.0.1 through 6to4
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),  # Teredo
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),  # where clouds keep credentials
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_only_the_hosts_that_are_allowed(site: str) -> None:
    port = site.rpartition(":")[2]
    for name in ("LOCALHOST", "localhost"):
        allowed = Budget(urls=True, private=True, hosts=(name,))
        assert load_image(Image(f"http://localhost:{port}/cat.png"), allowed).size == (3, 2)
    for host in ("127.0.0.1", "localhost@127.0.0.1", "127.0.0.1#localhost", "notlocalhost", "localhost.example.org"):
        with pytest.raises(MediaError, match=r"not among the hosts.*: localhost\..*Budget\(hosts="):
            load_image(Image(f"http://{host}:{port}/cat.png"), allowed)
    with pytest.raises(MediaError, match="cannot be fetched"):  # allowed, though there is no such host
        load_image(Image("http://a.localhost.invalid/"), Budget(urls=True, hosts=("invalid",)))


def test_every_redirect_is_checked(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = site.rpartition(":")[2]
    moved = Image(f"{site}/to/localhost/{port}")
    assert load_image(moved, WEB).size == (3, 2)
    with pytest.raises(MediaError, match="localhost is not among the hosts"):
        load_image(moved, Budget(urls=True, private=True, hosts=("127.0.0.1",)))
    monkeypatch.setattr("plaudit.media.fetch.is_public", lambda address: address == "127.0.0.1")
    inside = Image(f"{site}/to/127.0.0.2/{port}")
    with pytest.raises(MediaError, match=r"127\.0\.0\.2, which is no public address"):
        load_image(inside, Budget(urls=True))
    assert load_image(Image(f"{site}/to/127.0.0.1/{port}"), Budget(urls=True)).size == (3, 2)


def test_the_connection_goes_to_the_address_that_was_checked(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port, find, asked = int(site.rpartition(":")[2]), socket.getaddrinfo, []

    def rebound(host: str, *args: object, **options: object) -> object:
        """A name whose second answer is another than its first."""
        if host != "rebound.example":
            return find(host, *args, **options)  # type: ignore[arg-type]
        asked.append(host)
        return find("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    monkeypatch.setattr("plaudit.media.fetch.is_public", lambda address: address == "127.0.0.1")
    budget = Budget(urls=True)
    assert load_image(Image(f"http://rebound.example:{port}/cat.png"), budget).size == (3, 2)
    assert asked == ["rebound.example"]
    with pytest.raises(MediaError, match=r"rebound\.example is at 127\.0\.0\.2"):
        load_image(Image(f"http://rebound.example:{port}/cat.png"), budget)


def test_what_was_fetched_is_kept(tmp_path: Path) -> None:
    kept = Budget(urls=True, private=True, cache=Cache(folder=tmp_path / "cache"))
    with scripted(Said(200, "P3 1 1 255 255 0 0", {"Content-Type": "image/x-portable-pixmap"})) as (url, asked):
        for _ in range(2):
            assert load_image(Image(f"{url}/red.ppm"), kept).getpixel((0, 0)) == (255, 0, 0)
        assert len(asked) == 1
        with pytest.raises(MediaError, match="fetching URLs is off"):
            load_image(Image(f"{url}/red.ppm"), Budget(cache=kept.cache))
        with pytest.raises(MediaError, match="over the budget of 3"):
            load_image(Image(f"{url}/red.ppm"), Budget(urls=True, private=True, cache=kept.cache, bytes=3))


def test_a_certificate_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes the certificate, is not here")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", *names]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        port = server.server_port
        with pytest.raises(MediaError, match="certificate verify failed"):
            load_image(Image(f"https://localhost:{port}/cat.png"), WEB)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert load_image(Image(f"https://localhost:{port}/cat.png"), WEB).size == (3, 2)
        with pytest.raises(MediaError, match="certificate verify failed"):  # it is of another name
            load_image(Image(f"https://127.0.0.1:{port}/cat.png"), WEB)
        with pytest.raises(MediaError, match=r"timeout=0\.5"):
            load_image(Image(f"https://localhost:{port}/drip"), Budget(urls=True, private=True, timeout=0.5))
        server.shutdown()
