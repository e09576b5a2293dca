"""Scorers made of scorers, one file each: `find(compose, name)(...)` makes one."""
