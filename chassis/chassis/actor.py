"""Who asks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """The authenticated caller, as the gateway vouches for it.

    `region` is the GB/T 2260 code an officer answers for; the `..._id` fields say whose own
    records a worker, an employer or a partner may touch.
    """

    subject: str
    role: str
    region: str | None = None
    person_id: str | None = None
    employer_id: str | None = None
    partner_id: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}
