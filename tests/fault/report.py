"""The figures of a run, for people and for `.run/fault.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from tests.fault.findings import Findings
from tests.fault.journal import Journal
from tests.fault.plan import Fault

MUST_BE_ZERO = ("lost", "twice", "out_of_order", "stuck", "parked_good", "unanswered")


class Report:
    """What was acknowledged, what struck, and what the auditor found."""

    def __init__(
        self, journal: Journal, struck: Sequence[Fault], findings: Findings, seed: int
    ) -> None:
        self._journal, self._findings = journal, findings
        self.seconds = 0
        self.proved: dict[str, bool] = {}
        self.deaths: Counter[str] = Counter()
        self.unhealed: list[str] = []
        self.figures: dict[str, Any] = {
            "events": len(journal.events) + len(journal.garbage),
            "commands": journal.commands,
            "faults": len(struck),
            **{name: findings.figures[name] for name in MUST_BE_ZERO},
            "unanswered": len(journal.unanswered),
            "seed": seed,
        }
        self._kinds = Counter(fault.kind for fault in struck)

    def clean(self) -> bool:
        return not any(self.figures[name] for name in MUST_BE_ZERO) and all(self.proved.values())

    def write(self, file: Path) -> None:
        poison = len(self._journal.poison) + len(self._journal.garbage)
        more = {
            "seconds": self.seconds,
            "poison": poison,
            "auditor_sees": self.proved,
            "faults_by_kind": dict(self._kinds),
            "deaths_at_points": dict(sorted(self.deaths.items())),
            "unhealed": self.unhealed,
            "answers": dict(self._journal.answers),
            "findings": self._findings.lines + self._journal.unanswered,
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(orjson.dumps({**self.figures, **more}, option=orjson.OPT_INDENT_2))

    def text(self) -> str:
        kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(self._kinds.items()))
        figures = [f"  {name:<14}{value:>10}" for name, value in self.figures.items()]
        found = [f"  {line}" for line in self._findings.lines + self._journal.unanswered]
        verdict = "clean" if self.clean() else "NOT clean"
        seen = [name for name, was_seen in self.proved.items() if was_seen]
        proof = f"  the auditor saw {len(seen)} of {len(self.proved)} breakages made on purpose"
        deaths = (
            f"  {self.deaths.total()} of {self._kinds['die_at']} deaths at the very point, "
            f"{len(self.deaths)} pairs of service and point"
        )
        head = f"{verdict} after {self.seconds} s"
        lines = [head, *figures, f"  ({kinds})", deaths, proof, *found]
        return "\n".join(lines) + "\n"
