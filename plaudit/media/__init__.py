"""Bytes, paths and URLs to pixels and frames, under a stated budget."""
