"""Bytes, paths and URLs to pixels, frames and waves, under a stated budget."""

from plaudit.media.audio import Wave, load_audio
from plaudit.media.budget import Budget
from plaudit.media.cache import Cache
from plaudit.media.digests import digest
from plaudit.media.images import load_image
from plaudit.media.parallel import in_order
from plaudit.media.shared import Shared
from plaudit.media.videos import Frames, load_video

__all__ = [
    "Budget",
    "Cache",
    "Frames",
    "Shared",
    "Wave",
    "digest",
    "in_order",
    "load_audio",
    "load_image",
    "load_video",
]
