"""A scorer and a generator over HTTP: one app that speaks several protocols, and the client that makes it a Scorer."""

from plaudit.serve.app import make_app
from plaudit.serve.client import Remote
from plaudit.serve.config import Config

__all__ = ["Config", "Remote", "make_app"]
