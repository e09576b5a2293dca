"""Using a Scorer: best-of-n, pair mining; adapters for RL trainers; generation of better pictures."""

from plaudit.apply.best_of_n import Choice, best_of_n, pick
from plaudit.apply.pair_mining import Mined, mine

__all__ = ["Choice", "Mined", "best_of_n", "mine", "pick"]
