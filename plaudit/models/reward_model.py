"""render -> layout -> backbone -> head: a scalar reward model of responses. R rows, L tokens, D dimensions."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any, Self

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from plaudit.core.samples import Sample
from plaudit.core.verdicts import Score, ScorerInfo, Unscored, Verdict
from plaudit.models.branch_attention import Execution, branches_allowed, longest_allowed, pack, prepare, split
from plaudit.models.branch_masks import Tree, pack_mask
from plaudit.models.branches import shared
from plaudit.models.checkpoint import Origin, fingerprint, replacing
from plaudit.models.family import load_weights, quiet
from plaudit.models.layout import Layout, Row
from plaudit.models.lora import load_adapted
from plaudit.models.manifest import Manifest, Normaliser, described
from plaudit.models.opening import HEAD, load_head, located, make_head, open_layout, saved_folder
from plaudit.models.parts import freeze
from plaudit.models.scoring import Placed, batched, together
from plaudit.models.settings import Settings


@dataclass(frozen=True, slots=True)
class Batch:
    """What a model needs to score samples, and which responses it can score."""

    inputs: dict[str, Tensor]
    """Arguments of `RewardModel.forward`, as `Layout.batch` or `branches.shared` make them. On the CPU."""
    rows: list[tuple[int, int]]
    """(sample, response) of each of the R rows."""
    unscored: dict[tuple[int, int], Unscored]
    """The other responses, and why they have no row."""
    usage: list[dict[str, int]]
    """Per sample: input_tokens, cut_tokens."""


class RewardModel(nn.Module):
    """Scores each response on its own: a score does not depend on the batch, the padding or the rival responses."""

    def __init__(self, backbone: Any, head: nn.Module, layout: Layout, *, made: Made, origin: Origin) -> None:
        super().__init__()
        self.backbone, self.head, self.layout = backbone, head, layout
        self.made, self.origin = made, origin
        self.base: Origin | None = None
        """Of adapters: the weights they were put on."""
        self.normaliser = Normaliser.identity(len(made.dimensions))
        self.execution: Execution = "split"
        """Changes no score. A model that cannot share runs rows separately whatever it says, see `shares`; one that is
        not able to split turns to pack at its first rows."""
        prepare(layout.family.text(backbone))

    @classmethod
    def create(
        cls,
        backbone: str | Path,
        *,
        head: str = "linear",
        head_options: Mapping[str, Any] | None = None,
        dimensions: Sequence[str] = ("overall",),
        settings: Settings | None = None,
        seed: int = 0,
        dtype: torch.dtype = torch.float32,
    ) -> Self:
        """A new head on a plain checkpoint, a folder or a Hub id; to be trained.

        head_options: fields of the head's `Config`. seed: of its weights. Raises CheckpointError, UsageError.
        """
        source = located(backbone)
        layout = open_layout(source, settings)
        weights = load_weights(source, dtype)
        made = Made(source, head, tuple(dimensions))
        new = make_head(head, weights, len(made.dimensions), head_options or {}, seed=seed)
        return cls(weights, new, layout, made=made, origin=Origin.of(source, weights))

    @classmethod
    def from_pretrained(
        cls,
        path: str | Path,
        *,
        settings: Settings | None = None,
        head: str | None = None,
        dtype: torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> Self:
        """A saved model, in evaluation mode; path: a folder or a Hub id.

        settings: what it must have been trained under. head: the name of a head of your own, which is not imported on a
        checkpoint's word. dtype None: as it was saved. Raises CheckpointError for a missing head and for missing or
        unknown weights; ManifestError, with every difference, for other settings or another head, chat template or
        processor than in training.
        """
        folder = saved_folder(path)
        manifest = Manifest.load(folder)
        base = Origin(**manifest.backbone["base"]) if manifest.backbone["base"] else None
        layout = open_layout(base.source if base else str(folder), settings or manifest.settings)
        manifest.check(layout, str(folder))
        saved = getattr(torch, manifest.backbone["dtype"])
        weights = load_adapted(folder, base, saved) if base else load_weights(str(folder), saved)
        own = load_head(folder, manifest.head, weights, named=head)
        made = Made(manifest.backbone["source"], manifest.head["name"], manifest.dimensions)
        model = cls(weights, own, layout, made=made, origin=base or Origin.of(str(folder), weights))
        model.base, model.normaliser = base, manifest.normaliser
        if dtype is not None:
            model.backbone.to(dtype)
            model.head.to(torch.promote_types(dtype, torch.float32))
        return model.eval() if device is None else model.eval().to(device)

    def save_pretrained(self, folder: str | Path) -> None:
        """An ordinary Hugging Face folder of the backbone, with head.safetensors and plaudit.json beside it.

        With adapters, they alone are saved, and the folder names their base. The previous checkpoint in the folder is
        replaced at once: a full disk or a kill leaves it usable. Raises CheckpointError.
        """
        with replacing(Path(folder)) as fresh:
            if self.base is None:
                with quiet():
                    self.backbone.save_pretrained(fresh)
                self.layout.tokenizer.save_pretrained(fresh)
                self.layout.family.save(fresh)
            else:  # "auto" would ask the Hub about the base's vocabulary
                self.backbone.save_pretrained(fresh, save_embedding_layers=False)
            save_file({name: tensor.contiguous() for name, tensor in self.head.state_dict().items()}, fresh / HEAD)
            self.manifest.save(fresh)

    @property
    def manifest(self) -> Manifest:
        """Everything besides the weights that could change a score."""
        config: Any = self.head.config
        return Manifest(
            backbone={
                "family": type(self.layout.family).__name__,
                "source": self.made.source,
                "dtype": str(self.backbone.dtype).removeprefix("torch."),
                "base": asdict(self.base) if self.base else None,
            },
            head={"name": self.made.head, "config": asdict(config)},
            dimensions=self.made.dimensions,
            settings=self.layout.settings,
            normaliser=self.normaliser,
            **described(self.layout),
        )

    @property
    def info(self) -> ScorerInfo:
        """Its manifest holds a fingerprint of the weights too, so that stored runs of two models never mix."""
        return ScorerInfo(
            name=Path(self.made.source).name,
            manifest={**self.manifest.to_json(), "weights": fingerprint(self.state_dict().items())},
            dimensions=self.made.dimensions,
            media=frozenset(self.layout.family.PLACEHOLDERS),
            comparable="everywhere",
        )

    @property
    def shares(self) -> bool:
        """Whether the responses of a sample share what they begin with: `execution` says so and the model allows it.

        A batch with a row longer than the model's sliding window does not, and a warning says so once.
        """
        family = self.layout.family
        return self.execution != "separate" and family.SHARES and branches_allowed(family.text(self.backbone))

    def freeze(self, *parts: str) -> None:
        """Stops parts from training: head, text, and where there is one vision and merger."""
        freeze(self, *parts)

    def activation_checkpointing_enable(self, **options: Any) -> None:
        """Trades time for memory in training; the `Trainer` calls it where its arguments say so."""
        self.backbone.activation_checkpointing_enable(**options)

    def collate(self, samples: Sequence[Sample]) -> Batch:
        """One row per response. CPU work that touches no weights: a data loader's workers may call it."""
        laid = [self.layout.rows(sample) for sample in samples]
        every = {(s, r): row for s, rows in enumerate(laid) for r, row in enumerate(rows)}
        rows = {place: row for place, row in every.items() if isinstance(row, Row)}
        return Batch(
            inputs=self._inputs((s, row) for (s, _), row in rows.items()),
            rows=list(rows),
            unscored={place: row for place, row in every.items() if isinstance(row, Unscored)},
            usage=[_usage(rows) for rows in laid],
        )

    def forward(self, **inputs: Tensor) -> Tensor:
        """Raw scores (R, D) of a batch's inputs, in float32 or wider, one column per dimension."""
        pool_mask = inputs.pop("pool_mask")
        if not len(pool_mask):
            return torch.zeros(0, len(self.made.dimensions), device=pool_mask.device)
        scores: Tensor = self.head(self.hidden(inputs), pool_mask)
        return scores

    def draws(self, **inputs: Tensor) -> Tensor:
        """Equally likely raw scores (R, M, D), whose mean is `forward`'s; M is 1 unless the head has `draws` itself."""
        draws: Any = getattr(self.head, "draws", None)
        if draws is not None:
            pool_mask = inputs.pop("pool_mask")
            drawn: Tensor = draws(self.hidden(inputs), pool_mask)
        else:
            drawn = self(**inputs).unsqueeze(1)
        return drawn

    def score(self, samples: Sequence[Sample], *, batch_size: int | None = None) -> list[Verdict]:
        """One verdict per sample, in order. batch_size: rows per forward pass; None: as many as fit a token budget."""
        scores: list[list[Score | Unscored]] = []
        usage: list[dict[str, int]] = []

        def placed() -> Iterator[Placed]:
            for s, sample in enumerate(samples):
                rows = self.layout.rows(sample)
                usage.append(_usage(rows))
                scores.append([row if isinstance(row, Unscored) else Unscored(why="missing") for row in rows])
                yield from (Placed(s, r, row) for r, row in enumerate(rows) if isinstance(row, Row))

        was_training = self.training
        self.eval()
        try:
            gather = together if self.shares else batched
            for batch in gather(placed(), batch_size):
                for place, raw in zip(batch, self._raw(batch), strict=True):
                    scores[place.sample][place.response] = self._score(raw)
        finally:
            self.train(was_training)
        return [
            Verdict(sample_id=sample.id, scores=tuple(found), usage=used)
            for sample, found, used in zip(samples, scores, usage, strict=True)
        ]

    @torch.inference_mode()
    def _raw(self, batch: Sequence[Placed]) -> list[list[list[float]]]:
        device = next(self.head.parameters()).device
        inputs = self._inputs((place.sample, place.row) for place in batch)
        raw: list[list[list[float]]] = self.draws(**{key: value.to(device) for key, value in inputs.items()}).tolist()
        return raw

    def _inputs(self, placed: Iterable[tuple[int, Row]]) -> dict[str, Tensor]:
        """Rows, each with its sample. Those of a sample follow one another."""
        groups = [[row for _, row in group] for _, group in groupby(placed, key=lambda pair: pair[0])]
        rows = [row for group in groups for row in group]
        sharing = rows and self.shares and self._short_enough(rows)
        return shared(self.layout, self.backbone, groups) if sharing else self.layout.batch(rows)

    def _short_enough(self, rows: Sequence[Row]) -> bool:
        """Whether the longest of the rows fits the model's sliding window, where it has one; a warning if not."""
        most = longest_allowed(self.layout.family.text(self.backbone))
        if most is None or max(len(row.ids) for row in rows) <= most:
            return True
        # The same words every time, so that Python shows them once
        what = f"rows longer than the model's sliding window of {most} tokens do not share their prompt"
        warnings.warn(f"{what}: the same scores, more slowly", stacklevel=2)
        return False

    def hidden(self, inputs: dict[str, Tensor]) -> Tensor:
        """Inputs of a batch without the pool mask -> (R, L, hidden), right for the tokens in that mask."""
        family = self.layout.family
        if "segments" not in inputs:
            return family.hidden(self.backbone, inputs)
        text, segments, blocks = family.text(self.backbone), inputs["segments"], inputs.get("blocks")
        row = family.embedded(self.backbone, inputs) | {"position_ids": inputs["position_ids"]}
        if self.execution == "split":
            states = split(text, row, Tree(segments, blocks))
            if states is not None:
                return states[inputs["places"]]
            self.execution = "pack"
        return pack(text, row, pack_mask(segments, blocks))[inputs["places"]]

    def _score(self, raw: Sequence[Sequence[float]]) -> Score | Unscored:
        """raw: one or more equally likely scores of one response, each with all dimensions."""
        drawn = [self.normaliser.apply(values) for values in raw]
        if not all(math.isfinite(x) for values in drawn for x in values):
            return Unscored(why="nonfinite", detail=f"the model gives {drawn[0] if len(drawn) == 1 else drawn}")
        value, dims = self._overall([fmean(column) for column in zip(*drawn, strict=True)])
        if len(drawn) == 1:
            return Score(value=value, dims=dims)
        atoms = [self._overall(values)[0] for values in drawn]
        return Score(value=value, dims=dims, sd=pstdev(atoms), atoms=tuple((x, 1 / len(atoms)) for x in atoms))

    def _overall(self, values: Sequence[float]) -> tuple[float, dict[str, float]]:
        """The score, and those of the other dimensions."""
        dims = dict(zip(self.made.dimensions, values, strict=True))
        return dims.pop("overall", sum(values) / len(values)), dims


@dataclass(frozen=True, slots=True)
class Made:
    """What a reward model was made of."""

    source: str
    """Folder or Hub id of the backbone it began as."""
    head: str
    dimensions: tuple[str, ...]
    """One score each. "overall" is `Score.value`; without it, that is the mean."""


def _usage(laid: Sequence[Row | Unscored]) -> dict[str, int]:
    rows = [row for row in laid if isinstance(row, Row)]
    return {"input_tokens": sum(len(row.ids) for row in rows), "cut_tokens": sum(row.cut for row in rows)}
