"""statement: what was sent both ways in a day, signed by the platform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from yunling import statement as reading
from yunling.advice import Advice
from yunling.commands.events.options import Secrets, Url, Who, local, out, table
from yunling.commands.subscription import Partner
from yunling.gateway import Gateway, public_keys

Log = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="Your own record: a CloudEvent a line."),
]


def add_to(app: typer.Typer) -> None:
    statement = typer.Typer(
        help="Daily signed statements: what was sent both ways.", no_args_is_help=True
    )
    statement.command("list")(list_statements)
    statement.command()(get)
    statement.command()(verify)
    app.add_typer(statement, name="statement")


def list_statements(
    partner_id: Partner, who: Who, url: Url = None, secrets: Secrets = None
) -> None:
    """A partner's statements, the newest day first."""
    shown = table("day", "made")
    for row in Gateway(url, secrets, who).rows(f"/v1/partners/{partner_id}/statements"):
        shown.add_row(row["day"], local(row["made_at"]))
    out.print(shown)


def get(
    partner_id: Partner,
    day: Annotated[str, typer.Argument(help="YYYY-MM-DD, a day in China.")],
    who: Who,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Print the statement of a day, to keep as a file."""
    found = Gateway(url, secrets, who).get(f"/v1/partners/{partner_id}/statements/{day}")
    typer.echo(json.dumps(found, indent=1, ensure_ascii=False))


def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Of `statement get`.")],
    sent: Log = None,
    received: Log = None,
    keys: Annotated[
        Path | None, typer.Option(exists=True, help="Public keys (JWKS) kept from before.")
    ] = None,
    url: Url = None,
) -> None:
    """Check the signature, and with your own records that both sides count the same.

    Exits with 1 and says what is wrong: a signature that does not hold, an event that one side
    does not have, or that is not the same on both.
    """
    try:
        jwks = json.loads(keys.read_text()) if keys else public_keys(url)
        content = reading.verified(json.loads(file.read_text()), jwks)
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise Advice(f"{keys or file} is no JSON") from None
    found = []
    if sent:
        found += reading.differences(content["received"]["types"], reading.events_of(sent))
    if received:
        found += reading.gaps(content, reading.events_of(received))
    if found:
        raise Advice("; ".join(found))
    checked = [name for name, log in (("sent", sent), ("received", received)) if log]
    against = f", and agrees with what you {' and '.join(checked)}" if checked else ""
    out.print(f"{content['partner_id']} {content['day']}: the signature holds{against}")
