"""What this service knows of a person, learned from the people service's events."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownPerson:
    """`region` is a GB/T 2260 code, `key_groups` the programme's codes (migrant, ...). Of somebody
    `erased` only the county is left, for reports that come late."""

    person_id: str
    region: str
    key_groups: tuple[str, ...] = ()
    erased: bool = False
