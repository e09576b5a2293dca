"""Bytes, paths and URLs to pixels and frames, under a stated budget."""

from plaudit.media.budget import Budget
from plaudit.media.digests import digest
from plaudit.media.images import load_image
from plaudit.media.videos import Frames, load_video

__all__ = ["Budget", "Frames", "digest", "load_image", "load_video"]
