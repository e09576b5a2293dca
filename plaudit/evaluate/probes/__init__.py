"""What an accuracy rests on; one file each, `find(probes, name)(scorer, samples)`."""
