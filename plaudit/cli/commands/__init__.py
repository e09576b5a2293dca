"""One file per command: the function of the file's name, whose parameters are its options."""
