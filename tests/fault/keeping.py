"""Processes that are started again whenever they die, as a supervisor does."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

PAUSE_S = 0.1
RESTART_AFTER_S = 0.3


class Kept:
    """One process. `deaths` counts how often it ended without being asked to stop for good."""

    def __init__(
        self, name: str, command: list[str], env: dict[str, str], folder: Path, log: Path
    ) -> None:
        self.name = name
        self.command = command
        self.env = env
        self.folder = folder
        self.log = log
        self.wanted = False
        self.deaths = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._again_at = 0.0

    @property
    def pid(self) -> int:
        """Of the process that runs, 0 when none does."""
        alive = self._process is not None and self._process.poll() is None
        return self._process.pid if alive and self._process else 0

    def look(self) -> None:
        """Start it when it should run and does not, a moment after its death."""
        if not self.wanted or self.pid:
            return
        if self._process is not None:
            self._process = None
            self.deaths += 1
            self._again_at = time.monotonic() + RESTART_AFTER_S
        if time.monotonic() >= self._again_at:
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    self.command,
                    env=self.env,
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    # Python ignores SIGXFSZ, and so shall its children: a write beyond a limit
                    # is then refused, as on a full disk, and does not kill by itself.
                    restore_signals=False,
                )

    def signal(self, number: int) -> bool:
        """Whether there was a process to signal."""
        pid = self.pid
        with suppress(ProcessLookupError):
            if pid:
                os.kill(pid, number)
                return True
        return False

    def end(self) -> None:
        """End it for good, by force: nothing that it has is needed any more."""
        self.wanted = False
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)


class Keeper:
    """Looks after processes from a thread of its own."""

    def __init__(self) -> None:
        self._kept: list[Kept] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def keep(self, kept: Kept) -> Kept:
        """Start it now, and again whenever it dies."""
        kept.wanted = True
        kept.look()
        self._kept.append(kept)
        if not self._thread.is_alive():
            self._thread.start()
        return kept

    def close(self) -> None:
        """End them all, the last that was started first."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        for kept in reversed(self._kept):
            kept.end()

    def _watch(self) -> None:
        while not self._ended.wait(PAUSE_S):
            for kept in list(self._kept):
                kept.look()
