"""Labels of several sittings as one. As in `conversions`: every other label stays as it is, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from statistics import fmean

from plaudit.core import DataError, Label
from plaudit.data.conversions import stays, within

_MEND = "Keep the preferences that were meant, or leave them unranked."


def rankings(labels: Sequence[Label]) -> tuple[Label, ...]:
    """All orders (preferences, ties, rankings) of one annotator on one dimension as one order of all their responses.

    Its values are places from the worst, 0, to the best; its strength, note and shown order are gone. The inverse of
    `preferences` on a ranking by places. Raises DataError for preferences that go in a circle, and where they do not
    say which of two responses is better, for an order of these would be made up.
    """
    return _pooled(labels, "order", lambda label: (label.annotator, label.dimension), _ranking)


def mean_ratings(labels: Sequence[Label]) -> tuple[Label, ...]:
    """The ratings of all annotators on one dimension as one: of each response, the mean over those who rated it.

    The note says how many ratings each response had. Raises DataError for ratings on different scales: `rescaled`
    puts them on one.
    """
    return _pooled(labels, "rating", lambda label: label.dimension, _mean)


def vote_shares(labels: Sequence[Label]) -> tuple[Label, ...]:
    """The orders of all annotators on the same responses and dimension as one label of shares, which sum to 1.

    Everyone's best response gets one vote; several that are best get equal parts of it. The note says how many voted.
    """
    return _pooled(labels, "order", lambda label: (frozenset(label.of), label.dimension), _share)


def _pooled(
    labels: Sequence[Label], kind: str, key: Callable[[Label], Hashable], pool: Callable[[list[Label]], Label]
) -> tuple[Label, ...]:
    """Labels of one kind and key as one, where the first of them stood; the others where they stand."""
    found: dict[Hashable, list[Label]] = {}
    for k, label in enumerate(labels):
        pools = label.kind == kind and not stays(label)
        found.setdefault(("pooled", key(label)) if pools else k, []).append(label)
    return tuple(pool(group) if isinstance(at, tuple) else group[0] for at, group in found.items())


def _ranking(labels: list[Label]) -> Label:
    pairs = [pair for label in labels for pair in label.pairs()]
    twin = {i: i for label in labels for i, value in zip(label.of, label.values, strict=True) if value is not None}
    for pair in pairs:
        if not pair.gap:  # of responses that tie, one stands for all
            a, b = twin[pair.better], twin[pair.worse]
            twin = {i: a if stands == b else stands for i, stands in twin.items()}
    order = TopologicalSorter[int](dict.fromkeys(twin.values(), ()))
    for pair in pairs:
        if pair.gap and twin[pair.better] == twin[pair.worse]:
            what = f"response {pair.better} is better than {pair.worse}, and by its ties as good"
            raise DataError(what, remedy=_MEND)
        if pair.gap:
            order.add(twin[pair.better], twin[pair.worse])
    place = {stands: float(k) for k, stands in enumerate(_in_order(order))}
    of = tuple(sorted(twin))
    values = tuple(place[twin[i]] for i in of)
    return Label(values=values, of=of, dimension=labels[0].dimension, annotator=labels[0].annotator)


def _in_order(order: TopologicalSorter[int]) -> Iterable[int]:
    """Responses from the worst to the best."""
    try:
        order.prepare()
    except CycleError as error:
        circle = " over ".join(map(str, reversed(error.args[1])))
        raise DataError(f"preferences go in a circle: response {circle}", remedy=_MEND) from error
    while order.is_active():
        next_up = order.get_ready()
        if len(next_up) > 1:
            what = f"nothing says which of responses {next_up[0]} and {next_up[1]} is better"
            raise DataError(what, remedy="Leave the preferences unranked, or compare these two.")
        yield from next_up
        order.done(*next_up)


def _mean(labels: list[Label]) -> Label:
    scales = {label.scale for label in labels}
    if len(scales) > 1:
        what = f"ratings on {len(scales)} scales have no mean: {', '.join(map(str, scales))}"
        raise DataError(what, remedy="Put them on one scale with `rescaled`.")
    of = tuple(sorted({i for label in labels for i in label.of}))
    rated = [(i, v) for label in labels for i, v in zip(label.of, label.values, strict=True) if v is not None]
    known = [[v for j, v in rated if j == i] for i in of]
    return Label(
        values=tuple(within(labels[0].scale, fmean(values)) if values else None for values in known),
        of=of,
        kind="rating",
        scale=labels[0].scale,
        dimension=labels[0].dimension,
        note=f"mean of ratings, per response: {', '.join(str(len(values)) for values in known)}",
    )


def _share(labels: list[Label]) -> Label:
    of = tuple(sorted(labels[0].of))
    rated = [[(i, v) for i, v in zip(x.of, x.values, strict=True) if v is not None] for x in labels]
    best = [[i for i, v in values if v == max(v for _, v in values)] for values in rated if values]
    parts = [sum(1 / len(chosen) for chosen in best if i in chosen) for i in of]
    return Label(
        values=tuple(part / len(best) if best else None for part in parts),
        of=of,
        kind="share",
        dimension=labels[0].dimension,
        note=f"share of {len(best)} votes",
    )
