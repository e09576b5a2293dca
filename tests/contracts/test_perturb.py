"""What every file of plaudit/data/perturb promises: changed samples that pair with their originals.

`crops` makes more samples than there were, under new ids, and is held to its own tests.
"""

from __future__ import annotations

import pytest

from plaudit.core import Image, Sample, Video, find, group_of, names
from plaudit.data import perturb
from tests.fakes import pair, png

COLOURS = ["red", "green", "blue"]


def sample(k: int) -> Sample:
    """A pair about an image and a film."""
    return pair(str(k), "It is red. Sure.", "It is not.", "part=a", image=COLOURS[k]).map_parts(
        lambda part: Video((Image(png("black")), part)) if isinstance(part, Image) and k == 2 else part
    )


SAMPLES = [sample(k) for k in range(3)]


@pytest.mark.parametrize("name", [name for name in names(perturb) if name != "crops"])
def test_it_pairs_with_the_original_and_is_the_same_every_time(name: str) -> None:
    change = find(perturb, name)
    originals = {s.id: s for s in SAMPLES}
    changed = change(SAMPLES, 0)
    assert changed
    for after in changed:
        before = originals[after.id]
        assert after != before
        assert (after.labels, after.tags, len(after.responses)) == (before.labels, before.tags, len(before.responses))
        assert after.group == group_of(before)
    assert change(SAMPLES, 0) == changed
    assert [sample(k) for k in range(3)] == SAMPLES
