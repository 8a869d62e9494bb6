"""A mail server for the local stack: takes every letter and keeps it as a file in a maildir.

`python -m yunling.stack.mail 127.0.0.1:21030 .run/mail`
"""

from __future__ import annotations

import asyncio
import signal
import sys
from functools import partial
from pathlib import Path

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP

LARGEST_LETTER = 1_000_000
"""Bytes."""


async def serve(host: str, port: int, folder: Path) -> None:
    """Take letters until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    folder.parent.mkdir(parents=True, exist_ok=True)
    handler = Mailbox(folder)
    factory = partial(SMTP, handler, data_size_limit=LARGEST_LETTER, enable_SMTPUTF8=True)
    server = await loop.create_server(factory, host, port)
    async with server:
        await stopped.wait()


if __name__ == "__main__":
    address, maildir = sys.argv[1:]
    hostname, _, number = address.rpartition(":")
    asyncio.run(serve(hostname, int(number), Path(maildir)))
