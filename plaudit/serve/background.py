"""An app behind a real socket, in a thread of this process."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Its URL, on a free port that only this machine can reach; it answers as long as the block lasts."""
    import uvicorn

    with socket.create_server(("127.0.0.1", 0)) as door:  # who calls before the server is up waits in its queue
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none"))
        thread = Thread(target=server.run, kwargs={"sockets": [door]}, name="plaudit-server")
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
