"""Days of the programme year: spring is the season of fairs, summer and autumn of training."""

from calendar import monthrange
from datetime import date
from random import Random

FAIR_SEASON = (8, 12, 13, 9, 8, 7, 6, 6, 8, 9, 8, 6)
TRAINING_SEASON = (3, 4, 8, 9, 10, 10, 9, 9, 10, 11, 10, 7)
EVEN_SEASON = (1,) * 12


def a_day(rng: Random, year: int, season: tuple[int, ...], latest: date | None = None) -> date:
    """A day of ``year``, months drawn after ``season``, not after ``latest``."""
    month = rng.choices(range(1, 13), season)[0]
    day = date(year, month, rng.randint(1, monthrange(year, month)[1]))
    return min(day, latest or day)
