"""Background work in steps, done by one replica of a service at a time."""

from __future__ import annotations

import contextlib
from typing import Any, ClassVar

import eventlet
from eventlet.event import Event as Signal
from pymongo.errors import PyMongoError

from chassis import loops
from chassis.domain.errors import Unavailable
from chassis.storage.lease import Lease
from chassis.telemetry import log

_log = log.get(__name__)


class LeasedJob:
    """A subclass declares its `name`, how often it looks for work, and one step of it in `advance`.

    `run` survives an unavailable database and a failing step. The lease keeps replicas apart;
    `advance` takes it, so that every replica can measure.
    """

    name: ClassVar[str]
    look_every_s: ClassVar[float]

    def __init__(self, db: Any) -> None:
        self.db = db
        self.lease = Lease(db, self.name)
        self._stopping = Signal()

    def advance(self) -> bool:
        """Do one step; returns whether there may be more to do at once."""
        raise NotImplementedError

    def run(self) -> None:
        # A job that fails must not end the service, whatever it raises.
        loops.repeat(self._look, until=self._stopping.ready, away=(Exception,), waiting=self._tell)
        with contextlib.suppress(PyMongoError):
            self.lease.release()

    def stop(self) -> None:
        """Start no further step."""
        if not self._stopping.ready():
            self._stopping.send(None)

    def _look(self) -> None:
        if not self.advance():
            with eventlet.Timeout(self.look_every_s, False):
                self._stopping.wait()

    def _tell(self, failure: Exception) -> None:
        if isinstance(failure, Unavailable | PyMongoError):
            _log.warning("job.waiting", job=self.name, error=type(failure).__name__)
        else:
            _log.error("job.failed", job=self.name, exc_info=failure)
