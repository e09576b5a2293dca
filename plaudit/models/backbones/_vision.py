"""What families with media share: features of the distinct media, spread over the tokens that stand for them.

S tokens of the one row of `branches.shared`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from plaudit.models.family import Family


class VisionFamily(Family):
    """A family whose vision tower makes one feature for each token that stands for a part of a medium."""

    def vision_outputs(self, model: Any, inputs: Mapping[str, Tensor]) -> list[Any]:
        """What the library's model makes of the images, and of the videos; [] for a batch without media."""
        return [model.get_image_features(inputs["pixel_values"])] if "pixel_values" in inputs else []

    def deepstack(self, outputs: Sequence[Any], places_1S: Tensor) -> dict[str, Any]:
        """What the text model takes in of other layers of the vision tower; places_1S: as `features` of the row."""
        return {}

    def embedded(self, model: Any, inputs: Mapping[str, Tensor]) -> dict[str, Any]:
        """inputs_embeds (1, S, hidden): of the text, and among them the vision tower's."""
        if not (outputs := self.vision_outputs(model, inputs)):
            return {"input_ids": inputs["input_ids"]}
        places_1S = inputs["features"]
        shown_1S = places_1S >= 0
        # A placeholder's id may lie outside of the vocabulary
        embeds = model.get_input_embeddings()(inputs["input_ids"].masked_fill(shown_1S, 0))
        features = joined([output.pooler_output for output in outputs]).to(embeds)[places_1S.clamp(min=0)]
        embeds = torch.where(shown_1S.unsqueeze(-1), features, embeds)
        return {"inputs_embeds": embeds, **self.deepstack(outputs, places_1S)}


def joined(outputs: Sequence[Any]) -> Tensor:
    """(features, hidden) of all media: each output holds one tensor (tokens, hidden) per medium or tile."""
    return torch.cat([tensor for output in outputs for tensor in output])
