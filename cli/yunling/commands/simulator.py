"""simulator: a bank, a guarantor, a labour bureau or a training provider in the local stack."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from simulators.faults import Fault
from yunling.advice import Advice
from yunling.commands.conformance import Body
from yunling.gateway import Gateway
from yunling.stack import lifecycle, simulator
from yunling.stack.place import find_place
from yunling.stack.program import SIMULATORS
from yunling.stack.supervision import connected

group = typer.Typer(
    no_args_is_help=True, help="Partner systems to try the platform with: start, stop."
)


class Via(StrEnum):
    HTTP = "http"
    AMQP = "amqp"


def add_to(app: typer.Typer) -> None:
    app.add_typer(group, name="simulator")


Which = Annotated[Body, typer.Argument(help="Which body.")]


@group.command()
def start(
    body: Which,
    fault: Annotated[
        list[Fault] | None, typer.Option(help="A mistake that it is to make; may be repeated.")
    ] = None,
    via: Annotated[Via, typer.Option(help="How its own events go out.")] = Via.HTTP,
) -> None:
    """Start a body's system as a partner in the sandbox; one that runs is started anew."""
    place = find_place()
    with connected(place) as supervisor:
        if supervisor is None:
            raise Advice("the stack is down: `make up`")
        faults = [one.value for one in fault or []]
        id = simulator.prepare(place, Gateway(), body.value, faults, via.value)
        process = f"{SIMULATORS}:{simulator.process(body.value)}"
        lifecycle.stop(place, supervisor, process)
        lifecycle.start(place, supervisor, process)
    typer.echo(f"{id} started{': ' + ', '.join(faults) if faults else ''}")


@group.command()
def stop(body: Which) -> None:
    """Stop it; its memory stays."""
    place = find_place()
    with connected(place) as supervisor:
        if supervisor is None:
            raise Advice("the stack is down: `make up`")
        lifecycle.stop(place, supervisor, f"{SIMULATORS}:{simulator.process(body.value)}")
    typer.echo(f"{simulator.partner_id(body.value)} stopped")
