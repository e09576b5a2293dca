"""Tables of votes, scores and ratings that others made: their columns named, their published figures computed."""

from plaudit.evaluate.tables.agreement import Agreement, agreement
from plaudit.evaluate.tables.correlations import (
    Averaging,
    Correlation,
    Statistic,
    correlations,
    mean_correlations,
    rated,
    rater_agreement,
)
from plaudit.evaluate.tables.standings import Standings, standings
from plaudit.evaluate.tables.table import Table, read_table
from plaudit.evaluate.tables.votes import Ballot, Words, ballots, rating_ballots, score_ballots, swapped_ballots

__all__ = [
    "Agreement",
    "Averaging",
    "Ballot",
    "Correlation",
    "Standings",
    "Statistic",
    "Table",
    "Words",
    "agreement",
    "ballots",
    "correlations",
    "mean_correlations",
    "rated",
    "rater_agreement",
    "rating_ballots",
    "read_table",
    "score_ballots",
    "standings",
    "swapped_ballots",
]
