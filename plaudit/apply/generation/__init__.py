"""Better pictures from a generator as it is: the best of several seeds, or noise that is optimised."""

from plaudit.apply.generation.best_of_seeds import best_of_seeds
from plaudit.apply.generation.noise_optimisation import NoiseConfig, Optimised, noise_optimisation
from plaudit.apply.generation.painter import Painter

__all__ = ["NoiseConfig", "Optimised", "Painter", "best_of_seeds", "noise_optimisation"]
