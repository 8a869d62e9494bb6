"""The public HTTP server: WSGI over green threads, bounded in time, size and connections."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import eventlet
from eventlet import wsgi
from greenlet import GreenletExit

from chassis.rate_limits.counters import StoreCounters
from chassis.rate_limits.limiter import Limiter
from chassis.rpc.client import RpcClient
from chassis.service.probes import Probes, StartResponse
from chassis.telemetry import log, metrics
from gateway import openapi, wiring
from gateway.accounts.issuing import LocalIssuer
from gateway.accounts.login import Login
from gateway.documents import catalogue, contracts, page, problems
from gateway.http.connection import Connections, HttpProtocol
from gateway.http.event_stream import Streams
from gateway.http.pipeline import Pipeline, Rules
from gateway.http.rate_limits import RateLimits
from gateway.http.request import Request
from gateway.http.response import Response
from gateway.intake.http import Intake
from gateway.routes import all_routes
from gateway.settings import GatewaySettings
from gateway.upstream.operator_fanout import Operations
from gateway.upstream.person_export import Exports
from gateway.upstream.services import Remotes
from partners.intake.rate_limit import EventRateLimit
from partners.registry.lookup import Registry

UNREAD = frozenset({408, 413})
"""Answers to a body of which more may come: reading on would be what they refuse to do."""
BODILESS = frozenset({204, 304})
ANY_LENGTH = 1 << 30
"""eventlet would answer a long line without a problem document: gateway.http.connection does."""
_log = log.get(__name__)


class PublicWeb(Probes):
    """Serves the routes, the probes and the documents on `http_address`."""

    client = RpcClient()

    def setup(self) -> None:
        super().setup()
        settings = self.container.config["settings"]
        self.draining = False
        self.head_within_s = settings.head_within_s
        self.connections = Connections(settings.connections_each, settings.trusted_proxies)

    def start(self) -> None:
        # The store is set up beside this provider, so what needs it waits for start.
        self.pipeline = self._pipeline(self.container.config["settings"])
        self.look_on()
        listener = eventlet.listen(self.address, reuse_port=False, backlog=1024)
        self._server = self.container.spawn_managed_thread(
            lambda: self._serve(listener), "public web"
        )

    def stop(self) -> None:
        """Serve until balancers have seen `/readyz` fail, then finish the requests under way."""
        settings = self.container.config["settings"]
        self.draining = True
        eventlet.sleep(settings.drain_s)
        self._server.kill()
        with eventlet.Timeout(settings.stop_within_s, False), suppress(GreenletExit):
            self._server.wait()
        if not self._server.dead:
            _log.warning("web.stop_cut_short", within_s=settings.stop_within_s)

    def problems(self) -> dict[str, str]:
        # At once: a database that is away is waited for, perhaps for longer than the drain lasts.
        return {"web": "draining"} if self.draining else super().problems()

    def _pipeline(self, settings: GatewaySettings) -> Pipeline:
        routes = all_routes()
        operations, exports = Operations(), Exports()
        own = operations.table() | exports.table()
        remotes = Remotes(self.client, settings.call_within_s, own, settings.calls_most)
        operations.ask = exports.ask = remotes
        document = openapi.build(routes)
        registry = Registry(self.store)
        limits = Limiter(settings.rate_limits, StoreCounters(self.store.db))
        most = (settings.events_limit, settings.events_most)
        intake = Intake(self.store, registry, EventRateLimit(limits), *most)
        rules = self._rules(settings, limits)
        local = self._local_issuer(settings)
        login = Login(self.store, local, rules.rate_limits)
        return Pipeline(
            routes,
            remotes,
            wiring.callers(settings, self.store, local),
            pages={
                **dict.fromkeys(("/healthz", "/readyz", "/metrics"), self._probe),
                "/openapi.json": page.json_page(document),
                "/docs": page.html_page(document),
                **problems.pages(routes),
                **catalogue.pages(),
                **contracts.pages(),
            },
            raw={
                "gateway.accept_events": intake,
                "gateway.log_in": login.log_in,
                "gateway.change_password": login.change_password,
            },
            rules=rules,
        )

    def _local_issuer(self, settings: GatewaySettings) -> LocalIssuer | None:
        if not settings.local_issuer:
            return None
        return LocalIssuer(self.store, settings.secret_key, settings.token_audience)

    def _rules(self, settings: GatewaySettings, limits: Limiter) -> Rules:
        return Rules(
            RateLimits(limits),
            Streams(settings.streams_most, lambda: self.draining),
            settings.cors_origins,
            settings.body_limit,
            settings.hsts_s,
            settings.server_timing,
        )

    def _probe(self, request: Request) -> Response:
        status, kind, body = self.respond(request.path) or (404, "text/plain", b"")
        return Response(status, body, {"Content-Type": kind})

    def _serve(self, listener: Any) -> None:
        settings = self.container.config["settings"]
        pool = eventlet.GreenPool(settings.connections)
        metrics.watch_pool("http", settings.connections, pool.running)
        wsgi.server(
            listener,
            self._app,
            custom_pool=pool,
            socket_timeout=settings.request_within_s,
            protocol=type("Protocol", (HttpProtocol,), {"web": self}),
            url_length_limit=ANY_LENGTH,
            log_output=False,
            debug=False,
            capitalize_response_headers=False,
        )

    def _app(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        settings = self.container.config["settings"]
        request = Request(environ, settings.trusted_proxies)
        with eventlet.Timeout(settings.request_within_s, TimeoutError):
            response = self.pipeline.answer(request)
        headers = list(response.headers.items())
        if response.stream is not None:
            environ["eventlet.minimum_write_chunk_size"] = 1
            start_response(response.line, headers)
            return [] if request.method == "HEAD" else response.stream
        if response.status in UNREAD:
            environ["yunling.break_off"]()
        if response.status not in BODILESS:
            headers.append(("Content-Length", str(len(response.body))))
        start_response(response.line, headers)
        return [] if request.method == "HEAD" else [response.body]
