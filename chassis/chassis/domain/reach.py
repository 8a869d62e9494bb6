"""Which records a caller may access: the policy's scope applied to a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from chassis.domain.actor import ROLES, Actor
from chassis.domain.errors import RegionNotYours
from chassis.domain.regions import inside, is_code, lies_in

NOWHERE: Final = "000000"
OWNED_BY: Final[Mapping[str, str]] = {
    role: need for role, needs in ROLES.items() for need in needs if need != "region"
}
"""By which field a record is a role's own."""

NOTHING: Final[Mapping[str, Any]] = {"_id": {"$in": []}}


class Scope(StrEnum):
    """`own`: records that belong to the caller; `region`: records in the caller's region."""

    ALL = "all"
    OWN = "own"
    REGION = "region"


USUAL: Final[Mapping[str, Scope]] = {
    **dict.fromkeys(OWNED_BY, Scope.OWN),
    "officer": Scope.REGION,
    "labour_bureau": Scope.REGION,
}
"""The scope of a role where no policy was asked, which is in tests of use cases."""


@dataclass(frozen=True)
class Reach:
    """What one caller may access in one call.

    Without an actor the caller is an event of our own, a public reading or the service itself, and
    everything is within reach. A batch without a current event has no Reach at all. A record or
    list that lacks the field which the scope needs is out of reach.
    """

    actor: Actor | None
    scope: Scope

    @classmethod
    def of(cls, actor: Actor | None, scope: Scope | None) -> Reach:
        usual = USUAL.get(actor.role, Scope.ALL) if actor else Scope.ALL
        return cls(actor, scope or usual)

    def holds(self, *, region: str | None = None, **owners: str | None) -> bool:
        """Whether a record is within reach: `region` is where it lies (a code of GB/T 2260),
        `owners` whose it is (person_id, employer_id, partner_id)."""
        if self.scope is Scope.ALL or self.actor is None:
            return True
        if self.scope is Scope.REGION:
            return region is not None and lies_in(region, self._region)
        own = getattr(self.actor, self._owner)
        return own is not None and owners.get(self._owner) == own

    def narrow(
        self, asked: Mapping[str, Any], *, region: str | None = None, **owners: str
    ) -> dict[str, Any]:
        """The filter of a list: what was asked for, cut down to what is within reach.

        `region` and `owners` name the fields of the stored record. A region is asked for by its
        code and takes in what lies inside; one outside of the caller's raises RegionNotYours, and
        without one it is the caller's own. A list of somebody else's is empty.
        """
        wanted = dict(asked)
        code = wanted.pop(region, None) if region else None
        if self.scope is Scope.REGION and self.actor:
            if region is None:
                return {**wanted, **NOTHING}
            if code:
                self.must_lie(code)
            code = code or self._region
        if region and code:
            wanted[region] = inside(code)
        if self.scope is Scope.OWN and self.actor:
            field, own = owners.get(self._owner), getattr(self.actor, self._owner)
            if field is None or own is None or wanted.get(field, own) != own:
                return {**wanted, **NOTHING}
            wanted[field] = own
        return wanted

    def must_lie(self, region: str) -> None:
        """Raises RegionNotYours for something to be created outside the caller's region."""
        if self.scope is Scope.REGION and self.actor and not lies_in(region, self._region):
            raise RegionNotYours(region=region)

    @property
    def _region(self) -> str:
        """The caller's region; without one, a code that no region has."""
        region = (self.actor.region if self.actor else None) or ""
        return region if is_code(region) else NOWHERE

    @property
    def _owner(self) -> str:
        return OWNED_BY[self.actor.role] if self.actor else ""
