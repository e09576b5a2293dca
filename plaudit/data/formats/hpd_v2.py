"""Human Preference Dataset v2: images made from one `prompt`.

Training rows name two by `file_path`, and `human_preference` has 1 for the better. Test rows name several by
`image_path`; in `rank` the lowest is best. `raw_annotations` hold the rank of each annotator: labels of the dimension
"individual".

https://huggingface.co/datasets/ymhao/HPDv2
"""

from __future__ import annotations

from dataclasses import replace

from plaudit.core import Label, Sample, answer, user
from plaudit.data.fields import Fields, by_rank
from plaudit.data.format import Reader
from plaudit.data.labelled import INDIVIDUAL
from plaudit.data.shapes import list_of, medium, number, text


def _sample(fields: Fields) -> Sample:
    prompt = (user(fields.text("prompt")),)
    if "file_path" in fields:
        images = fields.media("file_path")
        preference = fields.numbers("human_preference", len(images))
        label, individual = Label(values=preference, annotator=fields.optional("user_hash")), ()
    else:
        images = fields.media("image_path")
        label, individual = by_rank(fields.numbers("rank", len(images))), _individual(fields, len(images))
    return fields.sample(prompt, tuple(map(answer, images)), (label, *individual))


def _individual(fields: Fields, count: int) -> tuple[Label, ...]:
    """What each annotator said. The card and the file differ in the name of the column."""
    column = next((name for name in ("raw_annotations", "raw_annotation") if name in fields), None)
    each = fields.each(column) if column else []
    return tuple(
        replace(by_rank(one.numbers("rank", count)), dimension=INDIVIDUAL, annotator=one.optional("user_hash"))
        for one in each
    )


hpd_v2 = Reader(
    (
        {"prompt": text, "file_path": list_of(medium), "human_preference": list_of(number)},
        {"prompt": text, "image_path": list_of(medium), "rank": list_of(number)},
    ),
    _sample,
)
