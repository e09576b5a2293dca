"""What a backbone family has to say: which media it takes in, how they become pixels and tokens, how it is run.

A family is a file in `backbones/`, found by the `model_type` that a checkpoint's own config.json declares.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import PIL.Image
import torch
from safetensors import SafetensorError
from torch import Tensor
from transformers import AutoConfig, AutoModel
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
from transformers.utils import logging as transformers_logging

from plaudit.core.errors import CheckpointError
from plaudit.core.find import find, names
from plaudit.models import backbones

Kind = Literal["image", "video"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """An image, or the frames of a video, all of one size."""

    kind: Kind
    frames: tuple[PIL.Image.Image, ...]
    """RGB; an image has one."""
    interval: float = 1.0
    """Seconds between frames, on average over the video."""
    times: tuple[float, ...] = ()
    """Seconds into the video of each frame; (): `interval` apart from 0 on."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A medium as the vision tower takes it in."""

    kind: Kind
    values: Tensor
    """(patches, numbers per patch) or (tiles, channels, height, width), float32."""
    grid: tuple[int, int, int]
    """Patches or tiles in time, height and width."""
    tokens: int
    """How many tokens of the row stand for it."""
    seconds: float = 1.0
    """Time from one step of the grid to the next."""
    ids: tuple[int, ...] = ()
    """The tokens of the row that stand for it, where they are not all its placeholder."""


class Family:
    """The default: a text model. Families with media replace what they need."""

    MODEL_TYPES: ClassVar[frozenset[str]] = frozenset()
    """The `model_type`s of config.json that belong to it."""
    PLACEHOLDERS: ClassVar[Mapping[Kind, str]] = {}
    """The token that stands for each kind of media it takes in."""
    PARTS: ClassVar[Mapping[str, str]] = {"text": ""}
    """Module paths inside the backbone: text, and where there is one vision and merger; "": all of it."""
    KEYS: ClassVar[Mapping[str, str]] = {}
    """Patterns of keys of its checkpoints that the library reads wrongly, and what to read in their place."""
    LEAST_FRAMES: ClassVar[int] = 1
    """Fewer frames of a video take no fewer tokens."""
    SHARES: ClassVar[bool] = True
    """Whether `embedded` knows how to run each of the media once for several rows."""
    BIDIRECTIONAL_IMAGES: ClassVar[bool] = False
    """Whether the tokens of an image attend to those after them in the image too."""
    TYPES: ClassVar[str | None] = "mm_token_type_ids"
    """The model's keyword for the types of tokens (0 text, 1 image, 2 video); None: it does not ask for them."""
    WRITTEN: ClassVar[Mapping[str, str]] = {}
    """What its processor writes in place of a token of the chat template, before a text is encoded."""

    def __init__(self, source: str) -> None:
        """source: a checkpoint folder or Hub id."""

    def pixel_range(self, least: int | None, most: int | None) -> tuple[int, int]:
        """Pixels of the smallest and the largest image or frame; None: as the checkpoint's processor says."""
        raise NotImplementedError

    def tokens(self, medium: Decoded, least: int, most: int) -> int:
        """How many tokens a medium takes at least..most pixels per frame. Raises MediaError."""
        raise NotImplementedError

    def pixels(self, medium: Decoded, least: int, most: int) -> Pixels:
        """The medium for the vision tower. Raises MediaError."""
        raise NotImplementedError

    def inputs(self, media: Sequence[Pixels]) -> dict[str, Tensor]:
        """The media of a batch, row by row, as the model's keyword arguments."""
        return {}

    def shapes(self, media: Sequence[Pixels]) -> dict[str, Tensor]:
        """What `positions` needs to know of the media of a batch, row by row."""
        return {}

    def positions(self, model: Any, inputs: Mapping[str, Tensor]) -> Tensor:
        """(..., R, L), counted from a row's first real token, wherever it stands. Reads no weights and no pixels."""
        return (inputs["attention_mask"].cumsum(-1) - 1).clamp(min=0)

    def hidden(
        self, model: Any, inputs: Mapping[str, Tensor], *, layer: int | None = None, as_text: bool = False
    ) -> Tensor:
        """The states (R, L, hidden) after a layer; None: the last and its norm. as_text: placed as if all were text."""
        positions = Family.positions(self, model, inputs) if as_text else self.positions(model, inputs)
        deep = layer is not None
        out = model(**inputs, position_ids=positions, use_cache=False, output_hidden_states=deep)
        states: Tensor = out.last_hidden_state if layer is None else out.hidden_states[layer]
        return states

    def text(self, model: Any) -> Any:
        """The part of the backbone that takes in what `embedded` gives."""
        return model.get_submodule(self.PARTS["text"])

    def embedded(self, model: Any, inputs: Mapping[str, Tensor]) -> dict[str, Any]:
        """The tokens of `branches.shared` as the text model takes them in, each of the media run once."""
        return {"input_ids": inputs["input_ids"]}

    def counts(self) -> dict[str, int]:
        """What the library's full processor must be told of the tokens of an image, by its own keywords."""
        return {}

    def save(self, folder: Path) -> None:
        """Writes its processors' files."""

    def describe(self) -> dict[str, Any]:
        """For the manifest: the processor, its backend and its numbers."""
        return {}


