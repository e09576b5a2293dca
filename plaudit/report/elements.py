"""HTML by construction: text is always escaped, only `Html` is not."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


class Html(str):
    """Markup that may stand as it is."""

    __slots__ = ()


Child = str | None | Iterable["Child"]
"""Text, markup, nothing, or several of these."""

_VOID = {"img", "meta", "link"}


def element(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Html:
    """`<name attributes>children</name>`.

    An attribute is left out for None and False; `class_` is class, and other underscores are hyphens.
    """
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{given}>" + ("" if name in _VOID else f"{join(children)}</{name}>"))


def join(children: Iterable[Child]) -> Html:
    """The children one after the other."""
    return Html("".join(map(_markup, children)))


def _markup(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    return escape(child) if isinstance(child, str) else join(child)
