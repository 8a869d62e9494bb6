"""What the commands on partners share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

PREFIX, SUFFIX = "yunling.partners.", ".v1"

Id = Annotated[str, typer.Argument(help="Its id, e.g. bank-icbc-km.")]
Reason = Annotated[str, typer.Option(help="Why; recorded with your name.", prompt="why?")]
Types = Annotated[
    list[str] | None,
    typer.Option(
        "--types", help="What it may send: disbursement.reported, or a whole type; repeatable."
    ),
]
Rate = Annotated[int | None, typer.Option("--per-minute", min=1, help="Events a minute.")]


def whole(types: Sequence[str] | None) -> list[str] | None:
    """Types by their whole names: `a,b` is two, and `x.reported` is yunling.partners.x.reported.v1.
    None stays None."""
    if types is None:
        return None
    named = [name.strip() for given in types for name in given.split(",") if name.strip()]
    return [name if name.startswith("yunling.") else f"{PREFIX}{name}{SUFFIX}" for name in named]


def short(type: str) -> str:
    return type.removeprefix(PREFIX).removesuffix(SUFFIX)


def state(partner: dict[str, Any]) -> str:
    """Its state, and whether it is in the sandbox."""
    return f"{partner['state']}{', sandbox' if partner['sandbox'] else ''}"
