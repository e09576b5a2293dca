"""Heads whose outputs are a distribution of scores. R rows, D dimensions, K outputs for each, A atoms."""

from __future__ import annotations

from abc import abstractmethod

from torch import Tensor, nn


class Distribution(nn.Module):
    """Its forward gives outputs (R, D, K), for a loss that reads `outputs`; the score is the mean of the distribution.

    A verdict holds the atoms and the standard deviation beside it.
    """

    @abstractmethod
    def atoms(self, outputs_RDK: Tensor) -> tuple[Tensor, Tensor]:
        """What the scores may be and how probable each is, (R, D, A) both; probabilities of a row sum to 1."""

    def scores(self, outputs_RDK: Tensor) -> Tensor:
        """Their means (R, D)."""
        values_RDA, probabilities_RDA = self.atoms(outputs_RDK)
        return (values_RDA * probabilities_RDA).sum(-1)
