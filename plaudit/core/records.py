"""How the dataclasses of core are read from JSON and written to it, field by field. `core.codec` is the way in.

A form is made once per type, from its annotations. Reading fills the slots of an instance instead of calling
`__init__`, which saves a quarter of the time of a text pair; `__post_init__` then checks it as always.
"""

from __future__ import annotations

import base64
import reprlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache, reduce
from operator import or_
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from plaudit.core.content import Audio, Image, Json, Media, Text, Video
from plaudit.core.forms import (
    Change,
    Form,
    Wrong,
    anything,
    choice,
    flag,
    many,
    mismatch,
    nearest,
    number,
    optional,
    row,
    table,
    text,
    whole,
)
from plaudit.core.labels import Label
from plaudit.core.verdicts import Score, Unscored

_TAGS: dict[type, str] = {cls: cls.__name__.lower() for cls in (Text, Image, Video, Audio, Score, Unscored)}
_SCALARS: dict[Any, Change] = {str: text, float: number, int: whole, bool: flag, Any: anything}


def _form(hint: Any) -> Form:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _SCALARS:
        return Form(_SCALARS[hint], _SCALARS[hint])
    if origin is Literal:
        return Form(choice(arguments), choice(arguments))
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin is tuple and arguments[1:] == (...,):
        item = form(arguments[0])
        return Form(many(item.read, list, tuple), many(item.write, tuple, list))
    if origin is tuple:
        items = [form(argument) for argument in arguments]
        return Form(row([i.read for i in items], list, tuple), row([i.write for i in items], tuple, list))
    if origin is frozenset:
        item = form(arguments[0])
        return Form(many(item.read, list, frozenset), many(item.write, frozenset, sorted))
    if origin is Mapping:
        item = form(arguments[1])
        return Form(table(item.read), table(item.write))
    if hint in _TAGS:
        return _tagged([hint])
    if is_dataclass(hint) and isinstance(hint, type):
        return _label(_record(hint)) if hint is Label else _record(hint)
    raise TypeError(f"{hint} has no JSON form")


form: Callable[[Any], Form] = cache(_form)
"""The form of a type or annotation. Raises TypeError where there is none."""


def _union(members: tuple[Any, ...]) -> Form:
    """None, one plain type, and any number of tagged ones."""
    if NoneType in members:
        inner = form(reduce(or_, [member for member in members if member is not NoneType]))
        return Form(optional(inner.read), optional(inner.write))
    plain = [form(member) for member in members if member not in _TAGS]
    return _tagged([member for member in members if member in _TAGS], *plain)


def _tagged(classes: list[type], plain: Form | None = None) -> Form:
    """One of these classes, told apart by `type`; or a value of the plain form."""
    records = {_TAGS[cls]: _record(cls) for cls in classes}
    names = " or ".join(records)

    def read(json: Json) -> Any:
        if type(json) is not dict:
            if plain is not None:
                return plain.read(json)
            raise mismatch(f"an object ({names})", json, f'Write {{"type": "{next(iter(records))}", ...}}.')
        tag = json.get("type")
        if type(tag) is not str or tag not in records:
            raise Wrong(f"expected {names}, found {tag!r}", nearest(tag, records)).under("type")
        return records[tag].read(json)

    def write(value: object) -> Json:
        if type(value) in classes:
            return records[_TAGS[type(value)]].write(value)
        if plain is not None:
            return plain.write(value)
        raise mismatch(names, value, f"Make it one of: {', '.join(cls.__name__ for cls in classes)}.")

    return Form(read, write)


def _label(form: Form) -> Form:
    """A label, without `of` where it is what `Label` itself would make of the values."""

    def write(label: Label) -> Json:
        json = form.write(label)
        if label.of == tuple(range(len(label.values))):
            json.pop("of", None)
        return json

    return Form(form.read, write)


def _record(cls: type) -> Form:
    """A dataclass with slots."""
    return Form(_reader(cls), _writer(cls))


