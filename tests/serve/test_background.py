from __future__ import annotations

import httpx
import pytest

from plaudit.rules.longest import longest
from plaudit.serve import make_app
from plaudit.serve.background import serving


def test_it_answers_from_the_first_call_on_and_not_after_the_block() -> None:
    with serving(make_app(longest())) as url:
        assert httpx.get(f"{url}/v1/info").json()["scorer"]["name"] == "longest"
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/v1/info")


def test_it_stops_where_the_block_fails() -> None:
    with pytest.raises(KeyError), serving(make_app(longest())) as url:
        raise KeyError
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/v1/info")
