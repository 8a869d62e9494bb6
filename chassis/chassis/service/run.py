"""Starting and stopping a service process."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

import eventlet
from nameko.containers import ServiceContainer

from chassis import config, tls
from chassis.telemetry import log, metrics, trace

EXIT_SETTINGS = 2
_log = log.get(__name__)


def main() -> None:
    """Run until SIGTERM or SIGINT. Exits with 2 when the settings cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m chassis", description="Run one service.")
    parser.add_argument("service", help="module:Class")
    parser.add_argument("--config", type=Path, required=True)
    given = parser.parse_args()
    service_cls = _imported(given.service)
    try:
        settings = service_cls.settings_type.read(config.load(given.config))
    except (config.SettingsError, OSError) as error:
        sys.exit(_complain(f"{service_cls.name}: cannot start: {error}"))
    metrics.describe(service_cls.name)
    log.configure(service_cls.name, settings.log_level)
    tls.configure(settings.tls_ca)
    _trace(service_cls.name, settings)
    _run(service_cls, settings)


def _trace(service: str, settings: config.Settings) -> None:
    """Send spans to an OTLP/HTTP endpoint: of the share `trace_ratio` of the traces that begin
    here, and of those that others sampled. Without an endpoint there are none."""
    if settings.otlp_endpoint:
        # Twelve megabytes, which only those who trace should pay.
        from chassis.telemetry.otlp import OtlpRecorder

        trace.record_to(OtlpRecorder(service, settings.otlp_endpoint), settings.trace_ratio)


def _run(service_cls: Any, settings: config.Settings) -> None:
    container = ServiceContainer(
        service_cls, {"settings": settings, "max_workers": settings.workers}
    )

    def stop(signum: int, frame: Any) -> None:
        # A signal handler runs in the hub and must not wait, so the stop gets its own thread.
        eventlet.spawn_n(_stop, container, settings.stop_within_s)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        container.start()
    except config.SettingsError as error:
        sys.exit(_complain(f"{service_cls.name}: cannot start: {error}"))
    except OSError as error:
        sys.exit(_complain(f"{service_cls.name}: cannot start: {error.strerror}"))
    _collect_less()
    _log.info("service.started", pid=os.getpid())
    eventlet.spawn(container.wait).wait()
    trace.close()
    _log.info("service.stopped")


def _collect_less() -> None:
    """Documents come and go by the thousand and hold no cycles: a collection after every seven
    hundred new objects would find nothing and scan everything alive."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _stop(container: ServiceContainer, within_s: float) -> None:
    with eventlet.Timeout(within_s + 10, False):
        container.stop()
        return
    _log.error("service.stop_timed_out")
    container.kill()


def _imported(name: str) -> Any:
    module, _, cls = name.partition(":")
    return getattr(importlib.import_module(module), cls)


def _complain(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return EXIT_SETTINGS
