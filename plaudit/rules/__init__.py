"""Scorers by rule, one file each: `find(rules, name)(...)` makes one."""
