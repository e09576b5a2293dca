"""What a scorer's verdicts rest on; one file each: `find(probes, name)(case)` is a Finding.

A probe raises DataError where it does not apply to the samples or the scorer. Its docstring is what the report says of
it, with its limits.
"""
