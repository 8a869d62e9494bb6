"""The number of events of each type in a document, as one string that an index can return: `12
yunling.jobs.fair.opened.v1;1 yunling.jobs.fair.closed.v1`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def write(types: Iterable[str]) -> str:
    return ";".join(f"{n} {type}" for type, n in sorted(Counter(types).items()))


def read(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for part in filter(None, text.split(";")):
        n, _, type = part.partition(" ")
        counts[type] += int(n)
    return counts
