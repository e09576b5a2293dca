"""Scorers by rule, one file each: `find(rules, name)(...)` makes one."""

from plaudit.rules._rule import Rule, rule

__all__ = ["Rule", "rule"]
