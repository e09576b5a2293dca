"""The preference form of TRL: `chosen` beats `rejected`.

`chosen` and `rejected` are text, or lists of chat messages. `prompt` is the same, or absent: then the messages that
both begin with are the prompt (of two texts, the words). Images stand in `images` (a list) or `image`, as paths, URLs,
`{"bytes": ..., "path": ...}` or pictures; they take the places of the parts `{"type": "image"}`, or else come before
what the user says first. `margin` is the strength of the preference. `id`, `group`, `source`, `annotator` and `tags`
are read where there are such columns; any other becomes `extra`.

https://huggingface.co/docs/trl/dataset_formats#preference
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plaudit.core import DataError, Image, Label, Response, Sample, Text, prefer
from plaudit.data.files import Row
from plaudit.data.placed import Chat, with_images, without_images
from plaudit.data.portable import landed, portable

if TYPE_CHECKING:
    import pyarrow as pa

SIDES = ("chosen", "rejected")
NAMES = ("group", "source", "annotator")
COLUMNS = {"id", "prompt", *SIDES, "margin", "images", "image", "tags", *NAMES}


class Trl:
    """One preference to a row; the first response is the chosen one."""

    needs = "chosen and rejected, and usually prompt"

    def matches(self, row: Row) -> bool:
        """A row with either side of a preference."""
        return "chosen" in row or "rejected" in row

    def read(self, row: Row, where: str, root: Path) -> Sample:
        """Without a column `id`, the id is the row's place in the file."""
        row = {name: value for name, value in row.items() if value is not None}
        place = Path(where).name
        turns = with_images(_turns(row, where), _images(row, where), where)
        names = {name: row[name] for name in NAMES if isinstance(row.get(name), str)}
        tags = row.get("tags", ())
        tagged = isinstance(tags, list) and all(isinstance(tag, str) and "=" in tag for tag in tags)
        known = COLUMNS.difference(NAMES, ["tags"]).union(names, ["tags"] if tagged else [])
        sample = Sample(
            id=str(row.get("id", place)),
            prompt=turns["prompt"],
            responses=tuple(Response(turns=turns[side]) for side in SIDES),
            labels=(prefer(0, 1, annotator=names.get("annotator"), strength=_margin(row, where)),),
            group=names.get("group", None if turns["prompt"] or "prompt" in row else place),  # no prompt is no group
            tags=tuple(tags) if tagged else (),
            source=names.get("source"),
            extra={name: value for name, value in row.items() if name not in known},
        )
        return landed(sample, root)

    def write(self, sample: Sample, root: Path, *, typed: bool) -> Row:
        """Holds two responses with one plain preference, and images."""
        if beyond := list(_beyond(sample, typed)):
            remedy = 'Leave that out, or write the format "plaudit".'
            raise DataError(f"TRL's form cannot hold {', '.join(beyond)}", where=f"sample {sample.id!r}", remedy=remedy)
        sample = portable(sample, root)
        (label,) = sample.labels
        (pair,) = label.pairs()
        better, worse = sample.responses[pair.better], sample.responses[pair.worse]
        chats, images = without_images({"prompt": sample.prompt, "chosen": better.turns, "rejected": worse.turns})
        row: Row = {
            "id": sample.id,
            **chats,
            "images": [_struct(data) if typed else _string(data) for data in images] or None,
            "margin": label.strength,
            "group": sample.group,
            "source": sample.source,
            "annotator": label.annotator,
            "tags": list(sample.tags) or None,
            **sample.extra,
        }
        return {name: value for name, value in row.items() if value is not None}

    def schema(self, row: Row) -> pa.Schema:
        """Contents are all text, or all lists of parts, as in this row."""
        import pyarrow as pa

        text = pa.string()
        found = pa.infer_type([row.get("chosen", [{"content": ""}])]).value_type.field("content").type
        content = pa.list_(pa.struct({"type": text, "text": text})) if pa.types.is_list(found) else text
        chat = pa.list_(pa.struct({"role": text, "content": content}))
        columns = {"id": text, "prompt": chat, "chosen": chat, "rejected": chat, "margin": pa.float64()}
        columns |= {"images": pa.list_(pa.struct({"bytes": pa.binary(), "path": text})), "tags": pa.list_(text)}
        columns |= dict.fromkeys(NAMES, text)
        return pa.schema(columns | {name: pa.infer_type([row[name]]) for name in row if name not in COLUMNS})


