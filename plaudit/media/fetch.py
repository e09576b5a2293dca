"""Media from the web, where the budget allows it and from where it allows it.

A URL comes from a data set or a request, and so from anybody. Its host is looked up once, every address found is
checked, and the connection goes to an address that was checked; the same again for each redirect. No proxy is used: it
would look the name up by itself, and nobody would have checked what it finds.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from plaudit.core import MediaError
from plaudit.media.budget import Budget

CHUNK = 1 << 20
REDIRECTS = 5
MOVED = frozenset({301, 302, 303, 307, 308})
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for IPv4 ones (RFC 6052)."""
HEADERS = {"User-Agent": "plaudit", "Accept-Encoding": "identity"}


def fetch(url: str, budget: Budget, where: str) -> bytes:
    """What a URL gives. Raises MediaError where it may not be fetched, cannot be, or gives too much or too slowly."""
    _check(url, budget, where)
    if budget.cache is not None and (kept := budget.cache.get(url)) is not None:
        return kept
    deadline = time.monotonic() + budget.timeout
    try:
        content = _download(url, budget, deadline, where)
    except (OSError, EOFError, ValueError, http.client.HTTPException) as error:
        late = f"no end after Budget(timeout={budget.timeout:g}) seconds"
        reason = late if time.monotonic() >= deadline else error or type(error).__name__
        raise MediaError(f"it cannot be fetched: {reason}", where=where, remedy="Try again, or download it.") from error
    if budget.cache is not None:
        budget.cache.put(url, content)
    return content


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local, shared or multicast."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.sixtofour or ip.teredo:  # tunnels to IPv4 addresses, private ones too
            return False
        if ip in NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


def _check(url: str, budget: Budget, where: str) -> None:
    """Whether a URL, or one that it leads to, may be asked for at all."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise MediaError(f"{parts.scheme} URLs are not read", where=where, remedy="Use http, https, file or data.")
    if not budget.urls:
        raise MediaError(
            "fetching URLs is off", where=where, remedy="Allow it with Budget(urls=True), or download the file first."
        )
    host = (parts.hostname or "").lower()
    if budget.hosts and not any(host == name or host.endswith(f".{name}") for name in map(str.lower, budget.hosts)):
        raise MediaError(
            f"{host or 'no host'} is not among the hosts that may be asked: {', '.join(budget.hosts)}",
            where=where,
            remedy="Add it to Budget(hosts=...), or download the file first.",
        )


def _download(url: str, budget: Budget, deadline: float, where: str) -> bytes:
    for _ in range(1 + REDIRECTS):
        _check(url, budget, where)
        parts = urllib.parse.urlsplit(url)
        with _connection(parts, budget, deadline, where) as connection:
            target = urllib.parse.quote(parts._replace(scheme="", netloc="", fragment="").geturl(), "/%?&=:@!$'()*+,;~")
            connection.request("GET", target or "/", headers=HEADERS)
            with connection.getresponse() as reply:
                there = reply.getheader("Location")
                if reply.status == 200:
                    return _body(reply, budget, deadline, where)
                if reply.status not in MOVED or not there:
                    raise MediaError(f"the server answered {reply.status} {reply.reason}", where=where)
        url = urllib.parse.urljoin(url, there)
    raise MediaError(f"it leads to over {REDIRECTS} other URLs, one after the other", where=where)


def _body(reply: http.client.HTTPResponse, budget: Budget, deadline: float, where: str) -> bytes:
    stated = int(reply.getheader("Content-Length") or 1)
    budget.check_bytes(stated, where)
    body = bytearray()
    while chunk := reply.read1(CHUNK):  # what has come so far, so that a server cannot drip for ever
        body += chunk
        budget.check_bytes(len(body), where)
    if time.monotonic() >= deadline or len(body) < stated:
        raise EOFError(f"it ended after {len(body):,} of {stated:,} bytes")
    return bytes(body)


@contextmanager
def _connection(
    parts: urllib.parse.SplitResult, budget: Budget, deadline: float, where: str
) -> Iterator[http.client.HTTPConnection]:
    """A connection to a checked address, which is cut at the deadline whatever it waits for then."""
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    with _connected(host, port, budget, deadline, where) as line, line.dup() as same:

        def hang_up() -> None:
            with suppress(OSError):
                same.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(max(0.0, deadline - time.monotonic()), hang_up)
        timer.daemon = True
        timer.start()
        try:
            with closing(_speaker(line, host, port, secure)) as connection:
                yield connection
        finally:
            timer.cancel()


def _speaker(line: socket.socket, host: str, port: int, secure: bool) -> http.client.HTTPConnection:
    if not secure:
        connection = http.client.HTTPConnection(host, port)
        connection.sock = line
        return connection
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(host, port, context=context)
    connection.sock = context.wrap_socket(line, server_hostname=host)
    return connection


def _connected(host: str, port: int, budget: Budget, deadline: float, where: str) -> socket.socket:
    addresses = list(
        dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    )
    for address in addresses:
        if not budget.private and not is_public(address):
            raise MediaError(
                f"it cannot be fetched: {host} is at {address}, which is no public address",
                where=where,
                remedy="Download it first; or, where whoever names URLs is trusted, allow Budget(private=True).",
            )
    failed: OSError = OSError(f"{host} has no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), max(0.001, deadline - time.monotonic()))
        except OSError as error:
            failed = error
    raise failed
