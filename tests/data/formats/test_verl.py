from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from plaudit.apply.adapters.verl import compute_score
from plaudit.core import DataError, Image, Sample, Text, user
from plaudit.data import read, write
from plaudit.data.formats.verl import verl
from tests.apply.adapters.scorers import Lengths
from tests.data.formats.fixture import FOLDER, fixture
from tests.tiny import picture

ROOT = Path("/data")
PROMPT = [{"role": "user", "content": "2 + 2?"}]


def row(**change: object) -> dict[str, object]:
    return {"data_source": "sums", "prompt": PROMPT, "reward_model": {"style": "rule", "ground_truth": "4"}} | change


def test_a_prompt_and_its_right_answer() -> None:
    triangle, total = fixture("verl")
    assert triangle.prompt == (user(Image(FOLDER / "triangle.png"), "Find x."),)
    assert triangle.reference == (Text("3"),) and triangle.responses == () and triangle.labels == ()
    assert triangle.source == "hiyouga/geometry3k" and triangle.tags == ("ability=math",)
    assert triangle.extra == {"split": "train", "index": 0, "answer": "3"}
    assert total.reference == (Text("4"),) and total.tags == ("ability=math", "style=model")


def test_answers_that_are_no_text() -> None:
    for truth, parts in (({"x": [1]}, (Text('{"x": [1]}'),)), (7, (Text("7"),)), ("", ()), (None, ())):
        read = verl.read(row(reward_model={"ground_truth": truth}), "a.parquet:row 1", ROOT)
        assert read.reference == parts


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"reward_model": {"style": "rule"}}, "reward_model.ground_truth", "the row has none"),
        ({"images": [{"image": "a.png"}, {"image": 3}], "prompt": "<image><image>"}, "images[1]", "int cannot be"),
        ({"split": "a", "extra_info": {"split": "b"}}, "split", "the row has it twice"),
    ],
)
def test_bad_rows(change: dict[str, object], field: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as error:
        verl.read(row(**change), "a.parquet:row 1", ROOT)
    assert error.value.where == f"a.parquet:row 1: {field}"


def test_tags_are_text_where_there_are_no_media() -> None:
    read = verl.read(row(prompt=[{"role": "user", "content": "Close <image>."}]), "a.parquet:row 1", ROOT)
    assert read.prompt == (user("Close <image>."),)


def test_what_is_written_is_what_verl_reads() -> None:
    shown = (user("This: ", Image(ROOT / "x" / "a.png"), Image(picture(4, 3))),)
    sample = Sample(id="a", prompt=shown, reference=(Text("4"),), tags=("ability=math", "hard=yes"), extra={"n": 1})
    written = verl.write(sample, ROOT, typed=True)
    path, uri = (shown["image"] for shown in written.pop("images"))
    assert path == "x/a.png" and uri.startswith("data:image/png;base64,")
    asked = [{"role": "user", "content": "This: <image><image>"}]
    assert written == {
        "data_source": "unknown",
        "prompt": asked,
        "ability": "math",
        "reward_model": {"style": "rule", "ground_truth": "4"},
        "extra_info": {"id": "a", "tags": ["ability=math", "hard=yes"], "prompt": asked, "images": [path, uri], "n": 1},
    }
    assert verl.read(written | {"images": [path, uri]}, "a.parquet:row 1", ROOT).extra == {"n": 1}


def test_a_reward_function_of_ours_reads_what_is_written(tmp_path: Path) -> None:
    shown = (user("This: ", Image(picture(4, 3)), "?"),)
    write([Sample(id="a", prompt=shown, reference=(Text("4"),))], tmp_path / "a.parquet", "verl")
    (row,) = pq.read_table(tmp_path / "a.parquet").to_pylist()
    scorer = Lengths()
    told = compute_score(scorer)(row["data_source"], "Four.", row["reward_model"]["ground_truth"], row["extra_info"])
    assert told == {"score": 5.0, "unscored": 0.0}
    (seen,) = scorer.seen
    first, image, last = seen.prompt[0].parts
    assert (first, last) == (Text("This: "), Text("?")) and image.data.startswith("data:image/png;base64,")


def test_extra_that_the_first_row_has_not_is_not_lost(tmp_path: Path) -> None:
    samples = [Sample(id=name, prompt=(user("Hi?"),), extra={name: 1}) for name in ("a", "b")]
    with pytest.raises(DataError, match="it has other columns: b") as error:
        write(samples, tmp_path / "a.parquet", "verl")
    assert error.value.where == f"{tmp_path / 'a.parquet'}:row 2"
    assert write(samples, tmp_path / "a.jsonl", "verl") == 2 and list(read(tmp_path / "a.jsonl")) == samples
