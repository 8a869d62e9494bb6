"""The `yunling` command: every group of commands is a module of `yunling.commands`."""

from __future__ import annotations

import errno
import sys

import typer
from rich.console import Console

from yunling.advice import Advice
from yunling.commands import stack, token, year

app = typer.Typer(
    help="Yunling, the operator's command.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for group in (stack, token, year):
    group.add_to(app)


def main() -> None:
    """Run a command; what a person can act on is one line on stderr and exit code 1."""
    try:
        app()
    except Advice as advice:
        _tell(str(advice))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT):
            raise
        _tell(f"{error.strerror} ({error.filename}): free space or rights, then try again")
    except KeyboardInterrupt:
        sys.exit(130)


def _tell(line: str) -> None:
    Console(stderr=True).print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(1)
