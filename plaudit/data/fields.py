"""The columns of one row, asked for by name and kind. What nobody asked for becomes `extra`: no field is lost.

Values that are None count as absent, because tables pad with them. Every error names the row and the field.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from plaudit.core import Criterion, DataError, Image, Label, Message, Part, Response, Sample
from plaudit.core.chat import from_chat
from plaudit.data.files import Row
from plaudit.data.placed import Chat, with_images

T = TypeVar("T")

TIE = Label(values=(0.5, 0.5))
"""Of two responses, neither is better."""


def by_rank(ranks: Sequence[float | None]) -> Label:
    """The label of ranks, of which the lowest is best; equal ranks are a tie."""
    return Label(values=tuple(None if rank is None else 0.0 - rank for rank in ranks))


class Fields:
    """A row that is being read."""

    def __init__(self, row: Row, where: str, inside: str = "") -> None:
        self.row = {name: value for name, value in row.items() if value is not None}
        self.where = where
        self._inside = inside
        self._left = dict(self.row)

    def __contains__(self, name: str) -> bool:
        return name in self.row

    def wrong(self, name: str, what: str, remedy: str) -> DataError:
        """The error about a field."""
        return DataError(what, where=f"{self.where}: {self._inside}{name}", remedy=remedy)

    def get(self, name: str, default: Any = None) -> Any:
        """The value as it is."""
        self._left.pop(name, None)
        return self.row.get(name, default)

    def need(self, name: str, *kinds: type) -> Any:
        """The value, of one of these kinds. Raises DataError where it is absent, empty or of another kind."""
        value = self.get(name)
        if value is None or value == "" or (isinstance(value, list | dict) and not value):
            what = "it is empty" if name in self else "the row has none"
            raise self.wrong(name, what, "Fill it in, or drop the row.")
        if kinds and (not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)):
            names = " or ".join(_WORDS.get(kind, kind.__name__) for kind in kinds)
            raise self.wrong(name, f"expected {names}, found {type(value).__name__}", f"Write {names}.")
        return value

    def text(self, name: str) -> str:
        """Text that is there."""
        value: str = self.need(name, str)
        return value

    def optional(self, name: str) -> str | None:
        """Text, where there is such a column and it holds text; otherwise the column is left to others."""
        value = self.row.get(name)
        return self.get(name) if isinstance(value, str) else None

    def number(self, name: str) -> float | None:
        """A finite number, also as text; None: there is none (an empty field of a CSV file)."""
        value = self.get(name, "")
        if value == "":
            return None
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            raise self.wrong(name, f"{value!r} is no finite number", "Write one, or leave it out.")
        return number

    def required(self, name: str) -> float:
        """A finite number that is there."""
        self.need(name)
        value = self.number(name)
        assert value is not None
        return value

    def flag(self, name: str) -> float:
        """1 for true and 0 for false, also of text and of the numbers 1 and 0."""
        return self.code(name, {"true": 1.0, "false": 0.0, "1": 1.0, "0": 0.0})

    def tag(self, name: str) -> tuple[str, ...]:
        """The tag `name=value` of a column that holds text, where there is one."""
        value = self.optional(name)
        return (f"{name}={value}",) if value else ()

    def code(self, name: str, meanings: Mapping[str, T]) -> T:
        """What a code means. Capitals do not matter, and a number counts as its text: 1 and 1.0 are "1"."""
        value = self.need(name, str, bool, int, float)
        plain = int(value) if isinstance(value, float) and value.is_integer() else value
        meaning = meanings.get(str(plain).strip().lower())
        if meaning is None:
            raise self.wrong(name, f"{value!r} has no meaning", f"Write one of: {', '.join(meanings)}.")
        return meaning

    def numbers(self, name: str, count: int | None = None) -> tuple[float, ...]:
        """A list of finite numbers, as many as `count`."""
        return tuple(self._items(name, count, float))

    def flags(self, name: str, count: int | None = None) -> tuple[bool, ...]:
        """A list of true and false, as many as `count`."""
        return tuple(self._items(name, count, bool))

    def texts(self, name: str, count: int | None = None) -> tuple[str, ...]:
        """A list of texts, as many as `count`."""
        return tuple(self._items(name, count, str))

    def _items(self, name: str, count: int | None, kind: type) -> list[Any]:
        values: list[Any] = self.need(name, list)
        if count is not None and len(values) != count:
            raise self.wrong(name, f"{len(values)} values for {count}", "Give one for each.")
        for k, value in enumerate(values):
            fits = isinstance(value, (int, float) if kind is float else kind)
            if not fits or (kind is float and (isinstance(value, bool) or not math.isfinite(value))):
                raise self.wrong(f"{name}[{k}]", f"expected {_WORDS[kind]}, found {value!r:.40}", "Correct it.")
        return values

    def each(self, name: str) -> list[Fields]:
        """The fields of each object of a list; what is left of them is their own `left`."""
        items = self.need(name, list)
        for k, item in enumerate(items):
            if not isinstance(item, dict):
                raise self.wrong(f"{name}[{k}]", f"expected an object, found {type(item).__name__}", "Name its values.")
        return [Fields(item, self.where, f"{self._inside}{name}[{k}].") for k, item in enumerate(items)]

    def object(self, name: str, default: Row | None = None) -> Fields:
        """The fields of an object; what is left of them is their own `left`."""
        row = self.need(name, dict) if default is None or self.get(name) else default
        return Fields(row, self.where, f"{self._inside}{name}.")

    def media(self, name: str, kind: type[Part] = Image) -> tuple[Part, ...]:
        """The media of a column, unopened: one, or a list of them; of one that is absent, none."""
        value = self.get(name, [])
        values = value if isinstance(value, list) else [value]
        word = kind.__name__.lower()
        read = []
        for k, item in enumerate(values):
            try:
                read.append(from_chat([{"role": "user", "content": [{"type": word, word: item}]}])[0].parts[0])
            except DataError as error:
                field = f"{name}[{k}]" if values is value else name
                raise self.wrong(field, error.what, error.remedy) from error
        return tuple(read)

    def medium(self, name: str, kind: type[Part] = Image) -> Part:
        """The one medium of a column."""
        self.need(name)
        found = self.media(name, kind)
        if len(found) != 1:
            raise self.wrong(name, f"{len(found)} media, not one", "Give one.")
        return found[0]

    def one_or_more(self, names: str, name: str) -> list[Any]:
        """What stands in the column of many or in that of one. Raises DataError where the row has both."""
        if names in self and name in self:
            raise self.wrong(names, f"the row has {name} and {names}", "Keep one of the columns.")
        values = self.get(names, self.get(name, []))
        return values if isinstance(values, list) else [values]

    def chat(self, name: str, role: str) -> Chat:
        """Chat messages, or the one message that a text is; none where the column is absent."""
        return self.as_chat(name, self.get(name, []), role)

    def as_chat(self, name: str, value: Any, role: str) -> Chat:
        """`chat` of a value that stands for a field."""
        if isinstance(value, str):
            return [{"role": role, "content": value}]
        if isinstance(value, list):
            return value
        what = f"expected text or a list of messages, found {type(value).__name__}"
        raise self.wrong(name, what, 'Write text, or [{"role": ..., "content": ...}].')

    def messages(self, name: str, role: str) -> tuple[Message, ...]:
        """`chat`, as Messages. Raises DataError where it is absent or empty."""
        self.need(name)
        return with_images({f"{self._inside}{name}": self.chat(name, role)}, [], self.where)[f"{self._inside}{name}"]

    def tags(self) -> tuple[str, ...]:
        """The column `tags`, where it is a list of tags and nobody asked for it."""
        tags = self._left.get("tags")
        if not isinstance(tags, list) or not all(isinstance(tag, str) and "=" in tag for tag in tags):
            return ()
        return tuple(self.get("tags"))

    def merged(self, *others: Mapping[str, Any]) -> dict[str, Any]:
        """What is left, and these. Raises DataError where two have the same name."""
        whole = self.left
        for other in others:
            if twice := whole.keys() & other.keys():
                raise self.wrong(min(twice), "the row has it twice", "Keep one of the two.")
            whole |= other
        return whole

    @property
    def left(self) -> dict[str, Any]:
        """What nobody asked for so far."""
        return dict(self._left)

    def sample(
        self,
        prompt: tuple[Message, ...],
        responses: tuple[Response, ...] = (),
        labels: tuple[Label, ...] = (),
        *,
        id: str | None = None,  # noqa: A002 - the field's name
        group: str | None = None,
        source: str | None = None,
        tags: tuple[str, ...] = (),
        reference: tuple[Part, ...] = (),
        criteria: tuple[Criterion, ...] = (),
        user: str | None = None,
    ) -> Sample:
        """The sample, and in `extra` what is left of the row.

        What is not given is read from the columns `id`, `group`, `source` and `tags`, where they look like ours and
        nobody asked for them. Without an id, it is the row's place in the file.
        """
        place = Path(self.where).name
        return Sample(
            id=id or (str(self.get("id")) if "id" in self._left else place),
            prompt=prompt,
            responses=responses,
            labels=labels,
            reference=reference,
            criteria=criteria,
            user=user,
            group=group or self._own("group"),
            tags=tags + self.tags(),
            source=source or self._own("source"),
            extra=self.left,
        )

    def _own(self, name: str) -> str | None:
        return self.optional(name) if name in self._left else None


_WORDS: dict[type, str] = {
    str: "text",
    list: "a list",
    dict: "an object",
    bool: "true or false",
    int: "a number",
    float: "a finite number",
}
