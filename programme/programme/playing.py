"""Plays acts one after another and records what each came to."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from programme.acts.table import REGISTERING, Act, Part
from programme.stage import Stage

CpuSeconds = Callable[[], float]
"""Seconds of processor time that all processes of the platform have used so far."""


@dataclass
class Record:
    """What one act came to.

    ``acknowledged`` counts by target id (people and employers by ``persons_registered`` and
    ``employers_verified``), ``seconds`` are wall time. ``cpu_s`` is the processor time of all of
    the platform's processes meanwhile, None where they are not at hand: it is the act's own only
    when the platform settled before and after it.
    """

    name: str
    acknowledged: Counter[str] = field(default_factory=Counter)
    seconds: float = 0
    cpu_s: float | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "acknowledged": dict(self.acknowledged),
            "seconds": round(self.seconds, 2),
            "cpu_s": None if self.cpu_s is None else round(self.cpu_s, 2),
        }


class Playing:
    """``settle(title)`` returns when the platform has come to rest. With ``apart`` it is waited for
    after every act, and belongs to the act."""

    def __init__(
        self,
        stage: Stage,
        settle: Callable[[str], None],
        cpu_seconds: CpuSeconds | None,
        apart: bool,
    ) -> None:
        self._stage = stage
        self._settle = settle
        self._cpu_seconds = cpu_seconds
        self._apart = apart
        self._records: dict[str, Record] = {}

    def play(self, acts: Sequence[Act]) -> tuple[Record, ...]:
        """Play the acts, then finish those that have something to finish."""
        first = [act for act in acts if act in REGISTERING]
        for act in first:
            self._part(act, act.play)
        # A loan to somebody unheard of is refused.
        if first and not self._apart:
            self._settle("The services learn of them")
        for act in acts:
            if act not in REGISTERING:
                self._part(act, act.play)
        for act in acts:
            if act.finish:
                self._part(act, act.finish)
        return tuple(self._records.values())

    def _part(self, act: Act, part: Part) -> None:
        record = self._records.setdefault(act.name, Record(act.name))
        counted = self._stage.tally.counts()
        cpu_s = self._cpu_seconds() if self._cpu_seconds else 0
        began = time.monotonic()
        part(self._stage)
        if self._apart:
            self._settle(f"The platform settles after {act.name}")
        record.seconds += time.monotonic() - began
        if self._cpu_seconds:
            record.cpu_s = (record.cpu_s or 0) + self._cpu_seconds() - cpu_s
        record.acknowledged += self._stage.tally.counts() - counted


def acts_table(records: Iterable[Record]) -> Table:
    """The acts, a line each."""
    table = Table(title="Acts", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("act", no_wrap=True)
    table.add_column("acknowledged", justify="right", no_wrap=True)
    table.add_column("s", justify="right", no_wrap=True)
    table.add_column("CPU s of the platform", justify="right", no_wrap=True)
    for record in records:
        cpu = "-" if record.cpu_s is None else f"{record.cpu_s:,.1f}"
        total = f"{record.acknowledged.total():,}"
        table.add_row(record.name, total, f"{record.seconds:,.1f}", cpu)
    return table
