"""One file per published score of a dual encoder: CLIP's weights do not tell which of them they were trained for.

A file is a function from the model's logit scale, exp(logit_scale), to the `Config` of a `DualEncoder`.
"""
