"""Figures as inline SVG, in the colours that the page's style names: ink, muted, line, series-1 to series-6."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from plaudit.core import Estimate, PlauditError
from plaudit.report.elements import Html, element
from plaudit.report.parts import Curve, Figure, Histogram, Rates, Reliability

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Colours that nothing else uses: in the SVG they become the page's, which change with light and dark.
_COLOURS = {"ink": "#010203", "muted": "#010204", "line": "#010205"}
_COLOURS |= {f"series-{k}": f"#01030{k}" for k in range(1, 7)}
_SERIES = [_COLOURS[f"series-{k}"] for k in range(1, 7)] * 4
_WIDTH = 7.2
"""Inches; the page scales it."""


def figure(data: Figure) -> Html:
    """The figure with its title, and its note as caption. Raises `PlauditError` where matplotlib is not installed."""
    if isinstance(data, Rates):
        svg = _svg(lambda axes: _rates(axes, data), _rates_height(data))
    elif isinstance(data, Histogram):
        svg = _svg(lambda axes: _histogram(axes, data), 2.7)
    elif isinstance(data, Reliability):
        svg = _svg(lambda axes: _reliability(axes, data), 3.2)
    else:
        svg = _svg(lambda axes: _curve(axes, data), 3.0)
    note = element("figcaption", data.note) if data.note else None
    return element("figure", element("h3", data.title), element("div", svg, role="img", aria_label=data.title), note)


def _svg(draw: Callable[[Axes], None], height: float) -> Html:
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure as Canvas
    except ImportError:
        remedy = "Run: pip install 'plaudit[report]'."
        raise PlauditError("a report draws with matplotlib, which is not installed", remedy=remedy) from None
    style: Any = {
        "text.parse_math": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "plaudit",
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": _COLOURS["line"],
        "axes.labelcolor": _COLOURS["muted"],
        "text.color": _COLOURS["ink"],
        "xtick.color": _COLOURS["muted"],
        "ytick.color": _COLOURS["ink"],
        "grid.color": _COLOURS["line"],
        "legend.frameon": False,
    }
    with mpl.rc_context(style):
        canvas = Canvas(figsize=(_WIDTH, height), layout="constrained")
        axes = canvas.subplots()
        axes.tick_params(length=0)
        axes.set_axisbelow(True)
        draw(axes)
        buffer = StringIO()
        canvas.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return Html(_themed(buffer.getvalue()))


def _themed(svg: str) -> str:
    """Without the file's head and the names of groups, which repeat on a page; in the page's colours."""
    svg = re.sub(r'<g id="[^"]*"', "<g", svg[svg.index("<svg") :])
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    for name, colour in _COLOURS.items():
        svg = svg.replace(colour, f"var(--{name})")
    return svg


def _rates_height(data: Rates) -> float:
    rows = len({name for entries in data.series.values() for name in entries})
    return 0.9 + rows * max(0.34, 0.17 * len(data.series) + 0.08)


def _rates(axes: Axes, data: Rates) -> None:
    """A row per thing, in it a point with its interval per series."""
    names = list(dict.fromkeys(name for entries in data.series.values() for name in entries))
    step = 0.68 / max(1, len(data.series))
    for k, (label, entries) in enumerate(data.series.items()):
        rows = [(names.index(name) + (k - (len(data.series) - 1) / 2) * step, e) for name, e in entries.items()]
        _points(axes, [e.value for _, e in rows], [y for y, _ in rows], [e for _, e in rows], k, label, upright=False)
        for y, e in rows:
            axes.annotate(f"{e.value:.2f}", (1.01, y), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(1, len(names)) - 0.5, -0.5)
    values = [x for entries in data.series.values() for e in entries.values() for x in (e.low, e.high)]
    axes.set_xlim(min([0.0, *values]), max([1.0, *values]) + 0.02)
    axes.set_xlabel(data.axis)
    axes.grid(axis="x", linewidth=0.6)
    if data.chance is not None:
        axes.axvline(data.chance, color=_COLOURS["muted"], linewidth=1, linestyle=(0, (3, 3)))
    _legend(axes, len(data.series))


def _histogram(axes: Axes, data: Histogram) -> None:
    values = np.concatenate([np.asarray(v, dtype=np.float64) for v in data.groups.values()])
    edges = np.histogram_bin_edges(values, bins=min(40, max(8, int(np.sqrt(len(values)))))).tolist()
    for k, (label, group) in enumerate(data.groups.items()):
        axes.hist(group, edges, color=_SERIES[k], alpha=0.45, label=f"{label} ({len(group):,})")
        axes.hist(group, edges, color=_SERIES[k], histtype="step", linewidth=1.2)
    axes.set_xlabel(data.axis)
    axes.set_ylabel("responses")
    axes.grid(axis="y", linewidth=0.6)
    _legend(axes, len(data.groups))


def _reliability(axes: Axes, data: Reliability) -> None:
    axes.plot([0.5, 1], [0.5, 1], color=_COLOURS["muted"], linewidth=1, linestyle=(0, (3, 3)), label="calibrated")
    estimates = [b.accuracy for b in data.bins]
    _points(axes, [b.confidence for b in data.bins], [e.value for e in estimates], estimates, 0, "scorer", upright=True)
    for b in data.bins:
        axes.annotate(f"n={b.accuracy.n}", (b.confidence, 0.01), ha="center", fontsize=7, color=_COLOURS["muted"])
    axes.set_xlim(0.48, 1.02)
    axes.set_ylim(0, 1.03)
    axes.set_xlabel("confidence: sigmoid of |margin|")
    axes.set_ylabel("accuracy")
    axes.grid(linewidth=0.6)
    _legend(axes, 2)


def _curve(axes: Axes, data: Curve) -> None:
    for k, (label, points) in enumerate(data.lines.items()):
        x = [p[0] for p in points]
        y = [p[1].value if isinstance(p[1], Estimate) else p[1] for p in points]
        axes.plot(x, y, color=_SERIES[k], linewidth=1.6, marker="o" if len(x) < 20 else None, markersize=4, label=label)
        bands = [(px, py) for px, py in points if isinstance(py, Estimate)]
        if bands:
            low, high = [e.low for _, e in bands], [e.high for _, e in bands]
            axes.fill_between([px for px, _ in bands], low, high, color=_SERIES[k], alpha=0.18, linewidth=0)
    if data.doubling:
        ticks = sorted({x for points in data.lines.values() for x, _ in points})
        axes.set_xscale("log", base=2)
        axes.set_xticks(ticks, [f"{x:g}" for x in ticks])
    axes.set_xlabel(data.x_axis)
    axes.set_ylabel(data.y_axis)
    axes.grid(linewidth=0.6)
    _legend(axes, len(data.lines))


def _points(
    axes: Axes, x: list[float], y: list[float], estimates: list[Estimate], series: int, label: str, *, upright: bool
) -> None:
    """Points with the intervals of their estimates, along y (upright) or x."""
    reach = [[max(0.0, e.value - e.low) for e in estimates], [max(0.0, e.high - e.value) for e in estimates]]
    colour = _SERIES[series]
    bars: dict[str, Any] = {"yerr" if upright else "xerr": reach}
    axes.errorbar(x, y, fmt="o", color=colour, markersize=5.5, elinewidth=2, capsize=0, label=label, **bars)


def _legend(axes: Axes, entries: int) -> None:
    if entries > 1:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, handletextpad=0.4, borderaxespad=0.2)
