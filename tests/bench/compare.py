"""Two revisions side by side in seconds of processor time, which a busy machine changes less than
wall time.

Both stacks run; one at a time is under load, and what is measured goes from a platform at rest to a
platform at rest, so that all that an operation causes is in it; what a platform at rest takes in
the same time is taken off. The client is no part of it.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from tests.bench import client, command, events, own_work, pipeline, reads
from tests.bench.revision import GATEWAY, PLATFORM, Side

SCENARIOS = ("b1", "b2", "b4", "b6g", "year")
IDLE_S = 10
MS = 1000
Costs = dict[str, float]
Note = Callable[[str, str, Costs], None]
"""Takes scenario, side, and figures by name."""


@dataclass(frozen=True)
class Sizes:
    """Equal numbers on both sides, so that both do the same work at any speed."""

    events: int = 20_000
    commands: int = 5_000
    reads: int = 2_000
    year_scale: str = "0.05"


SMALL = Sizes(events=2_000, commands=320, reads=160, year_scale="0.003")
"""Whether everything runs; its figures mean nothing."""


def play(
    scenarios: Sequence[str], rounds: int, sizes: Sizes, sides: Sequence[Side], note: Note
) -> None:
    """The rounds: in each, every scenario is played on one side, then on the other."""
    for side in sides:
        _warm_up(side)
    for _ in range(rounds):
        _idle(sides)
        for side in sides:
            note("idle", side.name, {"cpu_share": side.idle[PLATFORM]})
        for scenario in scenarios:
            for side in sides:
                note(scenario, side.name, MEASURES[scenario](side, sizes))


def _events(side: Side, sizes: Sizes) -> Costs:
    published = side.flow().published[events.TYPE]
    cost = _cost(side, partial(_send_events, side, sizes.events))
    if (stored := side.flow().published[events.TYPE] - published) != sizes.events:
        raise client.Failed(f"{stored} of {sizes.events} events were stored")
    return {"cpu_ms_per_event": MS * cost / sizes.events}


def _send_events(side: Side, count: int) -> None:
    batches = events.batches("bodies", count, pipeline.BATCH)
    requests = [pipeline.request(side, body) for body in batches]
    client.send(side.url, requests, pipeline.CONNECTIONS)


def _commands(side: Side, sizes: Sizes) -> Costs:
    requests = _registrations(side, sizes.commands)
    cost = _cost(side, partial(client.send, side.url, requests, command.CONNECTIONS))
    return {"cpu_ms_per_command": MS * cost / sizes.commands}


def _reads(side: Side, sizes: Sizes) -> Costs:
    def cost(kind: reads.Kind) -> float:
        asked = itertools.islice(itertools.cycle(kind.requests), sizes.reads)
        return _cost(side, lambda: kind.check(client.send(side.url, asked, reads.CONNECTIONS)))

    kinds = reads.requests(side)
    return {f"cpu_ms_per_{name}": MS * cost(kind) / sizes.reads for name, kind in kinds.items()}


def _gateway(side: Side, sizes: Sizes) -> Costs:
    """The gateway's own processor time, of what B6g asks for over eight connections."""

    def cost(requests: Iterable[bytes]) -> float:
        send = partial(client.send, side.url, requests, own_work.BUSY)
        return MS * _cost(side, send, GATEWAY) / sizes.reads

    page = itertools.cycle(reads.requests(side)["list"].requests)
    return {
        "gateway_cpu_ms_per_command": cost(_registrations(side, sizes.reads)),
        "gateway_cpu_ms_per_list": cost(itertools.islice(page, sizes.reads)),
    }


def _year(side: Side, sizes: Sizes) -> Costs:
    acts = side.stack.year(sizes.year_scale, "--apart")["acts"]
    idle = side.idle[PLATFORM]
    return {f"{act['name']}_cpu_s": act["cpu_s"] - idle * act["seconds"] for act in acts}


MEASURES: dict[str, Callable[[Side, Sizes], Costs]] = {
    "b1": _events,
    "b2": _commands,
    "b4": _reads,
    "b6g": _gateway,
    "year": _year,
}


def _registrations(side: Side, count: int) -> Iterator[bytes]:
    """So many commands of B2, of people and fairs of their own."""
    fairs = 64
    people = -(-count // fairs)
    ground = side.ground(people, fairs, people)
    return itertools.islice(command.Registrations(side, ground), count)


def _cost(side: Side, work: Callable[[], object], meter: str = PLATFORM) -> float:
    """Seconds of processor time that some work and all that came of it took, beyond what goes
    while nothing is asked."""
    read = side.meters[meter]
    side.settle()
    began, before = time.monotonic(), read()
    work()
    side.settle()
    return read() - before - side.idle[meter] * (time.monotonic() - began)


def _idle(sides: Sequence[Side]) -> None:
    """Measure what both take of a processor while nothing is asked of either."""
    for side in sides:
        side.settle()
    before = [(time.monotonic(), _read(side)) for side in sides]
    time.sleep(IDLE_S)
    for side, (began, then) in zip(sides, before, strict=True):
        now, seconds = _read(side), time.monotonic() - began
        side.idle = {meter: (now[meter] - then[meter]) / seconds for meter in now}


def _read(side: Side) -> dict[str, float]:
    return {meter: read() for meter, read in side.meters.items()}


def _warm_up(side: Side) -> None:
    """First requests open connections, and Python's caches are cold."""
    _send_events(side, 2_000)
    client.send(side.url, _registrations(side, 500), command.CONNECTIONS)
    side.settle()
