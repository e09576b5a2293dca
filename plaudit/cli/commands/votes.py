"""Read a table of judges' votes or of paired scores: accuracy, both orders, bias; or wins, win rates and ratings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tyro.conf import Positional

from plaudit.cli.show import console, figures_table, write_json
from plaudit.core import UsageError
from plaudit.metrics import mean_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plaudit.evaluate.tables import Agreement, Ballot, Standings


def votes(
    file: Positional[Path],
    *,
    item: tuple[str, ...],
    votes: tuple[str, ...] = (),
    swapped: tuple[str, ...] = (),
    scores: tuple[str, str] | None = None,
    score: str | None = None,
    rating: str | None = None,
    systems: tuple[str, str] | None = None,
    label: str | None = None,
    first: tuple[str, ...] = ("A",),
    second: tuple[str, ...] = ("B",),
    tie: tuple[str, ...] = ("tie",),
    pattern: str | None = None,
    swapped_names: Literal["places", "responses"] = "places",
    by: tuple[str, ...] = (),
    where: tuple[str, ...] = (),
    orders: Literal["majority", "all", "more_than_half", "straight", "turned", "each"] = "majority",
    ties: Literal["wrong", "half", "drop"] = "wrong",
    unread: Literal["wrong", "half", "drop"] = "wrong",
    tied_wins: Literal["half", "drop", "loss"] = "half",
    baseline: str | None = None,
    prior: float = 0.0,
    seed: int = 0,
    json: Path | None = None,
) -> None:
    """Accuracy against a label (with --votes or --scores), or standings of systems (with --systems).

    Args:
        file: A .csv, .jsonl, .json or .parquet file (also .gz): a row per item, or per vote with --systems.
        item: Columns that name the item; it is drawn as a whole for intervals.
        votes: Columns with votes on the responses as the file orders them. Paths work: forward.0.judgement.
        swapped: Columns with votes on the swapped responses.
        scores: Instead of votes: the scores of the first and of the second response; columns or arithmetic.
        score: Instead of votes, with a row per response: its score, and
        rating: its rating. Every two responses of an item that are rated unlike are compared.
        systems: Columns with the systems shown first and second, where each row is one vote.
        label: Column of the better response; where not given, the first is.
        first: Words for the response shown first, in votes and labels.
        second: Words for the second.
        tie: Words for neither. Any other word is counted as unread.
        pattern: A regular expression whose first group finds the word in a longer answer.
        swapped_names: What a word in a swapped column names: the place shown, or the response (turned round already).
        by: Columns that make groups, such as the judge.
        where: Only rows with these values: COLUMN=VALUE.
        orders: How an item's votes make a decision.
        ties: What a tied decision is worth where the label has a winner.
        unread: What a decision that could not be read is worth.
        tied_wins: What a tie is worth in a win rate.
        baseline: The system that others are compared with; where not given, all they met.
        prior: Drawn games added to each two systems that met, where one never lost.
        seed: Of the bootstrap.
        json: File to write the figures to.
    """
    from plaudit.evaluate.tables import (
        Words,
        agreement,
        ballots,
        rating_ballots,
        read_table,
        score_ballots,
        standings,
        swapped_ballots,
    )  # fmt: skip
    from plaudit.evaluate.tables.table import assignments

    if bool(scores) + bool(votes) + bool(score and rating) != 1 or (systems is not None and len(votes) != 1):
        remedy = "Give --votes, or --scores, or --score and --rating; with --systems one column of votes."
        raise UsageError("no votes, or two kinds", remedy=remedy)
    table = read_table(file, assignments(where, "COLUMN=VALUE"))
    words = Words(first=first, second=second, tie=tie, pattern=pattern)
    if systems is not None:
        first_shown, second_shown = systems
        cast = ballots(table, item=item, vote=votes[0], first=first_shown, second=second_shown, words=words, by=by)
        stood = standings(cast, orders=orders, ties=tied_wins, baseline=baseline, prior=prior, seed=seed)
        _show_standings(stood)
        write_json(json, stood.to_json())
        return
    if scores is not None:
        cast = score_ballots(table, item=item, first=scores[0], second=scores[1], words=words, label=label, by=by)
    elif score and rating:
        cast = rating_ballots(table, item=item, score=score, rating=rating, by=by)
    else:
        cast = swapped_ballots(
            table, item=item, votes=votes, swapped=swapped, words=words, label=label, by=by,
            swapped_names_places=swapped_names == "places",
        )  # fmt: skip
    found = agreement(cast, orders=orders, ties=ties, unread=unread, seed=seed)
    _show_agreement(found, cast)
    write_json(json, {"orders": orders, "ties": ties, "unread": unread, "groups": [one.to_json() for one in found]})


def _show_agreement(found: Sequence[Agreement], cast: Sequence[Ballot]) -> None:
    columns, rows = ["accuracy"], {" ".join(one.by) or "all": [one.accuracy] for one in found}
    if any(one.consistent for one in found):
        columns += ["straight", "turned", "both right", "consistent", "first - second"]
        rows = {
            " ".join(one.by) or "all": [
                one.accuracy, one.straight, one.turned, one.both, one.consistent, one.position_bias
            ]
            for one in found
        }  # fmt: skip
    console.print(figures_table(f"votes on {len(cast)} items", columns, rows))
    figures = [one.accuracy for one in found if one.accuracy is not None]
    if len(figures) > 1:
        console.print(f"mean over groups: {mean_of(figures)}")
    if unread := sum(one.unread for one in found):
        console.print(f"{unread} of {sum(one.votes for one in found)} votes could not be read")


def _show_standings(stood: Standings) -> None:
    console.print(figures_table("win rate", ["win rate"], {name: (e,) for name, e in stood.win_rates.items()}))
    console.print(figures_table("\nBradley-Terry", ["Elo"], {name: (e,) for name, e in stood.ratings.items()}))
    for (system, rival), n in stood.counts.items():
        if system in stood.win_rates:
            console.print(f"{system} against {rival}: {', '.join(f'{n[k]} {k}' for k in n)}", soft_wrap=True)
