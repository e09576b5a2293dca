"""A Scorer over a stream to verdicts on disk, and back."""