def _reader(cls: type) -> Change:
    hints, sources = get_type_hints(cls), _sources(cls)
    plain = _fields(cls)
    plan = [(f.name, getattr(cls, f.name).__set__, form(hints[f.name]).read, _default(f)) for f in plain]
    marks = ["type"] if cls in _TAGS else []
    known = [*marks, *sources, *(f.name for f in plain)]
    check: Callable[[Any], None] | None = getattr(cls, "__post_init__", None)
    put_data, new = vars(Media)["data"].__set__, object.__new__

    def read(json: Json) -> Any:
        if type(json) is not dict:
            raise mismatch(f"an object ({cls.__name__})", json, "Write named fields in braces.")
        made: Any = new(cls)
        found, name = len(marks), ""
        try:
            for name, put, change, default in plan:
                if name in json:
                    put(made, change(json[name]))
                    found += 1
                elif default is MISSING:
                    found = -1
                    break
                else:
                    put(made, {} if default is dict else default)
        except Wrong as wrong:
            raise wrong.under(name) from None
        given = [key for key in sources if key in json] if sources else ()
        if found + len(given) != len(json):
            raise _misfit(cls, json, known, name)
        if sources:
            put_data(made, _read_data(json, given, sources))
        if check is not None:
            try:
                check(made)
            except ValueError as error:
                raise Wrong(str(error)) from None
        return made

    return read


def _misfit(cls: type, json: dict[Any, Json], known: list[str], missing: str) -> Wrong:
    """An unknown field, which may be a misspelt one; or else the missing one."""
    for key in json:
        if key not in known:
            return Wrong("unknown field", nearest(key, known)).under(str(key))
    return Wrong("this field is missing", f"Every {cls.__name__} has one.").under(missing)


def _writer(cls: type) -> Change:
    hints = get_type_hints(cls)
    plan = [(f.name, form(hints[f.name]).write, {} if _default(f) is dict else _default(f)) for f in _fields(cls)]
    mark = {"type": _TAGS[cls]} if cls in _TAGS else {}

    def write(value: Any) -> dict[str, Json]:
        if type(value) is not cls:
            raise mismatch(cls.__name__, value, f"Make a {cls.__name__}.")
        json: dict[str, Json] = mark | (_write_data(value) if isinstance(value, Media) else {})
        name = ""
        try:
            for name, change, default in plan:
                item = getattr(value, name)
                if type(item) is not type(default) or item != default:
                    json[name] = change(item)
        except Wrong as wrong:
            raise wrong.under(name) from None
        return json

    return write


def _fields(cls: type) -> list[Field[Any]]:
    """Its fields, less the data of a medium: their key depends on what they are."""
    return [f for f in fields(cls) if not (issubclass(cls, Media) and f.name == "data")]


def _default(field: Field[Any]) -> Any:
    """The default; `dict` for a new one each time; MISSING for none."""
    return field.default if field.default_factory is MISSING else field.default_factory


def _sources(cls: type) -> dict[str, Change]:
    """What the data of a medium may stand under, and how each is read; empty for what is no medium."""
    if not issubclass(cls, Media):
        return {}
    sources: dict[str, Change] = {"path": lambda value: Path(text(value)), "url": _url, "bytes": _from_base64}
    return sources | ({"frames": many(form(Image).read, list, tuple)} if cls is Video else {})


def _read_data(json: dict[str, Json], given: Sequence[str], sources: Mapping[str, Change]) -> Any:
    if len(given) != 1:
        found = " and ".join(given) or "none"
        raise Wrong(f"a medium has one of {', '.join(sources)}; here there is {found}", "Give exactly one.")
    try:
        return sources[given[0]](json[given[0]])
    except Wrong as wrong:
        raise wrong.under(given[0]) from None


def _write_data(medium: Media) -> dict[str, Json]:
    data = medium.data
    if isinstance(data, bytes):
        return {"bytes": base64.b64encode(data).decode()}
    if isinstance(data, Path):
        return {"path": text(data.as_posix())}
    if isinstance(data, str):
        return {"url": text(data)}
    if isinstance(medium, Video) and isinstance(data, tuple):
        try:
            return {"frames": many(form(Image).write, tuple, list)(data)}
        except Wrong as wrong:
            raise wrong.under("frames") from None
    raise Wrong(f"media already decoded ({type(data).__name__}) have no JSON form", "Pass bytes or a pathlib.Path.")


def _url(value: object) -> str:
    url = text(value)
    if "://" not in url and not url.startswith("data:"):
        raise Wrong(f"{reprlib.repr(url)} is not a URL", 'A file goes under "path".')
    return url


def _from_base64(value: object) -> bytes:
    try:
        return base64.b64decode(text(value), validate=True)
    except ValueError as error:
        raise Wrong(f"not base64: {error}", "Encode the bytes again, or give their path.") from None
