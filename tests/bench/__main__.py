"""`python -m tests.bench b1 b2 --only ours --seconds 10`: see docs/bench.md."""

from __future__ import annotations

import argparse
import sys

from tests.bench import command, pipeline
from tests.bench.ours import Ours
from tests.bench.stack import Stack

PEOPLE, FAIRS, CAPACITY = 600, 64, 100_000


def main() -> None:
    given = _given()
    system = Ours(Stack())
    if "b2" in given.scenarios:
        ground = system.ground(PEOPLE, FAIRS, CAPACITY)
        requests = command.Registrations(system, ground)
        command.run(system, requests, 2)
    for _ in range(given.rounds):
        if "b1" in given.scenarios:
            _show("b1", pipeline.run(system, given.events))
        if "b2" in given.scenarios:
            _show("b2", command.run(system, requests, given.seconds))


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("scenarios", nargs="*", default=["b1", "b2"])
    parser.add_argument("--only", default="ours")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--events", type=int, default=50_000)
    return parser.parse_args()


def _show(name: str, figures: dict[str, float]) -> None:
    told = "  ".join(f"{key} {value:,.1f}" for key, value in figures.items())
    sys.stdout.write(f"{name}: {told}\n")
    sys.stdout.flush()


main()
