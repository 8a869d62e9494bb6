"""Who the simulator speaks as: bearer tokens by role, minted once and kept."""

from collections.abc import Callable
from functools import cache

Mint = Callable[..., str]


class Tokens:
    """Tokens of the local issuer. ``mint(role=, **claims)`` signs one; staff tokens are reused."""

    def __init__(self, mint: Mint) -> None:
        self._mint = mint
        self.staff = cache(self._signed)

    def worker(self, person_id: str) -> str:
        """A worker's own; not kept, because a year knows tens of thousands."""
        return self._signed("worker", person_id=person_id)

    def employer(self, employer_id: str) -> str:
        return self.staff("employer", employer_id=employer_id)

    def partner(self, partner_id: str) -> str:
        return self.body("partner", partner_id)

    def body(self, role: str, partner_id: str) -> str:
        """A bank's, a guarantor's, a training provider's or another partner's."""
        return self.staff(role, partner_id=partner_id)

    def _signed(self, role: str, **claims: str) -> str:
        return self._mint(role=role, **claims)
