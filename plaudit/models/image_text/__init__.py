"""One file per layout of a published model that rates an image against a text.

A file holds a `Scorer` class: `fits(stored)` says whether a folder is laid out so, `reads(stored)` what the score is
and `word(path)` how to ask for it, for a person; `PARTS` are the beginnings of its keys by part, and
`from_pretrained(path, device=..., **options)` opens it.
"""
