"""Using a Scorer: best-of-n."""
