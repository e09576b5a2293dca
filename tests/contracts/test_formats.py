"""What every file of plaudit/data/formats promises. Its fixture is described in tests/data/formats/fixture.py."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaudit.core import (
    Audio,
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
from plaudit.data.format import Columns, Format, Writable
from plaudit.data.io import fitting
from plaudit.media import digest, load_image
from plaudit.media.stacks import frames_of
from tests.data.formats.fixture import FOLDER, fixture, fixture_rows

NAMES = names(formats)
FORMS: dict[str, Format] = {name: find(formats, name) for name in NAMES}
WRITABLE = [name for name, form in FORMS.items() if isinstance(form, Writable)]
PREFERENCES = [name for name in WRITABLE if any(sample.labels for sample in fixture(name))]
PLACE = "file.jsonl:7"
URL = "https://example.org/cat.png"


def picture(level: int) -> bytes:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (4, 3), (level, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


def pair(name: str, *prompt: Part | str, **more: Any) -> Sample:
    responses = (answer(f"Yes, {name}."), answer("No."))
    return Sample(id=name, prompt=(user(*prompt),), responses=responses, labels=(prefer(0, 1),), **more)


def plain(folder: Path) -> list[Sample]:
    """Pairs; the first two are what every preference format must hold."""
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images" / "a cat.png").write_bytes(picture(1))
    return [
        pair("text", "Is it raining?\u2028\x85 Ünïcode 漢字 \U0001f600"),
        pair("path", Image(folder / "images" / "a cat.png"), "What is this?"),
        pair("bytes", Image(picture(2)), Image(folder / "images" / "a cat.png"), "And these?"),
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
        replace(text, id="still frames", prompt=(user(Video(film), "?"),)),
        replace(text, id="film", prompt=(user("See ", Video(folder / "film.mp4"), Audio(URL)),)),
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


def read_row(name: str, row: dict[str, Any]) -> Sample:
    """The sample of one row of a file."""
    form = FORMS[name]
    return form.read({"rows": [row]} if getattr(form, "gathers", None) else row, PLACE, FOLDER)


@pytest.mark.parametrize("name", NAMES)
def test_its_fixture_is_its_own(name: str) -> None:
    rows = fixture_rows(name)
    assert len(rows) >= 2 and fitting(rows) == [name]
    assert [fitting([row]) for row in rows] == [[name]] * len(rows)  # each row alone, and no other format fits it
    path = FOLDER / f"{name}.jsonl"
    assert [f for f in check(path, media=False) if f.severity == "error" or f.field.startswith("responses")] == []
    assert (path.parents[1] / f"test_{name}.py").exists()  # which asserts who won


@pytest.mark.parametrize("name", NAMES)
def test_no_column_is_lost(name: str) -> None:
    def tried(row: dict[str, Any]) -> Sample | None:
        try:
            return read_row(name, row)
        except DataError:
            return None

    for row in fixture_rows(name):
        for column in (column for column, value in row.items() if value not in (None, "", [])):
            assert tried({key: value for key, value in row.items() if key != column}) != tried(row), column
        assert tried(row | {"nobody_knows": 1}) != tried(row)


def required(name: str) -> list[tuple[dict[str, Any], str]]:
    """Each row of the fixture with each column that it is known by, unless another set of columns knows it too."""

    def fits(row: dict[str, Any], columns: Columns) -> bool:
        return all(row.get(column) is not None and shape(row[column]) for column, shape in columns.items())

    found = []
    for row in fixture_rows(name):
        (*sets,) = (columns for columns in FORMS[name].known_by if fits(row, columns))
        found += [(row, column) for column in sets[0] if all(column in columns for columns in sets)]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_column_it_needs_is_named(name: str) -> None:
    alike = {column for columns in FORMS[name].known_by for column in columns}  # another may stand in for the missing
    for row, column in required(name):
        without = {key: value for key, value in row.items() if key != column}
        for bad, named in ((without, alike), (row | {column: {"no": {"such": 3}}}, {column})):
            with pytest.raises(DataError) as error:
                read_row(name, bad)
            place, field = error.value.where.split(": ")
            assert place == PLACE and named & {*re.split(r"[.\[]", field)} and error.value.what and error.value.remedy


@pytest.mark.parametrize("name", NAMES)
def test_bad_rows_are_named_by_file_and_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "made.jsonl"
    good = (FOLDER / f"{name}.jsonl").read_text().splitlines()
    row, column = required(name)[0]
    alone = {gathers: "alone"} if (gathers := getattr(FORMS[name], "gathers", None)) else {}
    path.write_text("\n".join([good[0], json.dumps(row | alone | {column: []}), "", '{"id": ', "[]", *good[1:]]))
    found = [finding for finding in check(path, media=False) if finding.severity == "error"]
    assert [finding.where for finding in found] == [f"{path}:{n}" for n in (2, 4, 5)]
    assert column in found[0].field and all(finding.what and finding.remedy for finding in found)
    samples = read(path)
    assert next(samples)  # what comes before is read
    with pytest.raises(DataError) as error:
        next(samples)
    assert error.value.where.startswith(f"{path}:2: ") and column in error.value.where


@pytest.mark.parametrize("file", ["made.jsonl", "made.jsonl.gz", "made.parquet"])
@pytest.mark.parametrize("name", WRITABLE)
def test_its_fixture_comes_back(name: str, file: str, tmp_path: Path) -> None:
    for k, sample in enumerate(fixture(name)):
        path = tmp_path / str(k) / file
        assert write([sample], path, name) == 1
        assert list(read(path)) == [sample]  # and its format was guessed
        assert not list(path.parent.glob(".*"))


@pytest.mark.parametrize("file", ["made.jsonl", "made.parquet"])
@pytest.mark.parametrize("name", PREFERENCES)
def test_pairs_come_back(name: str, file: str, tmp_path: Path) -> None:
    samples = plain(tmp_path)[:2]
    assert write(samples, tmp_path / file, name) == len(samples)
    assert list(map(contents, read(tmp_path / file))) == list(map(contents, samples))


@pytest.mark.parametrize("file", ["made.jsonl", "made.parquet"])
@pytest.mark.parametrize("name", WRITABLE)
def test_what_it_cannot_hold_is_named(name: str, file: str, tmp_path: Path) -> None:
    for sample in [*plain(tmp_path), *rich(tmp_path)]:
        try:
            write([sample], tmp_path / file, name)
        except DataError as error:
            assert name != "plaudit" and sample.id in error.where and "cannot hold" in error.what and error.remedy
            continue
        assert list(map(contents, read(tmp_path / file, name))) == [contents(sample)]


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


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_no_row_breaks_the_reader(name: str, data: st.DataObject) -> None:
    row = dict(data.draw(st.sampled_from(fixture_rows(name))))
    keys = st.sampled_from([*row, "image", "images", "margin", "tags", "labels", "media", "id"])
    for key in data.draw(st.lists(keys, max_size=3)):
        row[key] = data.draw(jsons())
    fitting([row])
    try:
        assert isinstance(read_row(name, row), Sample)
    except DataError as error:
        assert error.where.startswith(PLACE)
