"""Kinds of file that hold rows: one file each, named as the files' names end."""
