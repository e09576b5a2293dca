"""Stands in for torchvision, which is not installed: what the library's own video processors call, and else only names.

Tests put this file where another process imports torchvision from; see `library.py`.
"""

from __future__ import annotations

import sys
from enum import Enum
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

Mode = Enum(
    "Mode", {name: name.lower() for name in ("BILINEAR", "BICUBIC", "NEAREST_EXACT", "BOX", "HAMMING", "LANCZOS")}
)


def resize(image: Tensor, size: tuple[int, int], interpolation: Mode, antialias: bool) -> Tensor:
    """(..., channels, height, width) of bytes. By torch, as torchvision does it for bytes and bicubic interpolation."""
    if tuple(image.shape[-2:]) == tuple(size):
        return image
    flat = torch.nn.functional.interpolate(
        image.flatten(0, -4), size=tuple(size), mode=interpolation.value, antialias=antialias
    )
    return flat.view(*image.shape[:-2], *size)


def normalize(image: Tensor, mean: Tensor, std: Tensor, inplace: bool) -> Tensor:
    return (image - mean[:, None, None]) / std[:, None, None]


def grayscale_to_rgb(image: Tensor) -> Tensor:
    assert image.shape[-3] == 3
    return image


class Anything(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return name


class Module(ModuleType):
    InterpolationMode = Mode
    resize, normalize, grayscale_to_rgb = map(staticmethod, (resize, normalize, grayscale_to_rgb))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return import_module(f"{self.__name__}.functional") if name == "functional" else Anything(name, (), {})


class Finder:
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name.startswith("torchvision.") else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


if __name__ == "torchvision":
    sys.meta_path.append(Finder())
