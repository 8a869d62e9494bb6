"""new-service: the skeleton of a service, in the checkout that one stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yunling import skeleton
from yunling.advice import Advice
from yunling.stack.place import find_root


def add_to(app: typer.Typer) -> None:
    app.command()(new_service)


def new_service(
    name: Annotated[str, typer.Argument(help="One word in small letters, e.g. housing.")],
    noun: Annotated[str, typer.Option(help="What it keeps, in the singular.")] = "case",
    about: Annotated[
        str | None, typer.Option(help="What it is about, in a sentence with its full stop.")
    ] = None,
) -> None:
    """Write a service with a command, queries, an event and a handler; then `make format
    contracts` writes what follows from it."""
    root = find_root(Path.cwd())
    sentence = about or f"{noun.title()}s of people."
    if '"' in sentence or not sentence.endswith("."):
        raise Advice("--about is a sentence with its full stop and without quotation marks")
    for path in skeleton.make(root, name, noun, sentence):
        typer.echo(path.relative_to(root))
    typer.echo("next: make format contracts, then make check; its README says what it decides")
