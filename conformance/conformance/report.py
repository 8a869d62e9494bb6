"""The report: whether a partner's system is ready for production, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from statistics import quantiles
from typing import Any

import jinja2

from conformance.step import Finding, Outcome

SCHEMA = "yunling-conformance-report/1"
HTML, JSON = "conformance.html", "conformance.json"


@dataclass(frozen=True)
class Report:
    """What a run has found. `answered_s` are the seconds that each answer took."""

    body: str
    partner_id: str
    platform: str
    started_at: datetime
    ended_at: datetime
    findings: tuple[Finding, ...]
    answered_s: tuple[float, ...]

    @property
    def ready(self) -> bool:
        """Ready for production: every step was played and passed."""
        return bool(self.findings) and not self.why_not

    @property
    def why_not(self) -> list[str]:
        """Each step that failed with what was seen, and how many were not played."""
        failed = [one for one in self.findings if one.outcome is Outcome.FAILED]
        left_out = sum(one.outcome is Outcome.NOT_PLAYED for one in self.findings)
        reasons = [f"{finding.title}: {finding.seen}" for finding in failed]
        return [*reasons, f"steps that were not played: {left_out}"] if left_out else reasons

    @property
    def answers(self) -> dict[str, float]:
        """Seconds to an answer: how many, the median, the 95th percentile, the slowest."""
        times = self.answered_s
        if len(times) < 2:
            return {"count": len(times)}
        cuts = quantiles(times, n=20, method="inclusive")
        return {
            "count": len(times),
            "p50_s": round(cuts[9], 2),
            "p95_s": round(cuts[18], 2),
            "slowest_s": round(max(times), 2),
        }

    def as_json(self) -> str:
        """One JSON object; `schema` names its version."""
        document: dict[str, Any] = {
            "schema": SCHEMA,
            "ready": self.ready,
            "why_not": self.why_not,
            "body": self.body,
            "partner_id": self.partner_id,
            "platform": self.platform,
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "ended_at": self.ended_at.isoformat(timespec="seconds"),
            "answers": self.answers,
            "steps": [vars(finding) for finding in self.findings],
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def as_html(self) -> str:
        """One page without scripts or anything from elsewhere."""
        page = files("conformance").joinpath("pages/report.html").read_text(encoding="utf-8")
        environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        return environment.from_string(page).render(report=self) + "\n"
