"""audit: whether the records of who did what are as they were written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from yunling.advice import Advice
from yunling.audit import Head, Verdict, verify
from yunling.commands.events.options import Secrets, Url, Who, out, table
from yunling.gateway import Gateway
from yunling.stack.place import STORES
from yunling.stack.secret import write_private


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="The audit records: whether they are as they were written.")
    group.callback()(lambda: None)
    group.command("verify")(verify_chains)
    app.add_typer(group, name="audit")


def verify_chains(
    who: Who,
    service: Annotated[str | None, typer.Option(help="Only this service, e.g. people.")] = None,
    heads: Annotated[
        Path | None,
        typer.Option(
            help="Where the last seals are noted. Those noted before must still be in their "
            "chains; the new ones are written when all is well. Keep it on another machine."
        ),
    ] = None,
    url: Url = None,
    secrets: Secrets = None,
) -> None:
    """Verify the chains over the audit records, digest by digest. Exit code 1 on any fault."""
    gateway, known = Gateway(url, secrets, who), _read(heads)
    verdicts = {
        name: verify(partial(_page, gateway, name), known.get(name))
        for name in ([service] if service else sorted(STORES))
    }
    _show(verdicts)
    faults = sum(len(verdict.faults) for verdict in verdicts.values())
    if faults:
        raise Advice(f"the audit records are not as they were written: {faults} fault(s)")
    if heads:
        now = known | {name: verdict.head for name, verdict in verdicts.items()}
        noted = {name: asdict(head) for name, head in sorted(now.items())}
        write_private(heads, json.dumps(noted, indent=1) + "\n")


def _page(gateway: Gateway, service: str, after: int) -> dict[str, Any]:
    answer: dict[str, Any] = gateway.get("/v1/ops/audit/chain", service=service, after=after)
    return answer


def _read(heads: Path | None) -> dict[str, Head]:
    if heads is None or not heads.exists():
        return {}
    try:
        return {name: Head(**head) for name, head in json.loads(heads.read_text()).items()}
    except (ValueError, TypeError, AttributeError):
        raise Advice(f"{heads} holds no heads of audit chains") from None


def _show(verdicts: Mapping[str, Verdict]) -> None:
    shown = table("service", "records", "seals", "unsealed", "head", right=("records", "seals"))
    for service, verdict in verdicts.items():
        counts = (f"{verdict.records:,}", f"{verdict.head.n:,}", f"{verdict.unsealed:,}")
        shown.add_row(service, *counts, verdict.head.digest[:16])
    out.print(shown)
    for service, verdict in verdicts.items():
        for fault in verdict.faults:
            out.print(f"{service}: {fault}", style="red", markup=False)
