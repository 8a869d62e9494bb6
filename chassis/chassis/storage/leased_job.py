"""Work that goes on beside the calls, step after step, at one replica of a service at a time."""

from __future__ import annotations

import contextlib
from typing import Any, ClassVar

import eventlet
from eventlet.event import Event as Signal
from pymongo.errors import PyMongoError

from chassis.domain.errors import Unavailable
from chassis.storage.lease import Lease
from chassis.telemetry import log

_log = log.get(__name__)


class LeasedJob:
    """A subclass says its `name`, how often it looks, and in `advance` what one step is.

    `run` outlives a database that goes away and a step that fails. The lease keeps two replicas
    apart; `advance` asks for it, so that every replica can measure.
    """

    name: ClassVar[str]
    look_every_s: ClassVar[float]

    def __init__(self, db: Any) -> None:
        self.db = db
        self.lease = Lease(db, self.name)
        self._stopping = Signal()

    def advance(self) -> bool:
        """Do one step; whether there may be more to do at once."""
        raise NotImplementedError

    def run(self) -> None:
        while not self._stopping.ready():
            if not self._advanced():
                with eventlet.Timeout(self.look_every_s, False):
                    self._stopping.wait()
        with contextlib.suppress(PyMongoError):
            self.lease.release()

    def stop(self) -> None:
        """Begin no further step."""
        if not self._stopping.ready():
            self._stopping.send(None)

    def _advanced(self) -> bool:
        try:
            return self.advance()
        except (Unavailable, PyMongoError) as away:
            _log.warning("job.waiting", job=self.name, error=type(away).__name__)
        except Exception as bug:  # noqa: BLE001 - a job that fails must not end the service
            _log.error("job.failed", job=self.name, exc_info=bug)
        return False
