"""The `yunling` command: every group of commands is a module of `yunling.commands`."""

from __future__ import annotations

import errno
import sys

import typer
from rich.console import Console

from yunling.advice import Advice
from yunling.commands import (
    account,
    audit,
    conformance,
    day,
    events,
    new_service,
    partner,
    replay,
    simulator,
    stack,
    statement,
    subscription,
    token,
    year,
)

app = typer.Typer(
    help="Yunling, the operator's command.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ELSEWHERE = "or set YUNLING_RUN_DIR to another folder, and try again"
REMEDIES = {
    errno.ENOSPC: f"free some space, {ELSEWHERE}",
    errno.EDQUOT: f"free some space, {ELSEWHERE}",
    errno.EACCES: f"take the rights to write there, {ELSEWHERE}",
    errno.EROFS: f"make it writable, {ELSEWHERE}",
}
"""What a person can do about a file that could not be written."""

for group in (
    stack,
    token,
    account,
    partner,
    subscription,
    replay,
    statement,
    events,
    audit,
    day,
    year,
    conformance,
    simulator,
    new_service,
):
    group.add_to(app)


def main() -> None:
    """Run a command; what a person can act on is one line on stderr and exit code 1."""
    try:
        app()
    except Advice as advice:
        _tell(str(advice))
    except OSError as error:
        if error.errno not in REMEDIES:
            raise
        where = f" ({error.filename})" if error.filename else ""
        _tell(f"{error.strerror}{where}: {REMEDIES[error.errno]}")
    except KeyboardInterrupt:
        sys.exit(130)


def _tell(line: str) -> None:
    Console(stderr=True).print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(1)
