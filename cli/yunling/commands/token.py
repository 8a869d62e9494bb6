"""token: the local issuer, for development and the programme year."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from yunling.advice import Advice
from yunling.keys import PRIVATE, ensure_keys
from yunling.stack.place import find_place
from yunling.tokens import issue


class Role(StrEnum):
    WORKER = "worker"
    EMPLOYER = "employer"
    OFFICER = "officer"
    BANK = "bank"
    GUARANTOR = "guarantor"
    LABOUR_BUREAU = "labour_bureau"
    TRAINING_PROVIDER = "training_provider"
    PARTNER = "partner"
    ADMIN = "admin"


def add_to(app: typer.Typer) -> None:
    app.command()(token)


def token(
    role: Annotated[Role, typer.Option(help="What the bearer may do.")],
    region: Annotated[
        str | None,
        typer.Option(help="Of an officer or a bureau: 530102, 530100, 530000."),
    ] = None,
    person: Annotated[str | None, typer.Option(help="person_id of a worker.")] = None,
    employer: Annotated[str | None, typer.Option(help="employer_id of an employer.")] = None,
    partner: Annotated[str | None, typer.Option(help="partner_id of any partner.")] = None,
    subject: Annotated[
        str | None, typer.Option(help="Who it is; `local-<role>` if not said.")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="Another issuer's folder with issuer.jwk in it.")
    ] = None,
    hours: Annotated[float, typer.Option(min=0.01, max=8760, help="How long it is valid.")] = 12,
) -> None:
    """Print a bearer token signed by the local issuer."""
    if keys is None:
        keys = find_place().keys
        ensure_keys(keys)
    elif not (keys / PRIVATE).is_file():
        raise Advice(f"no {PRIVATE} in {keys}: name the folder that `make env` or `make up` filled")
    claims = {"region": region, "person_id": person, "employer_id": employer, "partner_id": partner}
    typer.echo(issue(keys, role=role.value, subject=subject, hours=hours, **claims))
