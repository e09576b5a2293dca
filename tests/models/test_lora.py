from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
import torch.distributed as dist
from safetensors.torch import load_file, save_file
from torch.distributed.fsdp import fully_shard

from plaudit.core import CheckpointError, Image, ManifestError, Sample, Score, UsageError, answer, user
from plaudit.models import RewardModel, Settings
from plaudit.models.lora import LoraSettings, add_lora, merge_lora
from plaudit.models.parts import parts
from tests.tiny import TEMPLATE, picture, tiny_qwen2_5_vl

SAMPLES = [
    Sample(id="a", prompt=(user(Image(picture(90, 60)), "What?"),), responses=(answer("A star."), answer("Two dots."))),
    Sample(id="b", prompt=(user("Draw."),), responses=(answer(Image(picture(60, 60, 1))),)),
]


def scores(model: RewardModel) -> torch.Tensor:
    found = [score for verdict in model.score(SAMPLES) for score in verdict.scores]
    return torch.tensor([score.value for score in found if isinstance(score, Score)])


def adapted(folder: Path, *targets: str) -> RewardModel:
    """With adapters that change the scores, as after training."""
    model = RewardModel.create(folder)
    add_lora(model, LoraSettings(rank=4, targets=targets or ("text",)))
    with torch.no_grad(), torch.random.fork_rng():
        torch.manual_seed(1)
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                parameter.normal_(std=0.1)
    return model


def test_new_adapters_change_nothing(vl: Path) -> None:
    model = RewardModel.create(vl)
    before = scores(model)
    add_lora(model)
    assert scores(model).equal(before)


@pytest.mark.parametrize("targets", [("text",), ("vision",), ("merger",), ("text", "merger")])
def test_adapters_go_where_they_are_asked_for_and_they_and_the_head_train(vl: Path, targets: tuple[str, ...]) -> None:
    model = adapted(vl, *targets)
    for part, parameters in parts(model).items():
        trained = {name for name, p in parameters.items() if p.requires_grad}
        lora = {name for name in parameters if "lora_" in name}
        assert bool(lora) == (part in targets)
        assert trained == (set(parameters) if part == "head" else lora)
    model(**model.collate(SAMPLES).inputs).sum().backward()
    assert all(p.grad is not None for p in model.parameters() if p.requires_grad)


def test_the_same_seed_gives_the_same_adapters_and_leaves_the_random_numbers_alone(vl: Path) -> None:
    models = [RewardModel.create(vl) for _ in range(3)]
    before = torch.random.get_rng_state()
    for model, seed in zip(models, (0, 0, 1), strict=True):
        add_lora(model, seed=seed)
    assert torch.random.get_rng_state().equal(before)
    digests = [model.info.digest for model in models]
    assert digests[0] == digests[1] != digests[2]


def test_adapters_and_head_are_saved_alone_and_score_alike_again(vl: Path, tmp_path: Path) -> None:
    model = adapted(vl, "text", "vision", "merger")
    assert not scores(model).allclose(scores(RewardModel.create(vl)), atol=1e-3)
    model.save_pretrained(tmp_path / "adapter")
    names = {path.name for path in (tmp_path / "adapter").iterdir()}
    assert {"adapter_model.safetensors", "head.safetensors", "plaudit.json"} <= names
    assert not names & {"model.safetensors", "tokenizer.json"}
    loaded = RewardModel.from_pretrained(tmp_path / "adapter")
    assert scores(loaded).equal(scores(model))
    assert loaded.info.digest == model.info.digest
    assert {n for n, p in loaded.named_parameters() if p.requires_grad} == {
        n for n, p in model.named_parameters() if p.requires_grad
    }
    loaded.save_pretrained(tmp_path / "again")
    assert scores(RewardModel.from_pretrained(tmp_path / "again")).equal(scores(model))


