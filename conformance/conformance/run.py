"""A whole run: the steps in order, and the report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from conformance.bodies import Body
from conformance.play import Deaf, NotAsExpected, Pace, Play
from conformance.report import Report
from conformance.sandbox import Sandbox, Unusable
from conformance.script import STEPS
from conformance.step import Finding, Outcome, Step

Tell = Callable[[Finding], None]


def run(sandbox: Sandbox, body: Body, pace: Pace, tell: Tell, only: Collection[str] = ()) -> Report:
    """Play the script, or the steps whose ids are in `only`; `tell` hears of each finding.

    Raises Unusable when the key is of no sandbox partner of this body, when nothing reads its
    queue, or when the platform gives no answer.
    """
    status = sandbox.status()
    if status.role != body.role:
        raise Unusable(f"the key is of a {status.role}, not of a {body.role}")
    if missing := set(body.reports) - set(status.types):
        raise Unusable(f"{status.partner_id} may not send {', '.join(sorted(missing))}")
    started = datetime.now(UTC)
    play = Play(sandbox, body, pace)
    # The broker counts readers a few seconds late.
    if not play.until(lambda: play.status().consumers):
        raise Unusable(
            f"nothing reads the queue yunling.partner.{status.partner_id}: start your system"
        )
    findings: list[Finding] = []
    deaf = False
    for step in STEPS:
        if only and step.id not in only:
            findings.append(_finding(step, Outcome.NOT_PLAYED, "left out on request", 0))
            continue
        finding, deaf = _played(step, play, deaf)
        if finding:
            findings.append(finding)
            tell(finding)
    return Report(
        body=body.name,
        partner_id=status.partner_id,
        platform=sandbox.url,
        started_at=started,
        ended_at=datetime.now(UTC),
        findings=tuple(findings),
        answered_s=tuple(play.answered_s),
    )


def _played(step: Step, play: Play, deaf: bool) -> tuple[Finding | None, bool]:
    """What came of a step, and whether the partner answers nothing any more."""
    if deaf:
        seen = "left out, because an earlier step was not answered at all"
        return _finding(step, Outcome.NOT_PLAYED, seen, 0), True
    started = time.monotonic()
    try:
        seen_ = step.play(play)
    except NotAsExpected as wrong:
        took_s = time.monotonic() - started
        return _finding(step, Outcome.FAILED, str(wrong), took_s), isinstance(wrong, Deaf)
    if seen_ is None:
        return None, False
    return _finding(step, Outcome.PASSED, seen_, time.monotonic() - started), False


def _finding(step: Step, outcome: Outcome, seen: str, took_s: float) -> Finding:
    return Finding(step.id, step.title, step.rule, outcome, seen, round(took_s, 1))
