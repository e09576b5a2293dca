from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import PIL.Image
import pytest

from plaudit.core import UsageError
from plaudit.data import Finding, check, duplicates, inspect, read
from plaudit.data.media_facts import KnownMedia
from plaudit.media import Budget
from tests.fakes import png

YES, NO = ({"turns": [{"role": "assistant", "parts": [{"type": "text", "text": text}]}]} for text in ("Yes.", "No."))
ASK = {"type": "text", "text": "Is it so?"}


def row(name: str, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    prompt = [{"role": "user", "parts": [*parts, ASK]}]
    return {"id": name, "prompt": prompt, "responses": [YES, NO], "labels": [{"values": [1.0, 0.0]}], **more}


def checked(path: Path, *rows: dict[str, Any] | str, **options: Any) -> list[Finding]:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))
    return check(path, **options)


def huge_png() -> bytes:
    """The header of a PNG of 20,000 x 20,000, and hardly any pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(60_001))) + chunk(b"IEND", b"")
    )


def test_every_bad_row_is_found_and_none_hides_the_next(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("<html>404</html>")
    (tmp_path / "huge.png").write_bytes(huge_png())
    (tmp_path / "zero.mp4").touch()
    PIL.Image.new("RGB", (4, 4)).save(tmp_path / "good.png")
    path = tmp_path / "a.jsonl"
    found = checked(
        path,
        row("good", {"type": "image", "path": "good.png"}),
        row("text", {"type": "image", "path": "text.jpg"}),
        row("huge", {"type": "image", "path": "huge.png"}),
        row("zero", {"type": "video", "path": "zero.mp4"}),
        row("none", {"type": "image", "path": "none.png"}),
        row("label", labels=[{"values": [1.0, 0.0], "of": [0, 2]}]),
        '{"id": "broken',
        row("good"),
        row("field", labels=[{"valeus": [1.0, 0.0]}]),
        row("same", responses=[YES, YES]),
        row("bare", labels=[]),
        row("mute", responses=[YES, {"turns": []}]),
    )
    place = "prompt[0].parts[0]"
    assert [(f.severity, f.where.removeprefix(f"{path}:"), f.field) for f in found] == [
        ("error", "2", place),
        ("error", "3", place),
        ("error", "4", place),
        ("error", "5", place),
        ("error", "6", ""),
        ("error", "7", ""),
        ("error", "8", "id"),
        ("error", "9", "labels[0].valeus"),
        ("warning", "10", "labels[0]"),
        ("warning", "11", "labels"),
        ("warning", "12", "responses[1]"),
    ]
    said = [
        "text.jpg: it is not an image of a kind that is read",
        "huge.png: 20,000 x 20,000 pixels are over the budget",
        "zero.mp4: it is empty",
        "none.png: there is no such file",
        "judges responses (0, 2), but there are 2",
        "not JSON",
        f"'good' is also the id of {path}:1",
        "unknown field",
        "it prefers response 0 to 1, but the two are the same",
        "no labels",
        "empty",
    ]
    assert all(part in finding.what for part, finding in zip(said, found, strict=True))
    assert "it is text: '<html>404</html>'" in found[0].what
    assert all(finding.remedy for finding in found if finding.where != f"{path}:6")
    assert str(found[1]).startswith(f"error: {path}:3: {place}: ")
    assert [f.field for f in check(path, media=False)] == [f.field for f in found[4:]]


def test_a_preference_with_no_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    found = checked(
        path,
        {"prompt": "Hi", "rejected": "b"},
        {"prompt": "Hi", "chosen": "", "rejected": "b"},
        {"prompt": "Hi", "chosen": None, "rejected": "b"},
        {"prompt": "Hi", "chosen": "a", "rejected": "b"},
        {"prompt": "Hi", "chosen": "a", "rejected": "a"},
    )
    assert [(f.severity, f.where, f.field) for f in found] == [
        *[("error", f"{path}:{n}", "chosen") for n in (1, 2, 3)],
        ("warning", f"{path}:5", "labels[0]"),
    ]


def test_media_in_responses_and_inside_the_row(tmp_path: Path) -> None:
    picture = {"type": "image", "bytes": "aGVsbG8gd29ybGQ="}  # hello world
    response = {"turns": [{"role": "assistant", "parts": [ASK, picture]}]}
    (found,) = checked(tmp_path / "a.jsonl", row("a", responses=[YES, response]))
    assert found.field == "responses[1].turns[0].parts[1]" and "it is text: 'hello world'" in found.what


def test_a_picture_of_many_rows_is_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    PIL.Image.new("RGB", (4, 4)).save(tmp_path / "good.png")
    opened: list[Path] = []
    really = Path.open

    def counting(self: Path, *args: Any, **options: Any) -> Any:
        opened.append(self)
        return really(self, *args, **options)

    monkeypatch.setattr(Path, "open", counting)
    picture = {"type": "image", "path": "good.png"}
    rows = (row(str(n), picture, {"type": "text", "text": f"This is question {n * n * 1111}."}) for n in range(9))
    assert checked(tmp_path / "a.jsonl", *rows) == []
    assert opened.count(tmp_path / "good.png") == 1


def test_media_opened_ahead_are_found_as_the_plain_loop_finds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for k, colour in enumerate(("red", "green", "blue")):
        (tmp_path / f"{k}.png").write_bytes(png(colour))
    (tmp_path / "3.png").write_bytes(png("red")[:40])
    held = [{"type": "image", "bytes": "aGVsbG8="}, {"type": "image", "url": "data:image/png;base64,aGVsbG8="}]  # hello
    shown = [*({"type": "image", "path": f"{k}.png"} for k in range(4)), *held]
    path, test = tmp_path / "a.jsonl", tmp_path / "test.jsonl"
    path.write_text("\n".join(json.dumps(row(str(k), shown[k % 6])) if k % 9 else "{" for k in range(60)))
    test.write_text("\n".join(json.dumps(row(str(k), shown[k])) for k in (3, 2)))

    def found() -> tuple[Any, ...]:
        samples = [sample for k in range(2) for sample in read(test)]
        twins = duplicates(samples, media=KnownMedia(Budget())).twins
        return inspect(path, "plaudit", against=[test]).to_json(), twins

    ahead = found()
    monkeypatch.setattr(KnownMedia, "ahead", lambda self, rows, parts: rows)
    assert found() == ahead
    broken = [int(f["where"].rpartition(":")[2]) for f in ahead[0]["findings"] if "prompt[0].parts[0]" in f["field"]]
    assert broken == [k + 1 for k in range(60) if k % 6 >= 3 and k % 9]
    assert ahead[1] == {2: 0, 3: 1}


def test_urls_are_not_fetched_and_the_budget_counts(tmp_path: Path) -> None:
    (found,) = checked(tmp_path / "a.jsonl", row("a", {"type": "image", "url": "https://example.org/a.png"}))
    assert found.severity == "warning" and "not tried" in found.what
    PIL.Image.new("RGB", (4, 4)).save(tmp_path / "good.png")
    picture = row("a", {"type": "image", "path": "good.png"})
    (found,) = checked(tmp_path / "a.jsonl", picture, budget=Budget(pixels=15))
    assert "over the budget of 15 pixels" in found.what


def test_files_that_are_no_samples(tmp_path: Path) -> None:
    for format in (None, "plaudit"):  # noqa: A001
        (found,) = checked(tmp_path / "a.jsonl", "", format=format)
        assert found.severity == "error" and found.where == str(tmp_path / "a.jsonl") and "no rows" in found.what
        (found,) = check(tmp_path / "none.jsonl", format)
        assert found.where == str(tmp_path / "none.jsonl") and "no such file" in found.what
    (found,) = checked(tmp_path / "a.jsonl", {"question": "Hi"})
    assert "columns: question" in found.what and "There are: " in found.remedy
    with pytest.raises(UsageError, match="no 'csv' in"):
        check(tmp_path / "a.jsonl", "csv")