def test_merged_adapters_score_alike_within_rounding_and_are_saved_as_a_full_model(vl: Path, tmp_path: Path) -> None:
    model = adapted(vl, "text", "vision", "merger")
    want = scores(model)
    merge_lora(model)
    torch.testing.assert_close(scores(model), want, rtol=0, atol=1e-5)
    assert all(p.requires_grad for p in model.parameters())
    assert not any("lora" in name or "base_layer" in name for name in model.state_dict())
    model.save_pretrained(tmp_path / "merged")
    assert scores(RewardModel.from_pretrained(tmp_path / "merged")).equal(scores(model))


def test_a_sharded_model_is_merged_elsewhere(vl: Path) -> None:
    model = adapted(vl)
    digest = model.info.digest
    dist.init_process_group("gloo", store=dist.HashStore(), rank=0, world_size=1)
    try:
        fully_shard(model)
        assert model.info.digest == digest
        with pytest.raises(UsageError, match=r"the model is sharded\. Save it, load it in one process"):
            merge_lora(model)
    finally:
        dist.destroy_process_group()


def test_a_trained_reward_model_can_be_the_base(vl: Path, tmp_path: Path) -> None:
    first = adapted(vl)
    merge_lora(first)
    first.save_pretrained(tmp_path / "base")
    second = RewardModel.from_pretrained(tmp_path / "base")
    add_lora(second)
    second.save_pretrained(tmp_path / "adapter")
    assert scores(RewardModel.from_pretrained(tmp_path / "adapter")).equal(scores(first))


def test_another_base_than_in_training_is_refused(tmp_path: Path) -> None:
    base = tiny_qwen2_5_vl(tmp_path / "base")
    adapted(base).save_pretrained(tmp_path / "adapter")
    shutil.rmtree(base)
    tiny_qwen2_5_vl(base, seed=1)
    with pytest.raises(CheckpointError, match="trained on other weights than those in"):
        RewardModel.from_pretrained(tmp_path / "adapter")
    shutil.rmtree(base)
    tiny_qwen2_5_vl(base, template=TEMPLATE.replace("helpful", "harsh"))
    with pytest.raises(ManifestError, match=r"template\.hash"):
        RewardModel.from_pretrained(tmp_path / "adapter")
    shutil.rmtree(base)
    with pytest.raises(CheckpointError, match="no model can be read there"):
        RewardModel.from_pretrained(tmp_path / "adapter")


def test_adapters_that_the_file_does_not_hold_are_refused(vl: Path, tmp_path: Path) -> None:
    adapted(vl).save_pretrained(tmp_path)
    file = tmp_path / "adapter_model.safetensors"
    held = load_file(file)
    held.pop(next(name for name in held if "lora_B" in name))
    save_file(held, file)
    with pytest.raises(CheckpointError, match=r"it lacks adapters: Found missing adapter keys.*lora_B"):
        RewardModel.from_pretrained(tmp_path)


def test_a_base_that_is_nowhere_saved_is_refused(vl: Path) -> None:
    model = RewardModel.create(vl)
    with torch.no_grad():
        model.backbone.language_model.norm.weight.add_(1)
    with pytest.raises(UsageError, match="Save the model, load it again"):
        add_lora(model)


def test_wrong_calls_are_usage_errors(vl: Path, qwen2: Path) -> None:
    model = RewardModel.create(qwen2, settings=Settings(max_length=64))
    with pytest.raises(UsageError, match=r"no part vision to adapt\. Choose from text"):
        add_lora(model, LoraSettings(targets=("vision",)))
    with pytest.raises(UsageError, match="no linear layers"):
        add_lora(model, LoraSettings(targets=()))
    with pytest.raises(UsageError, match="no adapters to merge"):
        merge_lora(model)
    add_lora(model)
    with pytest.raises(UsageError, match="has adapters already"):
        add_lora(model)


def test_another_precision_may_be_asked_for(vl: Path, tmp_path: Path) -> None:
    model = adapted(vl)
    model.save_pretrained(tmp_path)
    wide = RewardModel.from_pretrained(tmp_path, dtype=torch.float64)
    assert wide.backbone.dtype == torch.float64
    torch.testing.assert_close(scores(wide), scores(model), rtol=0, atol=1e-5)
