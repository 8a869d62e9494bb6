"""What must be true before anything starts; each failure is one line of advice."""

from __future__ import annotations

import errno
import shutil
import socket

from yunling.advice import Advice
from yunling.stack.place import OFFSETS, Place

NEEDED_BYTES = 2_000_000_000
"""Broker and database keep some 400 MB each from the start; the year needs the rest."""


def check_disk(place: Place, needed: int = NEEDED_BYTES) -> None:
    free = shutil.disk_usage(place.run).free
    if free < needed:
        raise Advice(
            f"only {free / 1e9:.1f} GB free in {place.run}, the stack needs {needed / 1e9:.1f}: "
            "free some space, or set YUNLING_RUN_DIR to a folder on another disk"
        )


def check_ports(place: Place) -> None:
    """Every port of the stack must be free on 127.0.0.1."""
    for name in OFFSETS:
        with socket.socket() as probe:
            # As servers do: a connection that is still closing does not make a port taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", place.port(name)))
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise
                raise Advice(
                    f"port {place.port(name)} ({name}) is in use by another program: "
                    f"choose other ports, e.g. YUNLING_PORT_BASE={place.port_base + 100} make up"
                ) from None