def family_of(source: str) -> type[Family]:
    """The family of a checkpoint, by the model type that its config.json declares. Raises CheckpointError."""
    model_type = str(load_config(source).model_type)
    if (claimed := _claimed(model_type)) is not None:
        return claimed
    if model_type in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        text: type[Family] = find(backbones, "text")
        return text
    known = sorted(known for family in _families() for known in family.MODEL_TYPES)
    raise CheckpointError(
        f"there is no backbone family for model type {model_type!r}",
        where=source,
        remedy=f"Use a text decoder or one of: {', '.join(known)}.",
    )


def _claimed(model_type: str) -> type[Family] | None:
    return next((family for family in _families() if model_type in family.MODEL_TYPES), None)


def _families() -> list[type[Family]]:
    return [find(backbones, name) for name in names(backbones)]


def load_config(source: str) -> Any:
    """The checkpoint's config. Raises CheckpointError where there is none."""
    try:
        return AutoConfig.from_pretrained(source)
    except (OSError, ValueError) as error:
        raise CheckpointError(
            f"no model can be read there: {error}",
            where=source,
            remedy="Give a folder with config.json, safetensors and tokenizer.json, or a Hub id.",
        ) from error


def load_weights(source: str, dtype: torch.dtype, loader: Any = AutoModel, *, besides: Collection[str] = ()) -> Any:
    """The model with every weight from the file. Raises CheckpointError for missing, unknown or misshapen ones.

    Left out are the language model head of pre-training, where `loader` does not want it, and `besides`: keys that
    somebody else loads.
    """
    claimed = _claimed(str(load_config(source).model_type))
    renamed = dict(claimed.KEYS) if claimed and claimed.KEYS else None
    try:
        with quiet():
            model, report = loader.from_pretrained(
                source, dtype=dtype, attn_implementation="sdpa", output_loading_info=True, key_mapping=renamed
            )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise CheckpointError(f"its weights cannot be loaded: {error}", where=source) from error
    heads = {key for key in report["unexpected_keys"] if "lm_head" in key.split(".")[:2]}
    unknown = set(report["unexpected_keys"]) - heads - set(besides)
    for fault, keys in (
        ("lacks", report["missing_keys"]),
        ("holds weights that this model has no place for:", unknown),
        ("has wrong shapes for", {key for key, *_ in report["mismatched_keys"]}),
    ):
        if keys:
            shown = ", ".join(sorted(keys)[:5]) + (f" and {len(keys) - 5} more" if len(keys) > 5 else "")
            raise CheckpointError(
                f"the checkpoint {fault} {shown}", where=source, remedy="Check that config.json and weights match."
            )
    return model


def cast(model: Any, dtype: torch.dtype) -> None:
    """Weights in another precision, in place.

    Not buffers: a model that is loaded in half precision keeps the frequencies of its positions in full.
    """
    for parameter in model.parameters():
        parameter.data = parameter.data.to(dtype)


@contextmanager
def quiet() -> Iterator[None]:
    """No load report and no progress bars: what matters in the report is checked."""
    logging: Any = transformers_logging
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
