from __future__ import annotations

from plaudit.core import Image, Label, Sample, answer, user
from plaudit.data import duplicates

LONG = "The quick brown fox jumps over the lazy dog, and then it runs back into the forest where its den is."
OTHER = "A spoonful of sugar is stirred into the warm milk before the yeast is added; then the dough must rest."


def sample(prompt: str, *responses: str, group: str | None = None, annotator: str | None = None) -> Sample:
    labels = (Label(values=tuple(float(k) for k in range(len(responses))), annotator=annotator),)
    return Sample(id="x", prompt=(user(prompt),), responses=tuple(map(answer, responses)), labels=labels, group=group)


def test_near_duplicates_in_any_order_of_responses() -> None:
    samples = [
        sample("Why?", LONG, OTHER),
        sample("Why?", OTHER, LONG),
        sample("Why?", LONG),
        sample("Why?", LONG + "!", OTHER),
        sample("Why?", LONG, OTHER, annotator="ann"),
    ]
    found = duplicates(iter(samples))
    assert found.twins == {1: 0, 3: 0} and found.leaked == frozenset()
    assert [place in found for place in range(5)] == [False, True, False, True, False]
    assert len(found) == 2


def test_a_group_goes_as_a_whole() -> None:
    samples = [
        sample(OTHER, "a", group="kept"),
        sample("How so?", "b", group="gone"),
        sample(LONG.lower(), "c", group="gone"),
        sample("How so?", "d"),
    ]
    found = duplicates(iter(samples), iter([sample(LONG, "the test's own response")]))
    assert found.twins == {} and found.leaked == {1, 2}


def test_what_is_in_the_other_file_twice_is_no_matter_of_this_one() -> None:
    assert len(duplicates([sample(OTHER, "a")], [sample(LONG, "b"), sample(LONG, "b")])) == 0


def test_unopened_media_are_told_apart_by_name() -> None:
    def shown(url: str) -> Sample:
        return Sample(id="x", prompt=(user(Image(url), "What is this?"),), responses=(answer("A fox."),))

    found = duplicates([shown("https://a.org/1.png"), shown("https://a.org/2.png"), shown("https://a.org/1.png")])
    assert found.twins == {2: 0}
