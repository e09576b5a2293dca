"""What every file of plaudit/data/formats promises."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plaudit.core import (
    Criterion,
    DataError,
    Image,
    Label,
    Message,
    Part,
    Response,
    Sample,
    Span,
    Text,
    Video,
    answer,
    find,
    names,
    prefer,
    user,
)
from plaudit.data import check, formats, read, write
from plaudit.data.format import Format
from plaudit.media import digest, load_image
from plaudit.media.stacks import frames_of

NAMES = names(formats)
URL = "https://example.org/cat.png"


def picture(level: int) -> bytes:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (4, 3), (level, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


def pair(name: str, *prompt: Part | str, **more: Any) -> Sample:
    responses = (answer(f"Yes, {name}."), answer("No."))
    return Sample(id=name, prompt=(user(*prompt),), responses=responses, labels=(prefer(0, 1),), **more)


def plain(folder: Path) -> list[Sample]:
    """What every preference format must hold."""
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images" / "a cat.png").write_bytes(picture(1))
    return [
        pair("text", "Is it raining?\u2028\x85 Ünïcode 漢字 \U0001f600"),
        pair("bytes", Image(picture(2)), "What is this?"),
        pair("path", Image(folder / "images" / "a cat.png"), Image(picture(3)), "And these?"),
        pair("url", Image(URL), "And this?"),
    ]


def rich(folder: Path) -> list[Sample]:
    """What a format holds or refuses."""
    text = pair("base", "Why?")
    first, second = text.responses
    film = (Image(picture(7)), Image(folder / "images" / "a cat.png"))
    system = Message(role="system", parts=(Text("Be brief."),))
    tool = Message(role="assistant", parts=(Text("8"),), extra={"name": "adder", "tool_calls": [{"id": 1, "x": [0.5]}]})
    return [
        replace(text, id="between", prompt=(user("Look: ", Image(picture(4)), " What is it?"),)),
        replace(text, id="system", prompt=(system, user(Image(picture(5)), "Hm?"), *first.turns, user("Sure?"))),
        replace(text, id="parts", prompt=(user("One. ", "Two."),)),
        replace(text, id="annotated", labels=(prefer(0, 1, annotator="ann", strength=0.5),)),
        replace(text, id="known", group="g", source="here:1", tags=("kind=a", "hard=yes"), extra={"score": 1.5}),
        replace(text, id="answers", responses=(answer(Image(picture(6))), answer(Image(picture(7))))),
        replace(text, id="decoded", prompt=(user(Image(PIL.Image.new("RGB", (2, 2), "red")), "?"),)),
        replace(text, id="array", prompt=(user(Image(np.zeros((2, 2, 3), np.uint8)), "?"),)),
        replace(text, id="video", prompt=(user(Video(b"film", start=1.0, end=2.0), "?"),)),
        replace(text, id="frames", prompt=(user(Video(film, fps=2.0), Image(picture(7)), "?"),)),
        replace(text, id="stack", prompt=(user(Video(np.zeros((2, 4, 4, 3), np.uint8), fps=2.0), "?"),)),
        replace(text, id="role", prompt=(user(Image(picture(1), role="source"), "Edit it."),)),
        replace(text, id="three", responses=(first, second, first), labels=(Label(values=(3.0, 2.0, 1.0)),)),
        replace(text, id="tie", labels=(Label(values=(1.0, 1.0)),)),
        replace(text, id="rated", labels=(Label(values=(4.0, 2.0), kind="rating", scale=(1, 5)),)),
        replace(text, id="two votes", labels=(prefer(0, 1, annotator="a"), prefer(1, 0, annotator="b"))),
        replace(text, id="unlabelled", labels=()),
        replace(text, id="shown", labels=(Label(values=(1.0, 0.0), ordered=True, note="clear"),)),
        replace(text, id="prompt only", responses=(), labels=()),
        replace(text, id="no prompt", prompt=()),
        replace(text, id="rubric", criteria=(Criterion(text="short"),), reference=(Text("Because."),), user="u"),
        replace(text, id="cut", responses=(replace(first, complete=False), replace(second, source="m", tags=("a=b",)))),
        replace(text, id="steps", responses=(replace(first, steps=(Span(part=0, start=0, end=3),)), second)),
        replace(text, id="tools", responses=(Response(turns=(tool, *first.turns)), second)),
    ]


def contents(sample: Sample) -> Sample:
    """The sample with each medium as a digest of what it shows, so that it does not count how it is held."""

    def shown(part: Part) -> Part:
        if isinstance(part, Video) and (frames := frames_of(part)):
            return replace(part, data=tuple(shown(frame) for frame in frames))
        if isinstance(part, Image) and not (isinstance(part.data, str) and part.data == URL):
            return replace(part, data=digest(Image(load_image(part))).encode())
        return part

    return sample.map_parts(shown)


@pytest.mark.parametrize("file", ["made.jsonl", "made.jsonl.gz", "made.parquet"])
@pytest.mark.parametrize("name", NAMES)
def test_what_a_format_holds_comes_back(name: str, file: str, tmp_path: Path) -> None:
    samples = plain(tmp_path)
    assert write(samples, tmp_path / file, name) == len(samples)
    assert list(map(contents, read(tmp_path / file))) == list(map(contents, samples))  # and its format was guessed
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("file", ["made.jsonl", "made.parquet"])
@pytest.mark.parametrize("name", NAMES)
def test_what_it_cannot_hold_is_named(name: str, file: str, tmp_path: Path) -> None:
    plain(tmp_path)
    for sample in rich(tmp_path):
        try:
            write([sample], tmp_path / file, name)
        except DataError as error:
            assert name != "plaudit" and sample.id in error.where and "cannot hold" in error.what and error.remedy
            continue
        assert list(map(contents, read(tmp_path / file, name))) == [contents(sample)]


@pytest.mark.parametrize("name", NAMES)
def test_bad_rows_are_named_by_file_and_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "made.jsonl"
    write(plain(tmp_path), path, name)
    lines = path.read_text("utf-8").split("\n")[:4]
    broken = json.loads(lines[1]) | {"prompt": 3}
    missing = {key: value for key, value in json.loads(lines[2]).items() if key not in ("prompt", "chosen", "sample")}
    path.write_text(
        "\n".join([lines[0], json.dumps(broken), "", json.dumps(missing), '{"id": ', "[]", lines[3]]), "utf-8"
    )
    found = [finding for finding in check(path, media=False) if finding.severity == "error"]
    assert [finding.where for finding in found] == [f"{path}:{n}" for n in (2, 4, 5, 6)]
    assert found[0].field == "prompt" and all(finding.what and finding.remedy for finding in found)
    with pytest.raises(DataError, match="prompt") as error:
        list(read(path))
    assert error.value.where == f"{path}:2: prompt"
    assert contents(next(read(path))) == contents(plain(tmp_path)[0])  # what comes before is read


def jsons() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=True) | st.text("a=:/", max_size=3)
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "role", "content", "text", "image", "bytes", "path", "url"]), inner, max_size=3
            )
            | st.fixed_dictionaries({"role": st.just("user"), "content": inner})
            | st.fixed_dictionaries({"type": st.just("image")}, optional={"image": inner})
        ),
        max_leaves=6,
    )


@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize("name", NAMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_row_breaks_the_reader(name: str, typed: bool, data: st.DataObject, tmp_path: Path) -> None:
    form: Format = find(formats, name)
    row = form.write(data.draw(st.sampled_from(plain(tmp_path))), tmp_path, typed=typed)
    for key in data.draw(
        st.lists(st.sampled_from([*row, "image", "images", "margin", "tags", "labels", "media"]), max_size=3)
    ):
        row[key] = data.draw(jsons())
    form.matches(row)
    try:
        assert isinstance(form.read(row, "file.jsonl:1", tmp_path), Sample)
    except DataError as error:
        assert error.where.startswith("file.jsonl:1")
