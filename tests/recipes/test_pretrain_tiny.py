"""plaudit-tiny's pre-training: what is taught, and the whole recipe cut to two steps of each part."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import nn
from transformers import AutoModelForImageTextToText, AutoTokenizer, PreTrainedTokenizerFast

from plaudit.lab import tiny_path
from plaudit.lab.claims import KINDS, read, sentences
from plaudit.lab.scenes import DIGITS, Look, Scene, Thing
from plaudit.recipes import _tiny_parts as parts
from plaudit.recipes.pretrain_tiny import (
    CELLS,
    Config,
    Piece,
    Probes,
    answered,
    collate,
    described,
    drawn,
    encode,
    loss_of,
    main,
    pixels,
    rate,
    related,
    talked,
    turn,
)

SCENE = Scene((Thing(Look("red", "circle"), 0, "large", "7"), Thing(Look("blue", "star"), 8, "small")))
TALK = [
    turn([Piece("True or false?"), Piece(" There is a red circle.", truth=True)], Piece("Yes.", 0.5)),
    turn([Piece("What is one object in the image?")], Piece("There is a blue cross.", truth=False)),
    turn([Piece("Is that right?")], Piece("No.", 1.0)),
]


@pytest.fixture(scope="module")
def tokens() -> PreTrainedTokenizerFast:
    """The tokenizer that was shipped."""
    return tokenizer_of(tiny_path())


def tokenizer_of(folder: Path) -> PreTrainedTokenizerFast:
    loaded = AutoTokenizer.from_pretrained(folder)
    assert isinstance(loaded, PreTrainedTokenizerFast)
    return loaded


def lessons(n: int) -> Iterator[tuple[Scene, list[list[Piece]]]]:
    """Conversations of every form, with their scenes."""
    rng = random.Random(0)
    for scene, twists in drawn(rng, n, 3):
        yield from ((scene, talk) for talk in (talked(rng, scene, twists), answered(rng, scene, twists)))
        yield scene, described(scene)


def test_the_recipe_leaves_a_model_its_log_and_itself(tmp_path: Path) -> None:
    folder, threads = tmp_path / "new" / "folder", torch.get_num_threads()
    torch.set_num_threads(1)
    main(Config(out=folder, eye_steps=2, name_steps=2, talk_steps=2, batch=8, every=2))
    check_log(folder)
    check_weights(folder)
    check_reloaded(folder)
    torch.set_num_threads(threads)


def check_log(folder: Path) -> None:
    named, last = map(json.loads, (folder / "training_log.jsonl").read_text().splitlines())
    assert (named["phase"], named["step"], last["phase"], last["step"]) == ("name", 2, "talk", 2)
    assert named.keys() == {"phase", "step", "loss", "seconds"}
    assert last.keys() == {*named, "true_or_false", "graded"}
    for figures, n in ((last["true_or_false"], 800), (last["graded"], 400)):
        assert figures.keys() == set(KINDS)
        # Two steps teach nothing; 4 standard errors.
        assert all(abs(share - 0.5) < 4 * (0.25 / n) ** 0.5 for share in figures.values())
    assert json.loads((folder / "recipe.json").read_text()) == {
        "recipe": "plaudit.recipes.pretrain_tiny", "eye_steps": 2, "name_steps": 2, "talk_steps": 2, "batch": 8,
        "lr": Config.lr, "weight_decay": Config.weight_decay, "seed": 0, "every": 2,
    }  # fmt: skip


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    """By the names that the modules have; the file has those of the published Qwen2.5-VL."""
    stored = load_file(folder / "model.safetensors")
    places = {"visual": "model.visual", "model": "model.language_model"}
    return {re.sub("^(visual|model)", lambda m: places[m[0]], name): weight for name, weight in stored.items()}


def check_weights(folder: Path) -> None:
    """All were trained, of the vision tower and of the language model; and they are small enough to ship."""
    start = dict(parts.random_model(tokenizer_of(folder), seed=0).named_parameters())
    weights = weights_of(folder)
    assert weights.keys() == start.keys()
    moved = {name for name, weight in weights.items() if not torch.equal(weight, start[name])}
    assert {name.split(".")[1] for name in moved} == {"visual", "language_model"}
    assert (folder / "model.safetensors").stat().st_size < 16e6


def check_reloaded(folder: Path) -> None:
    """transformers builds from the folder what the recipe built in memory."""
    tokens = tokenizer_of(folder)
    own = parts.random_model(tokens, seed=1).train(False)
    missing, unexpected = own.load_state_dict(weights_of(folder), strict=False)
    assert (missing, unexpected) == (["lm_head.weight"], [])  # tied to the embedding
    loaded = AutoModelForImageTextToText.from_pretrained(folder).train(False)
    inputs = collate(tokens, [SCENE, Scene(())], [TALK, described(Scene(()))]).inputs
    with torch.inference_mode():
        expected, found = own(**inputs).logits, loaded(**inputs).logits
    assert expected.dtype == found.dtype == torch.float32
    assert torch.equal(expected, found)


def templated(tokens: PreTrainedTokenizerFast, chat: list[tuple[str, str]], generate: bool = False) -> list[int]:
    """The ids of a chat (role, text) whose first message shows an image, by the template, with a token per cell."""
    messages: list[dict[str, Any]] = [{"role": role, "content": said} for role, said in chat]
    messages[0]["content"] = [{"type": "image"}, {"type": "text", "text": chat[0][1]}]
    text = str(tokens.apply_chat_template(messages, tokenize=False, add_generation_prompt=generate))
    assert text.count("<|image_pad|>") == 1
    return list(tokens.encode(text.replace("<|image_pad|>", "<|image_pad|>" * CELLS)))


def test_prompts_equal_the_chat_template(tokens: PreTrainedTokenizerFast) -> None:
    eye = "<|vision_start|>" + "<|image_pad|>" * CELLS + "<|vision_end|>"
    for _, talk in [(SCENE, TALK), *lessons(20)]:
        ids = encode(tokens, talk).ids
        text = str(tokens.decode(ids))
        assert text.count(eye) == 1
        chat = re.findall(r"<\|im_start\|>(\w+)\n(.*?)<\|im_end\|>\n", text.replace(eye, ""), re.DOTALL)
        assert templated(tokens, chat) == ids


def test_a_reply_follows_the_generation_prompt(tokens: PreTrainedTokenizerFast) -> None:
    prompt = templated(tokens, [("user", "Describe every cell.")], generate=True)
    row = encode(tokens, described(SCENE))
    assert row.ids[: len(prompt)] == prompt
    assert row.weights.index(1.0) == len(prompt)


def test_only_weighted_replies_are_learnt_and_only_claims_graded(tokens: PreTrainedTokenizerFast) -> None:
    row = encode(tokens, TALK)
    assert len(row.ids) == len(row.weights) == len(row.truths)
    for weight, said in ((0.5, "Yes.<|im_end|>"), (1.0, "No.<|im_end|>")):
        assert tokens.decode([i for i, w in zip(row.ids, row.weights, strict=True) if w == weight]) == said
    ends = {tokens.decode(row.ids[: k + 1])[-16:]: truth for k, truth in enumerate(row.truths) if truth >= 0}
    assert ends == {"is a red circle.": 1.0, "is a blue cross.": 0.0}


def test_what_is_taught_is_true(tokens: PreTrainedTokenizerFast) -> None:
    truths: list[bool] = []
    for scene, talk in lessons(100):
        row = encode(tokens, talk)
        for k in (k for k, truth in enumerate(row.truths) if truth >= 0):
            claim = read(sentences(str(tokens.decode(row.ids[: k + 1])).splitlines()[-1])[-1])
            assert claim is not None
            assert claim.holds(scene) == bool(row.truths[k])
            # A false claim is never to be said.
            assert claim.holds(scene) or row.weights[k] == 0
            truths.append(claim.holds(scene))
        replies = re.findall(r"True or false\? (.*?)<.*?assistant\n(\w+)", str(tokens.decode(row.ids)), re.DOTALL)
        for sentence, reply in replies:
            claim = read(sentence)
            assert claim is not None
            assert reply == ("Yes" if claim.holds(scene) else "No")
    assert len(truths) > 500
    assert 0.4 < sum(truths) / len(truths) < 0.7  # true ones are also given as answers


def test_a_further_relation_is_between_objects_of_the_scene() -> None:
    rng = random.Random(0)
    for scene, _ in drawn(rng, 100, 1):
        found = related(rng, scene)
        assert len(found) == (len(scene.things) > 1)
        assert all(t.true.holds(scene) and not t.false.holds(scene) for t in found)


def test_the_tokenizer_writes_anything_and_knows_the_words_of_the_lab(tokens: PreTrainedTokenizerFast) -> None:
    for text in ("Größe 敏捷 \U0001f600\n\tx", "There is a red circle.", SCENE.description()):
        assert tokens.decode(tokens.encode(text)) == text
    words = (" red", " circle", " left", " shows", " three", " objects", " crosses", *DIGITS)
    assert all(len(tokens.encode(word)) == 1 for word in words)
    assert len({tokens.encode(word)[0] for word in ("Yes.", "No.")}) == 2
    assert len(tokens) == parts.VOCABULARY
    assert tokens.eos_token != tokens.pad_token


def test_a_scene_is_one_token_per_cell() -> None:
    inputs = pixels([SCENE, Scene(())])
    # 84 pixels are 6 patches of 14; 2 x 2 patches are merged.
    assert inputs["image_grid_thw"].tolist() == [[1, 6, 6]] * 2
    assert inputs["pixel_values"].shape == (2 * 36, 3 * 2 * 14 * 14)


def test_the_loss_is_of_replies_by_weight_and_of_grades(tokens: PreTrainedTokenizerFast) -> None:
    model = parts.random_model(tokens, seed=0).train(False)
    grader = nn.Linear(model.lm_head.in_features, 1)
    batch = collate(tokens, [SCENE, SCENE], [TALK, described(SCENE)])
    with torch.inference_mode():
        hidden = model.model(**batch.inputs).last_hidden_state
        logs = model.lm_head(hidden).log_softmax(-1)
        total = weight = 0.0
        for row, column in batch.weights_BL.nonzero().tolist():
            share = float(batch.weights_BL[row, column])
            total -= share * float(logs[row, column - 1, batch.inputs["input_ids"][row, column]])
            weight += share
        true, false = (grader(hidden[tuple((batch.truths_BL == t).nonzero()[0])]) for t in (1, 0))
        grades = -(true.sigmoid().log() + (1 - false.sigmoid()).log()) / 2
        assert float(loss_of(model, grader, batch)) == pytest.approx(total / weight + float(grades), rel=1e-5)


def test_probes_name_cell_look_size_and_digit() -> None:
    probes = Probes(width=4)
    # Places in COLORS, SHAPES, SIZES and DIGITS, plus one; 0 is nothing.
    assert probes._truth(SCENE, 0) == [0, 1, 1, 2, 8]
    assert probes._truth(SCENE, 8) == [8, 3, 5, 1, 0]
    assert probes._truth(SCENE, 4) == [4, 0, 0, 0, 0]


@pytest.mark.parametrize(("step", "share"), [(1, 0.01), (50, 0.5), (1000, 0.01 + 0.99 / 2), (2000, 0.01)])
def test_the_rate_warms_up_and_falls(step: int, share: float) -> None:
    assert rate(Config(out=Path(), lr=2.0), step, 2000) == pytest.approx(2.0 * share)
