from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import PIL.Image
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plaudit.core import DataError, Image, Message, Response, Sample, Text, answer, prefer, user
from plaudit.data import read, write
from plaudit.data.formats.trl import trl

ROOT = Path("/data")
USER, YES, NO = ({"role": r, "content": c} for r, c in (("user", "Hi?"), ("assistant", "Yes."), ("assistant", "No.")))


def sample(**row: Any) -> Sample:
    return trl.read(row, "/data/pairs.jsonl:7", ROOT)


def texts(read: Sample) -> tuple[str, str, str]:
    return "".join(m.text for m in read.prompt), read.responses[0].text, read.responses[1].text


def test_a_plain_row() -> None:
    assert sample(id=3, prompt="Hi?", chosen="Yes.", rejected="No.", margin=0.5) == Sample(
        id="3", prompt=(user("Hi?"),), responses=(answer("Yes."), answer("No.")), labels=(prefer(0, 1, strength=0.5),)
    )


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": [USER], "chosen": [YES], "rejected": [NO]},
        {"prompt": "Hi?", "chosen": [YES], "rejected": [NO]},
        {"prompt": [USER], "chosen": "Yes.", "rejected": "No."},
        {"chosen": [USER, YES], "rejected": [USER, NO]},
        {"prompt": "Hi?", "chosen": [USER, YES], "rejected": [USER, NO]},  # both say what the prompt says
        {"prompt": [USER], "chosen": [USER, YES], "rejected": [USER, NO]},
    ],
)
def test_the_ways_to_give_a_prompt(row: dict[str, Any]) -> None:
    read = sample(**row)
    assert read.prompt == (user("Hi?"),) and read.responses == (answer("Yes."), answer("No."))
    assert read.id == "pairs.jsonl:7" and read.group is None and read.extra == {}


def test_the_longest_common_prefix_leaves_a_response() -> None:
    read = sample(chosen=[USER, YES, USER, YES], rejected=[USER, YES, USER, NO])
    assert [m.text for m in read.prompt] == ["Hi?", "Yes.", "Hi?"]
    read = sample(chosen=[USER, YES], rejected=[USER, YES])
    assert texts(read) == ("Hi?", "Yes.", "Yes.")
    read = sample(chosen=[YES, USER, YES], rejected=[NO])
    assert read.prompt == () and len(read.responses[0].turns) == 3


@pytest.mark.parametrize(
    ("chosen", "rejected", "expected"),
    [
        ("The sky is blue.", "The sky is black.", ("The sky is ", "blue.", "black.")),  # words are not torn apart
        ("Yes.", "No.", ("", "Yes.", "No.")),
        ("A b", "A b", ("A ", "b", "b")),
        ("A ", "A b", ("", "A ", "A b")),
    ],
)
def test_a_prompt_inside_two_texts(chosen: str, rejected: str, expected: tuple[str, str, str]) -> None:
    assert texts(sample(chosen=chosen, rejected=rejected)) == expected


def test_samples_without_a_prompt_are_no_group() -> None:
    assert sample(chosen="Yes.", rejected="No.").group == "pairs.jsonl:7"


def test_images_take_their_places() -> None:
    place = {"type": "image"}
    asked = {
        "role": "user",
        "content": [{"type": "text", "text": "This "}, place, {"type": "text", "text": " or"}, place],
    }
    read = sample(prompt=[asked], chosen="Yes.", rejected="No.", images=["a.png", {"bytes": b"b", "path": None}])
    assert read.prompt[0].parts == (Text("This "), Image(ROOT / "a.png"), Text(" or"), Image(b"b"))
    shown = [[{"role": "assistant", "content": [place]}] for _ in range(2)]
    read = sample(prompt="Draw.", chosen=shown[0], rejected=shown[1], images=["a.png", "https://example.org/b.png"])
    assert [r.parts for r in read.responses] == [(Image(ROOT / "a.png"),), (Image("https://example.org/b.png"),)]


