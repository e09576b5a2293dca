"""plaudit-tiny's pre-training: what is taught, and the whole recipe cut to two steps of each part."""

from __future__ import annotations

import json
import platform
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForImageTextToText, AutoTokenizer, PreTrainedTokenizerFast

from plaudit.lab import tiny_path
from plaudit.lab.claims import KINDS, Claim, Counts, Exists, HasColor, HasSize, Relates, Shows, read, sentences
from plaudit.lab.scenes import DIGITS, Look, Scene, Thing
from plaudit.recipes import _tiny_parts as parts
from plaudit.recipes._tiny_lessons import (
    CELLS,
    COMPARED,
    FOUND,
    JUDGED,
    Marks,
    Piece,
    Row,
    Talk,
    answered,
    checked,
    collate,
    described,
    drawn,
    encode,
    pixels,
    pointed,
    related,
    stated,
    talked,
    traits,
    turn,
)
from plaudit.recipes.pretrain_tiny import Config, Part, Probes, Pupil, main

SCENE = Scene((Thing(Look("red", "circle"), 0, "large", "7"), Thing(Look("blue", "star"), 8, "small")))
TRUE, FALSE = read("There is a red circle."), read("There is a blue cross.")
assert TRUE is not None
assert FALSE is not None
TALK = [
    turn([Piece("True or false?"), *stated(SCENE, TRUE, lead=" ")], Piece("Yes.", 0.5)),
    turn([Piece("What is one object in the image?")], *stated(SCENE, FALSE), marks={"faults": 1}),
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


def lessons(n: int) -> Iterator[tuple[Scene, Talk]]:
    """Talks of every form, with their scenes."""
    rng = random.Random(0)
    for scene, twists in drawn(rng, n, 3):
        yield from ((scene, form(rng, scene, twists)) for form in (talked, answered, checked, described, pointed))


def test_the_recipe_leaves_a_model_its_log_and_itself(tmp_path: Path) -> None:
    folder, threads = tmp_path / "new" / "folder", torch.get_num_threads()
    torch.set_num_threads(1)
    part = Part(steps=2)
    main(Config(out=folder, eye=part, find=part, judge=part, talk=part, every=2))
    check_log(folder)
    check_weights(folder)
    check_reloaded(folder)
    torch.set_num_threads(threads)


def check_log(folder: Path) -> None:
    *early, judged, last = map(json.loads, (folder / "training_log.jsonl").read_text().splitlines())
    assert [(row["part"], row["step"]) for row in (*early, judged, last)] == [
        (name, 2) for name in ("eye", "find", "judge", "talk")
    ]
    assert all(row.keys() == {"part", "step", "loss", "seconds"} for row in early)
    assert judged.keys() == last.keys() == {*early[0], "true_or_false", "judged"}
    for figures, n in ((last["true_or_false"], 800), (last["judged"], 400)):
        assert figures.keys() == set(KINDS)
        # Two steps teach nothing; 4 standard errors.
        assert all(abs(share - 0.5) < 4 * (0.25 / n) ** 0.5 for share in figures.values())
    recipe = json.loads((folder / "recipe.json").read_text())
    assert recipe.pop("python") == platform.python_version()
    part = {"steps": 2, "batch": 16, "lr": Part(steps=2).lr}
    assert recipe == {
        "recipe": "plaudit.recipes.pretrain_tiny", "eye": part, "find": part, "judge": part, "talk": part,
        "weight_decay": Config.weight_decay, "seed": 0, "every": 2,
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
    inputs = collate(tokens, [SCENE, Scene(())], [TALK, described(random.Random(0), Scene(()), ())]).inputs
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
    row = encode(tokens, described(random.Random(0), SCENE, ()))
    assert row.ids[: len(prompt)] == prompt
    assert row.weights.index(1.0) == len(prompt)


def marked(tokens: PreTrainedTokenizerFast, row: Row, name: str) -> list[tuple[str, int]]:
    """(the text up to a mark of that name, its class)."""
    return [(str(tokens.decode(row.ids[: at + 1])), value) for at, other, value in row.marks if other == name]


def test_only_weighted_replies_are_learnt(tokens: PreTrainedTokenizerFast) -> None:
    row = encode(tokens, TALK)
    assert len(row.ids) == len(row.weights)
    for weight, said in ((0.5, "Yes.<|im_end|>"), (1.0, "No.<|im_end|>")):
        assert tokens.decode([i for i, w in zip(row.ids, row.weights, strict=True) if w == weight]) == said


def test_marks_are_where_claims_and_answers_end(tokens: PreTrainedTokenizerFast) -> None:
    row = encode(tokens, TALK)
    assert [(text[-16:], value) for text, value in marked(tokens, row, "true")] == [
        (" is a red circle", 1), ("is a red circle.", 1), (" is a blue cross", 0), ("is a blue cross.", 0),
    ]  # fmt: skip
    ((text, faults),) = marked(tokens, row, "faults")
    assert text.endswith("a blue cross.<|im_end|>")
    assert faults == 1
    cells = [(text.split()[-1], value) for text, value in marked(tokens, row, "cell")]
    assert cells == [("circle", 1), ("cross", 0)]


@pytest.mark.parametrize(
    ("claim", "at", "marks"),
    [
        (Counts(2, "circle"), "There are two circles", {"count": 1}),
        (Counts(1, "blue"), "There is one blue object", {"count": 1}),
        (HasColor("star", 8, "red"), "The star in the bottom right", {"color": 3, "shape": 5, "size": 1, "digit": 0}),
        (HasColor("star", 4, "red"), "The star in the center", {"color": 0, "shape": 0, "size": 0, "digit": 0}),
        (
            Relates(Look("red", "circle"), "above", Look("red", "star")),
            "The red circle",
            {"cell": 1, "size": 2, "digit": 8},
        ),
    ],
)
def test_a_mention_is_marked_with_what_it_refers_to(claim: Claim, at: str, marks: dict[str, int]) -> None:
    pieces = stated(SCENE, claim, lead=" ")
    assert "".join(piece.text for piece in pieces) == f" {claim}"
    texts = ["".join(piece.text for piece in pieces[: k + 1]) for k in range(len(pieces))]
    assert {name: v for name, v in pieces[texts.index(f" {at}")].marks.items() if name in FOUND} == marks


@pytest.mark.parametrize(
    ("claim", "marks"),
    [
        (Counts(2, "circle"), {"right count": 1}),
        (HasColor("star", 8, "red"), {"right color": 3}),
        (HasSize(Look("blue", "star"), "large"), {"right size": 1}),
        (Shows(Look("red", "circle"), "1"), {"right digit": 8}),
        (
            Relates(Look("red", "circle"), "below", Look("blue", "star")),
            {"right row": 0, "right column": 0, "said side": 3},
        ),
        (Relates(Look("red", "circle"), "below", Look("red", "star")), {"said side": 3}),
        (Exists(Look("red", "circle")), {}),
    ],
)
def test_a_claim_is_marked_with_what_is_to_be_compared(claim: Claim, marks: dict[str, int]) -> None:
    *_, last, stop = stated(SCENE, claim)
    assert {name: value for name, value in last.marks.items() if name in COMPARED} == marks
    assert last.marks["true"] == stop.marks["true"] == claim.holds(SCENE)


def test_what_is_taught_is_true(tokens: PreTrainedTokenizerFast) -> None:
    truths: list[int] = []
    for scene, talk in lessons(60):
        row = encode(tokens, talk)
        for text, truth in marked(tokens, row, "true"):
            claim = read(sentences(text.splitlines()[-1])[-1])
            assert claim is not None
            assert claim.holds(scene) == bool(truth)
            truths.append(truth)
        for text, faults in marked(tokens, row, "faults"):
            claims = map(read, sentences(text.splitlines()[-1].removesuffix("<|im_end|>")))
            assert sum(claim is not None and not claim.holds(scene) for claim in claims) == faults
        check_replies(scene, str(tokens.decode(row.ids)))
        check_learnt(tokens, scene, row)
    assert len(truths) > 2000
    assert 0.4 < sum(truths) / len(truths) < 0.6


def check_replies(scene: Scene, text: str) -> None:
    """To claims that are to be checked."""
    for sentence, reply in re.findall(r"True or false\? (.*?)<.*?assistant\n(\w+)", text, re.DOTALL):
        claim = read(sentence)
        assert claim is not None
        assert reply == ("Yes" if claim.holds(scene) else "No")


def check_learnt(tokens: PreTrainedTokenizerFast, scene: Scene, row: Row) -> None:
    """No false claim is to be said."""
    for at in (at for at, name, value in row.marks if name == "true" and value == 0):
        assert row.weights[at] == 0, tokens.decode(row.ids[: at + 1])


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


def test_the_loss_is_of_replies_by_weight_and_of_marks() -> None:
    pupil = Pupil(seed=0)
    batch = collate(pupil.tokens, [SCENE, SCENE], [TALK, described(random.Random(0), SCENE, ())])
    with torch.inference_mode():
        hidden = pupil.think(batch)
        assert list(hidden) == [3, 4, 6]
        logs = pupil.model.lm_head(hidden[6]).log_softmax(-1)
        total = weight = 0.0
        for row, column in batch.weights_BL.nonzero().tolist():
            share = float(batch.weights_BL[row, column])
            total -= share * float(logs[row, column - 1, batch.inputs["input_ids"][row, column]])
            weight += share
        probed = {
            name: -float(probes.read(name, hidden[depth], at).log_softmax(-1)[range(len(found)), found].mean())
            for depth, probes in pupil.readers.items()
            for name, (at, found) in batch.marks.items() if name in probes.heads
        }  # fmt: skip
        assert probed.keys() == {"cell", "size", "digit", "true", "faults"}
        assert float(pupil.loss(batch, None)) == pytest.approx(total / weight + sum(probed.values()), rel=1e-5)
        assert torch.equal(pupil.think(batch, 3)[3], hidden[3])
        found = sum(probed[name] for name in ("cell", "size", "digit"))
        assert float(pupil.loss(batch, 3)) == pytest.approx(found, rel=1e-5)


def test_centred_features_have_mean_0_and_deviation_1() -> None:
    pupil, scenes = Pupil(seed=0), [scene for scene, _ in drawn(random.Random(0), 16, 2)]
    before = pupil.see(scenes).detach()
    pupil.centre(scenes)
    after = pupil.see(scenes)
    assert after.mean((0, 1)).abs().max() < 1e-5
    assert after.std() == pytest.approx(1.0, rel=1e-3)
    moved = (before - before.mean((0, 1))) / (before - before.mean((0, 1))).std()
    torch.testing.assert_close(after, moved, atol=1e-4, rtol=1e-4)


def test_a_probe_reads_where_it_is_told() -> None:
    probes = Probes(4, JUDGED)
    hidden = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(0))
    marks = Marks.of([(1, 2, "true", 1), (0, 0, "cell", 3)])
    with torch.inference_mode():
        logits = probes.heads["true"](probes.norm(hidden[1, 2]))
        assert float(probes.loss(hidden, marks)) == pytest.approx(-float(logits.log_softmax(-1)[1]), rel=1e-5)
        assert float(probes.loss(hidden, {})) == 0.0


def test_traits_are_classes_with_0_for_none() -> None:
    assert traits(SCENE.at(0)) == {"cell": 1, "color": 1, "shape": 1, "size": 2, "digit": 8}
    assert traits(SCENE.at(8)) == {"cell": 9, "color": 3, "shape": 5, "size": 1, "digit": 0}
    assert set(traits(None).values()) == {0}
    assert all(value < FOUND[name] for cell in range(CELLS) for name, value in traits(SCENE.at(cell)).items())


@pytest.mark.parametrize(("step", "share"), [(1, 0.01), (50, 0.5), (1000, 0.01 + 0.99 / 2), (2000, 0.01)])
def test_the_rate_warms_up_and_falls(step: int, share: float) -> None:
    assert Part(steps=2000, lr=2.0).rate(step) == pytest.approx(2.0 * share)
