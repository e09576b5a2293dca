"""OwlEval: a question about an image of the folder `images`, and the `answer` of one model; nobody has judged it.

A file of questions alone has no responses. The answers to one `question_id` are one group.

https://github.com/X-PLUG/mPLUG-Owl
"""

from __future__ import annotations

from pathlib import Path

from plaudit.core import Image, Sample, answer, user
from plaudit.data.fields import Fields
from plaudit.data.format import Reader
from plaudit.data.shapes import anything, text


def _sample(fields: Fields) -> Sample:
    image = Image(Path("images") / fields.text("image"))
    number = str(fields.need("question_id", str, int))
    said, model = fields.optional("answer"), fields.optional("model_id")
    responses = (answer(said, source=model),) if said else ()
    return fields.sample((user(image, fields.text("question")),), responses, id=number, group=number)


owl_eval = Reader(({"question_id": anything, "image": text, "question": text},), _sample)
