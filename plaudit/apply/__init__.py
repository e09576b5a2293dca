"""Using a Scorer: best-of-n."""

from plaudit.apply.best_of_n import Choice, best_of_n, pick

__all__ = ["Choice", "best_of_n", "pick"]
