"""A mark: something that counts once towards a target, however often it is told."""

from dataclasses import dataclass
from decimal import Decimal

Quantity = int | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """`key` names what is counted; of several marks with one key, the lowest `rank` counts.

    The rank starts with the business date and ends with the event, so a worker who took part
    twice a year counts where he first did, in whatever order the events arrive. That makes
    replaying them give the same figures. `month` is "2025-05", `region` the code that the event
    names, `groups` how much of the quantity belongs to each key group.
    """

    key: str
    target_id: str
    month: str
    region: str
    quantity: Quantity
    groups: dict[str, Quantity]
    rank: str

    @property
    def year(self) -> int:
        return int(self.month[:4])
