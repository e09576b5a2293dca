"""Attention of a row of trunks and branches (see `branches`): a branch reads its trunk and itself. S tokens, H heads.

Two executions that give the same: `split` runs causal attention on each trunk and one attention, batched over its
branches, on its keys plus their own, which is linear in the number of branches; `pack` runs one attention under an
(S, S) mask, and is what `split` is tested against.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

Execution = Literal["split", "pack", "separate"]
"""How the responses of a sample are run: by `split` or `pack` what they share once; separate: a row for each."""
NAME = "plaudit_split"


@dataclass(frozen=True, slots=True)
class Trunk:
    """Where in the row a trunk and its branches are. B branches of at most K tokens, which see T."""

    start: int
    stop: int
    own_BK: Tensor
    """Places of the branches' tokens; a shorter branch is filled up with the place `start`."""
    real_BK: Tensor
    mask_KT: Tensor
    """For each token of a branch, what it sees of the trunk and then of its branch."""


class Tree:
    """What `split` is told of a row."""

    def __init__(self, segments: Tensor) -> None:
        self.trunks = trunks(segments)
        self.reads = 0
        """How many layers have asked."""


def trunks(segments: Tensor) -> list[Trunk]:
    """segments: as `branches.shared` gives them."""
    device, found, start = segments.device, [], 0
    for _, group in groupby(segments.tolist(), key=lambda segment: segment[0]):
        lengths = [length for _, length in group]
        stop = end = start + lengths[0]
        own = []
        for length in filter(None, lengths[1:]):
            own.append(torch.arange(end, end + length, device=device))
            end += length
        own_BK = pad_sequence(own, batch_first=True, padding_value=-1) if own else segments.new_zeros(0, 0)
        k, real_BK = own_BK.shape[1], own_BK >= 0
        mask_KT = torch.ones(k, stop - start + k, dtype=torch.bool, device=device).tril(stop - start)
        found.append(Trunk(start, stop, torch.where(real_BK, own_BK, start), real_BK, mask_KT))
        start = end
    return found


def pack_mask(segments: Tensor) -> Tensor:
    """(1, 1, S, S): what each token may see."""
    groups, lengths = segments.unbind(-1)
    segment_S = torch.arange(len(segments), device=segments.device).repeat_interleave(lengths)
    trunk = torch.ones_like(groups, dtype=torch.bool)
    trunk[1:] = groups[1:] != groups[:-1]
    same_SS = groups[segment_S][:, None] == groups[segment_S]
    seen_SS = trunk[segment_S][None] | (segment_S[:, None] == segment_S)
    return (same_SS & seen_SS).tril()[None, None]


def split_attention(
    module: Any, query: Tensor, key: Tensor, value: Tensor, attention_mask: Tensor | None, **options: Any
) -> tuple[Tensor, None]:
    """As sdpa, unless it is told of a `tree`. query, key, value (1, H, S, d) -> (1, S, H, d)."""
    tree: Tree | None = options.pop("tree", None)
    if tree is None:
        return sdpa_attention_forward(module, query, key, value, attention_mask, **options)
    tree.reads += 1
    out = []
    for trunk in tree.trunks:
        if trunk.stop > trunk.start:
            q, k, v = (x[:, :, trunk.start : trunk.stop] for x in (query, key, value))
            out.append(sdpa_attention_forward(module, q, k, v, None, **options)[0][0])
        if len(trunk.own_BK):
            q, k, v = (x[0][:, trunk.own_BK].transpose(0, 1) for x in (query, key, value))
            k, v = (
                torch.cat([whole[:, :, trunk.start : trunk.stop].expand(len(own), -1, -1, -1), own], 2)
                for whole, own in ((key, k), (value, v))
            )
            branches, _ = sdpa_attention_forward(module, q, k, v, trunk.mask_KT[None, None], **options)
            out.append(branches[trunk.real_BK])
    return torch.cat(out)[None], None


AttentionInterface.register(NAME, split_attention)
AttentionMaskInterface.register(NAME, sdpa_mask)


def split(backbone: Any, row: Mapping[str, Tensor], segments: Tensor) -> Tensor | None:
    """The last hidden states (S, hidden); None where a layer of the model does not hand on what it is told."""
    tree = Tree(segments)
    # A mask of four dimensions is taken as it is: this one stops transformers from making one that nobody reads
    unread = segments.new_ones(1, 1, 1, 1, dtype=torch.bool)
    out = backbone(**row, attention_mask=unread, tree=tree, use_cache=False)
    layers: int = backbone.config.get_text_config().num_hidden_layers
    return out.last_hidden_state[0] if tree.reads >= layers else None


def pack(backbone: Any, row: Mapping[str, Tensor], segments: Tensor) -> Tensor:
    """The last hidden states (S, hidden)."""
    states: Tensor = backbone(**row, attention_mask=pack_mask(segments), use_cache=False).last_hidden_state[0]
    return states


def prepare(backbone: Any) -> None:
    """Makes `split` possible; nothing else changes. In place."""
    if branches_allowed(backbone, 0):
        inner = backbone.config.sub_configs
        implementations = dict.fromkeys(inner, "sdpa") | {"text_config": NAME}
        backbone.set_attn_implementation(implementations if "text_config" in inner else NAME)


def branches_allowed(backbone: Any, length: int) -> bool:
    """Whether rows of this length may share: attention alone mixes tokens, by the positions given, and sees all.

    A sliding window shorter than the row, linear attention, a recurrent state and positions that are no rotation say
    so in the model's declarations; their rows are run one by one.
    """
    config = backbone.config.get_text_config()
    layers = set(getattr(config, "layer_types", None) or ("sliding_attention",))
    window = getattr(config, "sliding_window", None)
    return (
        backbone._supports_attention_backend
        and not backbone._is_stateful
        and bool(getattr(config, "rope_parameters", None))
        and layers <= {"full_attention", "sliding_attention"}
        and ("sliding_attention" not in layers or window is None or length <= window)
    )
