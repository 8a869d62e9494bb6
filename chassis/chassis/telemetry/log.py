"""JSON logs, one event a line, that never hold a body.

An exception is logged as its class and the places it passed through: its message may quote what
somebody typed.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from chassis.telemetry import trace

FRAMES = 12


def configure(service: str, level: str) -> None:
    """Send our logs and those of the libraries to standard output as JSON lines."""
    structlog.contextvars.bind_contextvars(service=service)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _trace,
        _faults,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    handler = _Lines(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_library, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _line,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Libraries speak in sentences that may quote a message; only their warnings are kept.
    for name in ("nameko", "amqp", "kombu", "pymongo", "eventlet"):
        logging.getLogger(name).setLevel(logging.WARNING)


class _Lines(logging.StreamHandler[Any]):
    """Standard output. logging lets a recursion error of a value's text through to the caller."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except RecursionError:
            self.handleError(record)


def get(name: str) -> Any:
    """A logger: `log.info("loan.decided", loan_id=...)`."""
    return structlog.get_logger(name)


def _trace(logger: WrappedLogger, method: str, entry: EventDict) -> EventDict:
    current = trace.current()
    if current:
        entry["trace"] = current.split("-")[1]
    return entry


def _faults(logger: WrappedLogger, method: str, entry: EventDict) -> EventDict:
    given = entry.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    if isinstance(given, BaseException):
        given = (type(given), given, given.__traceback__)
    if given and given[0] is not None:
        entry["error"] = given[0].__name__
        entry["frames"] = [
            f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}:{frame.name}"
            for frame in traceback.extract_tb(given[2])[-FRAMES:]
        ]
    return entry


def _line(logger: WrappedLogger, method: str, entry: EventDict) -> str:
    """The entry as JSON; if it cannot be written, its event and level only."""
    try:
        line = _render(logger, method, entry)
        # Halves of surrogate pairs are no UTF-8.
        return str(line).encode("utf-8", "replace").decode()
    except Exception as unwritable:  # noqa: BLE001 - of the values' own code
        known = {name: entry.get(name) for name in ("service", "event", "level", "timestamp")}
        return str(_render(logger, method, {**known, "unwritable": type(unwritable).__name__}))


_render = structlog.processors.JSONRenderer(ensure_ascii=False)


def _library(logger: WrappedLogger, method: str, entry: EventDict) -> EventDict:
    """A library's record: its format string without the arguments, which may hold anything."""
    record = entry.get("_record")
    if record is not None:
        entry["event"] = record.msg if isinstance(record.msg, str) and record.args else "library"
        if not record.args and isinstance(record.msg, str):
            entry["event"] = record.msg[:200]
        entry["logger"] = record.name
    return entry
