"""/healthz, /readyz and /metrics of a service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

import eventlet
import orjson
from eventlet import wsgi
from nameko.extensions import DependencyProvider
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from chassis import loops
from chassis.rpc.server import RpcServer
from chassis.store import Store
from chassis.telemetry import metrics

JSON = "application/json"
LOOK_EVERY_S = 5
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Probes(DependencyProvider):
    """Serves the probes on `http_address`, also while broker and database are away.

    A service with a web server of its own starts that instead, and asks `respond`.
    """

    store = Store()
    server = RpcServer()

    def setup(self) -> None:
        host, _, port = self.container.config["settings"].http_address.rpartition(":")
        # Probes are asked from outside.
        self.address = (host or "0.0.0.0", int(port))  # noqa: S104  # nosec B104

    def start(self) -> None:
        self.look_on()
        listener = eventlet.listen(self.address, reuse_port=False)
        self.container.spawn_managed_thread(lambda: self._serve(listener), "probes")

    def get_dependency(self, worker_ctx: Any) -> Probes:
        return self

    def problems(self) -> dict[str, str]:
        """What keeps the service from serving, by part; empty when it is ready."""
        found = {"store": self.store.ready()}
        if not self.server.link.connected:
            found["rpc"] = "broker: not connected"
        for handler in self.store.handlers:
            if not handler.connected:
                found[handler.name] = "broker: not connected"
        return {part: problem for part, problem in found.items() if problem}

    def respond(self, path: str) -> tuple[int, str, bytes] | None:
        """Status, content type and body of a probe, None when `path` is none."""
        if path == "/healthz":
            return 200, JSON, orjson.dumps({"alive": True})
        if path == "/readyz":
            problems = self.problems()
            body = orjson.dumps({"ready": not problems, "problems": problems})
            return 503 if problems else 200, JSON, body
        if path == "/metrics":
            return 200, CONTENT_TYPE_LATEST, generate_latest()
        return None

    def look_on(self) -> None:
        """Have the metrics say whether the service is ready."""
        loops.spawn(self.container, self._look, "readiness")

    def _look(self) -> None:
        while True:
            metrics.READY.set(not self.problems())
            eventlet.sleep(LOOK_EVERY_S)

    def _serve(self, listener: Any) -> None:
        wsgi.server(listener, self._app, log_output=False, debug=False)

    def _app(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        found = self.respond(environ["PATH_INFO"])
        status, kind, body = found or (
            404,
            JSON,
            b'{"paths":["/healthz","/readyz","/metrics"]}',
        )
        start_response(f"{status} {HTTPStatus(status).phrase}", [("Content-Type", kind)])
        return [body]
