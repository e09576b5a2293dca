"""One file per preference format."""
