"""What training has learned of a person from the people service."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class KnownPerson:
    """A person as the others know him: a reference, a county and key-group flags. Of somebody
    `erased` only the county is left, for results that come late."""

    person_id: str
    region: str
    key_groups: tuple[str, ...] = ()
    erased: bool = False
