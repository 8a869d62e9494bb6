"""The main job: one year of the programme against a running platform, from outside only."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from programme.actors.door import Door
from programme.actors.partners import Partners
from programme.actors.tokens import Mint, Tokens
from programme.acts.table import NAMES, chosen, figures
from programme.ledger import Flow, Ledger, read_flow, read_ledger
from programme.plan import Plan, plan_year
from programme.playing import CpuSeconds, Playing, acts_table
from programme.reconciliation import (
    Reconciliation,
    events_table,
    reconcile,
    targets_table,
)
from programme.settle import NeverQuiet, settle
from programme.stage import Stage

HANDS = 64
BEFORE_PATIENCE_S = 15
AFTER_PATIENCE_S = 120
WIDE = 120
PEOPLE_REGISTERED = "yunling.people.person.registered.v1"
EMPLOYERS_REGISTERED = "yunling.jobs.employer.registered.v1"


@dataclass(frozen=True)
class Platform:
    """Where the platform is and how to speak to it.

    ``amqp_uris`` holds the broker's URI for each partner id; ``mint(role=, **claims)`` signs a
    token; ``cpu_seconds`` is None where the platform's processes are not at hand.
    """

    gateway_url: str
    amqp_uris: dict[str, str]
    mint: Mint
    cpu_seconds: CpuSeconds | None = None


def play_year(
    platform: Platform,
    year: int,
    scale: Decimal,
    seed: int,
    written_to: Path,
    console: Console,
    *,
    acts: Sequence[str] = NAMES,
    apart: bool = False,
) -> Reconciliation:
    """Play the year, wait until the platform is quiet, compare, print, and write ``written_to``.

    Only the named ``acts`` and those that they build on are played and compared; with ``apart`` the
    platform settles after each. Raises UnknownAct before anything is played.

    What is on the platform already is read first and subtracted, and people, companies and trades
    continue where it ends, so that years can follow one another on one platform. Raises Refused,
    Unreachable or NotAccepted when the platform turns an act down that the plan says must succeed,
    NeverQuiet when the services have not heard of the people.
    """
    wanted = chosen(acts)
    # A year that is broken off leaves no verdict of an earlier one behind.
    written_to.unlink(missing_ok=True)
    door = Door(platform.gateway_url, connections=HANDS)
    door.must_serve()
    tokens = Tokens(platform.mint)
    before = _before(door, tokens, year, console)
    plan = _plan(before, year, scale, seed)
    began = time.monotonic()
    with _progress(console) as progress:
        partners = Partners(door, tokens, platform.amqp_uris)
        stage = Stage(plan, door, tokens, partners, progress, HANDS)
        playing = Playing(
            stage,
            lambda title: _until_quiet(stage, before, title),
            platform.cpu_seconds,
            apart,
        )
        records = playing.play(wanted)
        under_way = _settle(stage, before)
    after = read_ledger(door, tokens.staff("admin"), year)
    seconds = time.monotonic() - began
    played = replace(plan, figures=figures(wanted, plan))
    outcome = reconcile(played, stage.tally, before, after, seconds, under_way, records)
    written_to.parent.mkdir(parents=True, exist_ok=True)
    written_to.write_bytes(orjson.dumps(outcome.as_json(), option=orjson.OPT_INDENT_2))
    _print(console, outcome)
    return outcome


def _before(door: Door, tokens: Tokens, year: int, console: Console) -> Ledger:
    """The ledger that the year begins with, once the platform has come to rest."""
    token = tokens.staff("admin")
    try:
        settle(lambda: read_flow(door, token), BEFORE_PATIENCE_S)
    except NeverQuiet as restless:
        console.print(f"Left over from before, and not this year's: {restless}", style="yellow")
    return read_ledger(door, token, year)


def _plan(before: Ledger, year: int, scale: Decimal, seed: int) -> Plan:
    trades_held = before.insight["contest_trades"]
    return plan_year(
        year,
        scale,
        seed,
        first_person=before.flow.published[PEOPLE_REGISTERED],
        first_company=before.flow.published[EMPLOYERS_REGISTERED],
        edition=str(trades_held + 1) if trades_held else "",
    )


def _until_quiet(stage: Stage, before: Ledger, title: str) -> None:
    """Wait under a progress bar that counts the events handled."""
    bar = stage.progress.add_task(title, total=None)
    token = stage.tokens.staff("admin")

    def read() -> Flow:
        return read_flow(stage.door, token).since(before.flow)

    def watch(handled: int, owed: int) -> None:
        stage.progress.update(bar, completed=handled, total=owed)

    settle(read, AFTER_PATIENCE_S, watch)


def _settle(stage: Stage, before: Ledger) -> str:
    """Wait for the end; what was still under way then, empty when all is quiet."""
    try:
        _until_quiet(stage, before, "The platform settles")
    except NeverQuiet as restless:
        return str(restless)
    return ""


class _Rate(ProgressColumn):
    """Steps a second: over the last seconds while it runs, over all when it is done."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="cyan")


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<44}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        _Rate(),
        console=console,
    )


def _print(console: Console, outcome: Reconciliation) -> None:
    console.print(acts_table(outcome.acts))
    console.print(events_table(outcome))
    console.print(targets_table(outcome, wide=console.width >= WIDE))
    messages = ", ".join(f"{count:,} {state}" for state, count in outcome.messages.items())
    console.print(f"parked {outcome.parked} - messages: {messages} - {outcome.seconds:.1f} s")
    for line in outcome.differences():
        console.print(line, style="bold red")
    console.print("Exact." if not outcome.differences() else "NOT exact.", style="bold")
