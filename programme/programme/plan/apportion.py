"""Sharing a whole number out so that the shares add up to it again."""

from collections.abc import Sequence
from random import Random


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """``total`` in whole shares after ``weights`` (largest remainder), adding up to it exactly."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


def scattered(rng: Random, total: int, parts: int, spread: float = 0.5) -> list[int]:
    """``total`` in ``parts`` shares that differ by about ``spread`` of the mean, none below one.

    Raises ValueError when there is less than one for each part.
    """
    if total < parts:
        raise ValueError(f"{total} cannot be shared among {parts} with one for each")
    weights = [rng.uniform(1 - spread, 1 + spread) for _ in range(parts)]
    return [1 + share for share in apportion(total - parts, weights)]
