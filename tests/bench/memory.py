"""The memory of processes while something runs."""

from __future__ import annotations

import threading

import psutil

EVERY_S = 0.5


class Memory:
    """Samples resident memory, in MB, of named processes between enter and exit."""

    def __init__(self, processes: dict[str, psutil.Process]) -> None:
        self._processes = processes
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.first: dict[str, float] = {}
        self.most: dict[str, float] = {}
        self.last: dict[str, float] = {}

    def __enter__(self) -> Memory:
        self.first = self._now()
        self._thread.start()
        return self

    def __exit__(self, *about: object) -> None:
        self._over.set()
        self._thread.join()
        self.last = self._now()
        self._higher(self.last)

    def _sample(self) -> None:
        while not self._over.wait(EVERY_S):
            self._higher(self._now())

    def _higher(self, now: dict[str, float]) -> None:
        self.most = {name: max(rss, self.most.get(name, 0)) for name, rss in now.items()}

    def _now(self) -> dict[str, float]:
        return {
            name: process.memory_info().rss / 2**20 for name, process in self._processes.items()
        }
