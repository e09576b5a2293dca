"""Arguments to calls; prints; nothing else."""
