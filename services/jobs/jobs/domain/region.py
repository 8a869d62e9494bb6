"""Where something of a fair may lie."""

from __future__ import annotations

from chassis.domain.regions import REGIONS


def faults(code: str) -> list[str]:
    """What is wrong with a region code, in words for the field; empty when it is known."""
    return [] if code in REGIONS else ["Is no division of Yunnan by GB/T 2260."]