def test_images_without_places_come_first() -> None:
    system = {"role": "system", "content": "Be brief."}
    picture = PIL.Image.new("RGB", (2, 2))
    for images in ({"image": picture}, {"images": [picture]}):
        read = sample(prompt=[system, USER], chosen="Yes.", rejected="No.", **images)
        assert read.prompt[1].parts == (Image(picture), Text("Hi?"))
    read = sample(chosen="Yes.", rejected="No.", image="a.png")
    assert read.prompt == (user(Image(ROOT / "a.png")),)
    read = sample(prompt="Hi?", chosen="Yes.", rejected="No.", images=None, image=None)
    assert read.prompt == (user("Hi?"),)


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"chosen": None}, "chosen", "the row has none"),
        ({"rejected": ""}, "rejected", "it is empty"),
        ({"chosen": 3}, "chosen", "expected text or a list of messages, found int"),
        ({"prompt": {"role": "user"}}, "prompt", "found dict"),
        ({"prompt": [{"content": "Hi?"}]}, "prompt[0]", "no role"),
        ({"rejected": [{"role": "assistant", "content": 3}]}, "rejected[0]", "content is int"),
        ({"prompt": [{"role": "user", "content": [{"type": "image"}]}]}, "prompt[0].content[0]", "no medium is left"),
        (
            {"chosen": [{"role": "assistant", "content": [{"type": "image"}]}], "images": ["a", "b"]},
            "images",
            "no placeholder",
        ),
        ({"image": "a.png", "images": []}, "images", "image and images"),
        ({"images": [3]}, "images[0]", "int cannot be this image"),
        ({"margin": "much"}, "margin", "'much' is no finite number"),
        ({"margin": float("nan")}, "margin", "no finite number"),
        ({"margin": True}, "margin", "no finite number"),
    ],
)
def test_bad_rows(change: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as error:
        sample(**({"prompt": "Hi?", "chosen": "Yes.", "rejected": "No."} | change))
    assert error.value.where == f"/data/pairs.jsonl:7: {field}" and error.value.remedy


def test_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("prompt,chosen,rejected,margin,lang\nHi?,Yes.,No.,2,en\nHo?,Yes.,No.,,de\n")
    first, second = read(path)
    assert texts(first) == ("Hi?", "Yes.", "No.") and first.extra == {"lang": "en"} and first.id == "a.csv:2"
    assert first.labels[0].strength == 2.0 and second.labels[0].strength is None


def test_columns_that_only_look_like_ours_become_extra() -> None:
    read = sample(prompt="Hi?", chosen="Yes.", rejected="No.", tags=["maths"], source=3, group="g")
    assert read.extra == {"tags": ["maths"], "source": 3} and read.group == "g" and read.tags == ()


def test_what_is_written_is_what_trl_reads() -> None:
    plain = Sample(
        id="a",
        prompt=(user(Image(ROOT / "x" / "a.png"), Image(b"b"), "Hi?"),),
        responses=(answer("No."), answer("Yes.")),
        labels=(prefer(1, 0, strength=2.0),),
    )
    chat = {"prompt": [USER], "chosen": [YES], "rejected": [NO], "margin": 2.0}
    assert trl.write(plain, ROOT, typed=False) == {
        "id": "a",
        **chat,
        "images": ["x/a.png", "data:application/octet-stream;base64,Yg=="],
    }
    structs = [{"bytes": None, "path": "x/a.png"}, {"bytes": b"b", "path": None}]
    assert trl.write(plain, ROOT, typed=True) == {"id": "a", **chat, "images": structs}


def test_one_type_of_content_in_a_row() -> None:
    between = (user("This ", Image(b"b"), "?"),)
    system = (Message(role="system", parts=(Text("Hm."),)),)
    row = trl.write(
        Sample(id="a", prompt=system + between, responses=(answer("Yes."), answer("No.")), labels=(prefer(0, 1),)),
        ROOT,
        typed=True,
    )
    said = [[part["type"] for part in m["content"]] for side in ("prompt", "chosen", "rejected") for m in row[side]]
    assert said == [["text"], ["text", "image", "text"], ["text"], ["text"]]


def test_a_parquet_file_as_the_datasets_library_writes_it(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (2, 2), "red").save(buffer, "PNG")
    row = {"chosen": [USER, YES], "rejected": [USER, NO], "images": [{"bytes": buffer.getvalue(), "path": "a.png"}]}
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "a.parquet")
    (back,) = read(tmp_path / "a.parquet")
    assert back.prompt[0].parts == (Image(buffer.getvalue()), Text("Hi?"))


def test_responses_that_are_trajectories(tmp_path: Path) -> None:
    turns = (Message(role="assistant", parts=(Text("Hm?"),)), *user_and(answer("Yes.")))
    long = Sample(
        id="a", prompt=(user("Hi?"),), responses=(Response(turns=turns), answer("No.")), labels=(prefer(0, 1),)
    )
    for name in ("a.jsonl", "a.parquet"):
        write([long], tmp_path / name, "trl")
        assert list(read(tmp_path / name)) == [long]


def user_and(response: Response) -> tuple[Message, ...]:
    return (user("Well?"), *response.turns)
