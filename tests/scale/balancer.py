"""A load balancer as operators have one: by TCP connection, to gateways that say they are ready."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Sequence

ASK_EVERY_S = 0.2
ANSWER_WITHIN_S = 3.0


class Balancer:
    """Listens on a port of its own and passes connections on, in turn, until `close`."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = ports
        self.ready: list[int] = []
        self.used: set[int] = set()
        self._turn = itertools.count()
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._started.wait(10)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._pass_on, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        asking = [self._loop.create_task(self._ask(port)) for port in self.ports]
        self._started.set()
        self._loop.run_forever()
        server.close()
        left = asyncio.all_tasks(self._loop) | set(asking)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        # What was closed by that lets go of its socket in the loop's next turn.
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _ask(self, port: int) -> None:
        while True:
            was, now = port in self.ready, await self._is_ready(port)
            if now and not was:
                self.ready.append(port)
            elif was and not now:
                self.ready.remove(port)
            await asyncio.sleep(ASK_EVERY_S)

    async def _is_ready(self, port: int) -> bool:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                with contextlib.closing(writer):
                    writer.write(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    answer = await reader.read()
        except (OSError, TimeoutError):
            return False
        return b" 200 " in answer.partition(b"\r\n")[0]

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            ready = list(self.ready)
            port = ready[next(self._turn) % len(ready)]
            self.used.add(port)
            there, back = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(_copy(reader, back), _copy(there, writer))


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        try:
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        finally:
            target.close()
