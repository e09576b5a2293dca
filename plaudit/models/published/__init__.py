"""One file per published layout of a head: which keys and config fields tell it, and what plaudit head it is.

A file is a function from a `Stored` folder to a `Found`, or None where the folder is not laid out so.
"""
