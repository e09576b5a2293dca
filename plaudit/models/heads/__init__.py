"""One file per head: hidden states to scores."""
