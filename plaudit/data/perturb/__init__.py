"""Changes of samples that a scorer should notice, or should not; one file each, `find(perturb, name)`."""
