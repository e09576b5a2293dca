from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plaudit.core import Criterion, DataError, Image, Label, Message, Sample, Span, Text, answer, prefer, user
from plaudit.data import convert, read, write
from plaudit.data.convert import Loss

YES, NO, WELL = answer("Yes."), answer("No."), answer("Well.")
PAIR = Sample(id="pair", prompt=(user("Is it so?"),), responses=(YES, NO), labels=(prefer(0, 1),))


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def converted(tmp_path: Path, to: str, *samples: Sample) -> tuple[list[Any], list[tuple[str, str, str]]]:
    """The rows that were written, and the losses by sample, field and words."""
    write(samples, tmp_path / "a.jsonl")
    losses: list[Loss] = []
    done = convert(tmp_path / "a.jsonl", tmp_path / "b.jsonl", to=to, listed=losses.append)
    rows = lines(tmp_path / "b.jsonl")
    assert (done.samples, done.rows) == (len(samples), len(rows))
    assert {field: lost.count for field, lost in done.lost.items()} == {
        field: sum(loss.field == field for loss in losses) for field in {loss.field for loss in losses}
    }
    places = {sample.id: f"{tmp_path / 'a.jsonl'}:{n}" for n, sample in enumerate(samples, 1)}
    assert all(loss.where == places[loss.sample_id] for loss in losses)
    return rows, [(loss.sample_id, loss.field, loss.what) for loss in losses]


def test_a_pair_in_every_form(tmp_path: Path) -> None:
    ours = {"id": "pair"}
    for to, row in {
        "trl": {
            "prompt": [{"role": "user", "content": "Is it so?"}],
            "chosen": [{"role": "assistant", "content": "Yes."}],
            "rejected": [{"role": "assistant", "content": "No."}],
        },
        "ms_swift": {
            "messages": [{"role": "user", "content": "Is it so?"}, {"role": "assistant", "content": "Yes."}],
            "rejected_response": "No.",
        },
        "llama_factory": {
            "conversations": [{"from": "human", "value": "Is it so?"}],
            "chosen": {"from": "gpt", "value": "Yes."},
            "rejected": {"from": "gpt", "value": "No."},
        },
    }.items():
        assert converted(tmp_path, to, PAIR) == ([row | ours], [])
    rows, losses = converted(tmp_path, "verl", PAIR)
    assert rows[0]["prompt"] == [{"role": "user", "content": "Is it so?"}]
    assert losses == [("pair", "responses", "it is left out"), ("pair", "labels", "it is left out")]


def test_only_fields_that_the_target_cannot_hold_are_left_out(tmp_path: Path) -> None:
    rated = Label(values=(4.0, 2.0), kind="rating", scale=(1, 5))
    full = replace(
        PAIR,
        prompt=(user(Image(b"x", role="source"), "Is it so?"),),
        responses=(replace(YES, source="a model", steps=(Span(part=0, start=0, end=4),)), NO),
        labels=(replace(rated, annotator="ann", strength=2.0),),
        reference=(Text("Yes."),),
        criteria=(Criterion(text="short"),),
        tags=("kind=yes", "odd"),
        source="set",
        extra={"prompt": "taken", "mine": 1},
    )  # fmt: skip
    rows, losses = converted(tmp_path, "trl", full, replace(PAIR, id="plain"))
    names = ["reference", "criteria", "tags", "responses.steps", "responses.source", "labels.kind"]
    assert [(i, name) for i, name, _ in losses] == [("pair", n) for n in [*names, "media.role", "extra.prompt"]]
    assert {what for *_, what in losses} == {"it is left out"}
    assert rows[0] | {"prompt": 0, "images": 0} == {
        "prompt": 0,
        "chosen": [{"role": "assistant", "content": "Yes."}],
        "rejected": [{"role": "assistant", "content": "No."}],
        "images": 0,
        "margin": 2.0,
        "id": "pair",
        "source": "set",
        "annotator": "ann",
        "mine": 1,
    }
    (first, _) = read(tmp_path / "b.jsonl", "trl")
    assert first.prompt[0].parts[0] == Image("data:application/octet-stream;base64,eA==")


