from __future__ import annotations

import re
import sys
from xml.etree import ElementTree

import pytest

from plaudit.core import Estimate, PlauditError
from plaudit.metrics import Bin
from plaudit.report import Curve, Figure, Histogram, Rates, Reliability
from plaudit.report.plots import figure


def estimate(value: float) -> Estimate:
    return Estimate(value=value, low=value - 0.05, high=value + 0.05, n=100)


FIGURES: list[Figure] = [
    Rates(
        title="Accuracy",
        series={"after": {"kind=a$b$": estimate(0.9), "kind=c": estimate(0.7)}, "before": {"kind=c": estimate(0.5)}},
        note="95 % intervals",
    ),
    Histogram(title="Scores", groups={"better": [1.0, 2.0, 2.5], "worse": [0.0, 1.0]}),
    Reliability(title="Reliability", bins=[Bin(low=0.5, high=0.6, confidence=0.55, accuracy=estimate(0.6))]),
    Curve(title="Loss", lines={"loss": [(0, 0.7), (1, 0.5)]}, x_axis="step", y_axis="loss"),
    Curve(
        title="Best of n",
        lines={"gold": [(1, estimate(0.5)), (8, estimate(0.9))]},
        x_axis="n",
        y_axis="",
        doubling=True,
    ),
]


def drawn(data: Figure) -> ElementTree.Element:
    (svg,) = re.findall(r"<svg.*</svg>", figure(data), flags=re.DOTALL)
    return ElementTree.fromstring(svg)


def texts(svg: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in svg.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("data", FIGURES, ids=lambda f: f.title)
def test_every_figure_is_sound_svg_in_the_colours_of_the_page(data: Figure) -> None:
    markup = figure(data)
    drawn(data)
    assert data.title in markup
    assert "var(--series-1)" in markup
    assert "#0102" not in markup
    assert "#0103" not in markup
    assert figure(data) == markup


def test_rates_show_every_name_and_value() -> None:
    found = texts(drawn(FIGURES[0]))
    assert {"kind=a$b$", "kind=c", "after", "before", "0.90", "0.70", "0.50"} <= set(found)
    assert "95 % intervals" in figure(FIGURES[0])


def test_more_series_than_colours() -> None:
    many = Rates(title="Many", series={f"scorer {k}": {"kind=c": estimate(0.5)} for k in range(8)})
    assert "var(--series-6)" in figure(many)
    assert {f"scorer {k}" for k in range(8)} <= set(texts(drawn(many)))


def test_series_without_an_estimate_are_drawn_empty() -> None:
    assert "accuracy" in texts(drawn(Rates(title="None", series={"it": {}})))


def test_doubling_axes_have_the_given_numbers_as_ticks() -> None:
    assert {"1", "8"} <= set(texts(drawn(FIGURES[4])))


def test_without_matplotlib_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(PlauditError, match=r"pip install 'plaudit\[report\]'"):
        figure(FIGURES[0])
