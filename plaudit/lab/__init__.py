"""A small rendered world with a known gold score."""
