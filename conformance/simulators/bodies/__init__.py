"""What each body makes of what it hears."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.faults import Fault
from simulators.memory import Memory


@dataclass(frozen=True)
class Report:
    """An event to be sent: `kind` is disbursement, credit and the like."""

    kind: str
    subject: str
    data: dict[str, Any]


Hear = Callable[[Any], list[Report]]


class Body:
    """A body's rules: one method for each type that it acts on, by `hears`."""

    def __init__(self, memory: Memory, faults: frozenset[Fault]) -> None:
        self.memory = memory
        self.faults = faults

    @property
    def hears(self) -> Mapping[str, Hear]:
        """The last part of a type, such as `loan.contract_signed`, to what acts on it."""
        raise NotImplementedError

    @property
    def believes(self) -> bool:
        return Fault.BELIEVE_ANYTHING in self.faults

    def is_off(self, case: Mapping[str, Any]) -> bool:
        """Whether something newer has taken the matter back."""
        return bool(case.get("withdrawn")) and Fault.IGNORE_ORDER not in self.faults

    def hear(self, type: str, data: Any) -> list[Report]:
        """What is due now. Raises Unreadable for data that breaks its contract."""
        name = type.removesuffix(".v1").split(".", 2)[-1]
        act = self.hears.get(name)
        return act(data) if act else []
