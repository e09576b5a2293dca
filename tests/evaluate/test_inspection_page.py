from __future__ import annotations

from pathlib import Path

from plaudit.core import Estimate
from plaudit.data import Finding, Inspection
from plaudit.evaluate.inspection_page import MOST, inspection_page
from plaudit.report import page, write_report

FINDING = Finding("warning", "a.jsonl:3", "labels[0]", "it prefers <b>itself</b>", "Drop it.")
FIGURES = {
    "shortcuts": {"length AUC": Estimate(value=0.75, low=0.7, high=0.8, n=90).to_json()},
    "sizes": {"tokens": {"n": 4, "mean": 2.5, "least": 1, "median": 3, "p90": 4, "p99": 4, "most": 4000}},
}


def test_findings_shortcuts_and_sizes_are_shown(tmp_path: Path) -> None:
    report = inspection_page(Inspection([FINDING], FIGURES), "a.jsonl", {})
    assert [section.title for section in report.sections] == ["Findings", "Shortcuts", "Sizes"]
    assert report.headline == "0 errors, 1 warnings, 0 notes."
    written = write_report(report, tmp_path / "a.html").read_text()
    for shown in ("Check of a.jsonl", "a.jsonl:3", "it prefers &lt;b&gt;itself&lt;/b&gt;", "<svg", "4,000"):
        assert shown in written
    assert '"findings"' in (tmp_path / "a.json").read_text()


def test_nothing_found() -> None:
    report = inspection_page(Inspection([], {}), "a.jsonl", {})
    assert report.headline == "Nothing was found." and not report.sections
    assert "Nothing was found." in page(report)


def test_a_long_list_is_cut_and_says_so() -> None:
    (section,) = inspection_page(Inspection([FINDING] * (MOST + 1), {}), "a.jsonl", {}).sections
    assert len(section.tables[0].rows) == MOST and f"The first {MOST} of {MOST + 1}" in section.text
    assert "labels 501" in section.text