def test_a_ranking_becomes_a_row_for_each_comparison(tmp_path: Path) -> None:
    """Of Yes > No = Well there are two comparisons and a tie."""
    ranked = replace(PAIR, id="r", responses=(YES, NO, WELL), labels=(Label(values=(2.0, 1.0, 1.0)),))
    rows, losses = converted(tmp_path, "trl", ranked)
    assert [(row["id"], row["chosen"][0]["content"], row["rejected"][0]["content"]) for row in rows] == [
        ("r/0-0-1", "Yes.", "No."),
        ("r/0-0-2", "Yes.", "Well."),
    ]
    assert losses == [
        ("r", "sample", "it is taken apart: one row for each comparison"),
        ("r", "labels", "1 ties are left out"),
    ]
    votes = replace(PAIR, labels=(prefer(0, 1, annotator="a"), prefer(1, 0, annotator="b")))
    rows, _ = converted(tmp_path, "ms_swift", votes)
    assert [(row["annotator"], row["messages"][-1]["content"]) for row in rows] == [("a", "Yes."), ("b", "No.")]


def test_a_response_of_no_comparison_is_named(tmp_path: Path) -> None:
    seen = replace(PAIR, responses=(YES, NO, WELL), labels=(Label(values=(1.0, 0.0), of=(2, 0)),))
    rows, losses = converted(tmp_path, "trl", seen)
    assert rows[0]["chosen"][0]["content"] == "Well." and rows[0]["rejected"][0]["content"] == "Yes."
    assert losses == [("pair", "responses", "1 that are better or worse than none are left out")]


def test_labels_of_one_dimension_become_preferences(tmp_path: Path) -> None:
    """A preference of another dimension is not one overall, and two of them may contradict each other."""
    style = replace(prefer(1, 0), dimension="style")
    rows, losses = converted(tmp_path, "trl", replace(PAIR, labels=(prefer(0, 1), style)))
    assert [row["chosen"][0]["content"] for row in rows] == ["Yes."]
    assert losses == [("pair", "labels.style", "1 labels of another dimension are left out")]
    rows, losses = converted(tmp_path, "trl", replace(PAIR, labels=(style,)))
    assert rows == [] and losses[0][2].endswith("; its labels are of style")
    done = convert(tmp_path / "a.jsonl", tmp_path / "b.jsonl", to="trl", dimension="style")
    assert lines(tmp_path / "b.jsonl")[0]["chosen"][0]["content"] == "No." and list(done.lost) == ["labels.dimension"]


def test_what_no_row_can_hold_is_left_out_and_named(tmp_path: Path) -> None:
    tie = replace(PAIR, id="tie", labels=(Label(values=(1.0, 1.0)),))
    bare = replace(PAIR, id="bare", labels=())
    rows, losses = converted(tmp_path, "trl", tie, PAIR, bare)
    assert [row["id"] for row in rows] == ["pair"]
    assert [(name, field) for name, field, _ in losses] == [("tie", "sample"), ("bare", "sample")]
    assert "TRL's form cannot hold a label that is more than a preference" in losses[0][2]
    assert "0 labels" in losses[1][2]


def test_strict_stops_and_leaves_the_old_file(tmp_path: Path) -> None:
    write([PAIR, replace(PAIR, reference=(Text("Yes."),))], tmp_path / "a.jsonl")
    (tmp_path / "b.jsonl").write_text("old")
    with pytest.raises(DataError, match=r"a\.jsonl:2: trl cannot hold all of it: reference: it is left out"):
        convert(tmp_path / "a.jsonl", tmp_path / "b.jsonl", to="trl", strict=True)
    assert (tmp_path / "b.jsonl").read_text() == "old"


def test_extra_without_a_json_form(tmp_path: Path) -> None:
    rows = [{"prompt": "Hi?", "chosen": "a", "rejected": "b", "raw": b"x", "n": 1}]
    losses: list[Loss] = []
    for to in ("trl", "plaudit"):
        done = convert(rows, tmp_path / "b.jsonl", to=to, listed=losses.append)
        assert done.rows == 1 and done.lost["extra.raw"].count == 1
        (sample,) = read(tmp_path / "b.jsonl")
        assert sample.extra == {"n": 1}
    assert {loss.where for loss in losses} == {"list:row 1"}


def test_messages_of_tools(tmp_path: Path) -> None:
    tool = Message(role="tool", parts=(Text("4"),), extra={"name": "sum"})
    rows, losses = converted(tmp_path, "llama_factory", replace(PAIR, prompt=(user("2+2?"), tool, user("So?"))))
    assert rows == [] and losses[0][1] == "sample"


def test_a_bad_row_is_an_error_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"prompt": "Hi?", "chosen": "a", "rejected": "b"}\n{"prompt": "Hi?"}\n')
    with pytest.raises(DataError, match=r"a\.jsonl:2: chosen"):
        convert(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert not (tmp_path / "b.jsonl").exists()
