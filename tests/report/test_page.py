from __future__ import annotations

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from plaudit.core import Estimate, PlauditError, Score, Verdict
from plaudit.report import Example, Highlight, Histogram, Report, Section, page, write_report
from tests.fakes import pair

ESTIMATE = Estimate(value=0.91234, low=0.88, high=0.94, n=1200)
REPORT = Report(
    title="A <test>",
    headline="All is well & measured.",
    highlights=[Highlight(label="Accuracy", estimate=ESTIMATE, note="before 51 %")],
    sections=[
        Section(
            title="Scores",
            text="What they were.",
            figures=[Histogram(title="Scores", groups={"better": [1.0, 2.0], "worse": [0.0, 1.0]})],
            examples=[
                Example(
                    sample=pair("s", "<script>alert(1)</script>", "no", image="red"),
                    verdict=Verdict(sample_id="s", scores=(Score(value=1.0), Score(value=2.0))),
                    result="wrong",
                )
            ],
        )
    ],
    numbers={
        "accuracy": {"overall": ESTIMATE.to_json(), "by_tag": {"kind=count": ESTIMATE.to_json()}},
        "seconds": 12.5,
        "steps": 20000,
        "spearman": None,
        "bins": [1, 2],
    },
    made={"command": "plaudit demo --seed 0", "seed": "0"},
)
VOID = {"img", "meta"}


class Balanced(HTMLParser):
    """Fails where an element is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_sound_and_needs_nothing_else() -> None:
    text = page(REPORT)
    parser = Balanced()
    parser.feed(text)
    assert parser.open == []
    assert {"h1", "svg", "img", "table", "dl"} <= parser.seen
    assert "script" not in parser.seen
    assert "link" not in parser.seen
    assert not re.search(r'(src|href)="(?!data:|#)', text)
    assert not re.search(r"url\((?!#)|@import", text)
    assert "<title>A &lt;test&gt;</title>" in text
    assert "All is well &amp; measured." in text


def test_every_number_is_in_the_table_with_its_interval() -> None:
    text = page(REPORT)
    for name in ("accuracy.overall", "accuracy.by_tag.kind=count"):
        assert f'<th scope="row">{name}</th><td>0.9123</td><td>0.88</td><td>0.94</td><td>1,200</td>' in text
    assert '<th scope="row">seconds</th><td>12.5</td>' in text
    assert '<th scope="row">steps</th><td>20,000</td>' in text
    assert '<th scope="row">spearman</th><td>none</td>' in text
    assert "91.2%" in text
    assert "88.0% to 94.0%, n = 1,200" in text


def test_numbers_are_written_beside_the_page(tmp_path: Path) -> None:
    path = write_report(REPORT, tmp_path / "deep" / "report.html")
    assert path.read_text(encoding="utf-8") == page(REPORT)
    assert json.loads((tmp_path / "deep" / "report.json").read_text()) == REPORT.numbers
    write_report(REPORT, path, tmp_path / "other" / "metrics.json")
    assert json.loads((tmp_path / "other" / "metrics.json").read_text()) == REPORT.numbers


def test_numbers_survive_a_page_that_cannot_be_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(PlauditError, match="matplotlib"):
        write_report(REPORT, tmp_path / "report.html")
    assert json.loads((tmp_path / "report.json").read_text()) == REPORT.numbers


def test_a_report_of_words_needs_no_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert "Nothing to see" in page(Report(title="t", headline="Nothing to see"))
