"""A report as one HTML file that needs nothing else, and its numbers as JSON beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from plaudit.core import Estimate, Json
from plaudit.report.cards import card
from plaudit.report.elements import Html, element
from plaudit.report.parts import Highlight, Report, Section, Table
from plaudit.report.plots import figure

_ESTIMATE = {"value", "low", "high", "n"}


def write_report(report: Report, path: Path | str, json_path: Path | str | None = None) -> Path:
    """Writes the page, and its numbers first, so that they are there whatever becomes of the page.

    json_path: None: the page's path with the ending .json. Raises `PlauditError` where the page has figures and
    matplotlib is not installed.
    """
    path = Path(path)
    numbers = path.with_suffix(".json") if json_path is None else Path(json_path)
    for folder in {path.parent, numbers.parent}:
        folder.mkdir(parents=True, exist_ok=True)
    numbers.write_text(json.dumps(report.numbers, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    path.write_text(page(report), encoding="utf-8")
    return path


def page(report: Report) -> str:
    """The whole page."""
    style = files("plaudit.report").joinpath("style.css").read_text(encoding="utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", report.title),
        element("style", Html(style)),
    )
    body = element(
        "main",
        element("header", element("h1", report.title), element("p", report.headline, class_="headline")),
        element("div", map(_highlight, report.highlights), class_="highlights") if report.highlights else None,
        map(_section, report.sections),
        _table(report.numbers) if report.numbers else None,
        _made(report.made) if report.made else None,
    )
    return "<!doctype html>\n" + element("html", head, element("body", body), lang="en") + "\n"


def _highlight(highlight: Highlight) -> Html:
    estimate, shown = highlight.estimate, _percent if highlight.percent else _number
    between = f"{shown(estimate.low)} to {shown(estimate.high)}, n = {estimate.n:,}"
    return element(
        "div",
        element("div", highlight.label, class_="name"),
        element("div", shown(estimate.value), class_="figure"),
        element("div", between, class_="between"),
        element("div", highlight.note, class_="note") if highlight.note else None,
        class_="highlight",
    )


def _section(section: Section) -> Html:
    cards = element("div", map(card, section.examples), class_="cards") if section.examples else None
    text = element("p", section.text) if section.text else None
    tables = map(_words, section.tables)
    return element("section", element("h2", section.title), text, tables, map(figure, section.figures), cards)


def _words(table: Table) -> Html:
    head = element("tr", [element("th", name) for name in table.columns])
    rows = [element("tr", [element("td", word) for word in row]) for row in table.rows]
    return element("div", element("table", element("thead", head), element("tbody", rows)), class_="scroll words")


def _table(numbers: Mapping[str, Json]) -> Html:
    head = element("tr", [element("th", name) for name in ("", "value", "low", "high", "n")])
    rows = [
        element("tr", element("th", name, scope="row"), [element("td", cell) for cell in cells])
        for name, cells in _rows("", numbers)
    ]
    text = element("p", "Intervals are 95 %. The same numbers are in the JSON file beside this page.")
    table = element("table", element("thead", head), element("tbody", rows))
    return element("section", element("h2", "Every number"), text, element("div", table, class_="scroll"))


def _rows(name: str, value: Json) -> Iterator[tuple[str, list[str]]]:
    """The numbers under a name, depth first; lists are left to the JSON file."""
    if isinstance(value, Estimate):
        value = value.to_json()
    if isinstance(value, Mapping) and value.keys() == _ESTIMATE:
        yield name, [*(_number(value[key]) for key in ("value", "low", "high")), f"{value['n']:,}"]
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _rows(f"{name}.{key}".lstrip("."), item)
    elif not isinstance(value, list):
        shown = _number(value) if isinstance(value, int | float) else "none" if value is None else str(value)
        yield name, [shown, "", "", ""]


def _made(made: Mapping[str, str]) -> Html:
    rows = [(element("dt", name), element("dd", element("code", value))) for name, value in made.items()]
    return element("section", element("h2", "How it was made"), element("dl", rows))


def _percent(value: float) -> str:
    return f"{value:.1%}"


def _number(value: float) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