def _turns(row: Row, where: str) -> dict[str, Chat]:
    """The chat messages of the prompt and of both responses."""
    for side in SIDES:
        if not row.get(side):
            what = "it is empty" if side in row else "the row has none"
            remedy = "Give both responses, as text or a list of messages, or drop the row."
            raise DataError(what, where=f"{where}: {side}", remedy=remedy)
    prompt, chosen, rejected = row.get("prompt"), row["chosen"], row["rejected"]
    if prompt is None and isinstance(chosen, str) and isinstance(rejected, str):
        prompt = _shared_words(chosen, rejected)
        chosen, rejected = chosen[len(prompt) :], rejected[len(prompt) :]
    chosen = _chat(chosen, "assistant", f"{where}: chosen")
    rejected = _chat(rejected, "assistant", f"{where}: rejected")
    shared = _shared_turns(chosen, rejected)
    if isinstance(prompt, list):
        shared = prompt if shared[: len(prompt)] == prompt else []  # some repeat it in both responses
    elif shared:
        prompt = shared  # a text beside whole conversations says again what they begin with
    prompt = _chat(prompt or [], "user", f"{where}: prompt")
    return {"prompt": prompt, "chosen": chosen[len(shared) :], "rejected": rejected[len(shared) :]}


def _chat(value: Any, role: str, where: str) -> Chat:
    if isinstance(value, str):
        return [{"role": role, "content": value}]
    if isinstance(value, list):
        return value
    what = f"expected text or a list of messages, found {type(value).__name__}"
    raise DataError(what, where=where, remedy='Write text, or [{"role": ..., "content": ...}].')


def _shared_turns(chosen: Chat, rejected: Chat) -> Chat:
    """The messages both begin with; at least one of each is left."""
    pairs = zip(chosen[:-1], rejected[:-1], strict=False)
    return [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]


def _shared_words(chosen: str, rejected: str) -> str:
    """The words both begin with, and the space after them; something of each is left."""
    pairs = zip(chosen[:-1], rejected[:-1], strict=False)
    same = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return same[: max((i + 1 for i, letter in enumerate(same) if letter.isspace()), default=0)]


def _images(row: Row, where: str) -> list[Any]:
    if "images" in row and "image" in row:
        raise DataError("the row has image and images", where=f"{where}: images", remedy="Keep one of the columns.")
    images = row.get("images", row.get("image", []))
    return images if isinstance(images, list) else [images]


def _margin(row: Row, where: str) -> float | None:
    margin = row.get("margin", "")
    if margin == "":
        return None  # an empty field of a CSV file
    try:
        number = math.nan if isinstance(margin, bool) else float(margin)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise DataError(
            f"{margin!r} is no finite number", where=f"{where}: margin", remedy="Write one, or leave it out."
        )
    return number


def _beyond(sample: Sample, typed: bool) -> Iterator[str]:
    """What a row has no place for."""
    if len(sample.responses) != 2:
        yield f"{len(sample.responses)} responses"
    pairs = [(label, pair) for label in sample.labels for pair in label.pairs()]
    if len(sample.labels) != 1 or len(pairs) != 1:
        yield f"{len(sample.labels)} labels of {len(pairs)} comparisons"
    for label, pair in pairs:
        plain = Label(values=label.values, of=label.of, annotator=label.annotator, strength=label.strength)
        if pair.gap == 0 or label != plain:
            yield "a label that is more than a preference"
    yield from (name for name in ("reference", "criteria", "user") if getattr(sample, name))
    if any(not r.turns or replace(r, turns=()) != Response(turns=()) for r in sample.responses):
        yield "what is known of a response (steps, complete, tags, source, extra)"
    if any(not isinstance(part, Text | Image) or (isinstance(part, Image) and part.role) for part in sample.parts()):
        yield "media other than images without a role"
    messages = [*sample.prompt, *(turn for response in sample.responses for turn in response.turns)]
    if any(message.extra if typed else message.extra.keys() & {"role", "content"} for message in messages):
        yield "the extra of a message in typed columns, or under the names role and content"
    if COLUMNS & sample.extra.keys() or not all("=" in tag for tag in sample.tags):
        yield "extra under the name of a column, or a tag without ="


def _struct(data: Any) -> dict[str, Any]:
    return {"bytes": data, "path": None} if isinstance(data, bytes) else {"bytes": None, "path": str(data)}


def _string(data: Any) -> str:
    return f"data:;base64,{base64.b64encode(data).decode()}" if isinstance(data, bytes) else str(data)


trl = Trl()
