"""The steps of a request: route, caller, quota, permission, checks, service, answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from chassis.domain import Refused, Unavailable
from chassis.telemetry import log, metrics, trace
from gateway.http import authorization, request_parsing, response_filter
from gateway.http.cors import Origins
from gateway.http.event_stream import Streams
from gateway.http.problem import Problem, render
from gateway.http.rate_limits import RateLimits
from gateway.http.request import Request
from gateway.http.response import SECURITY_HEADERS, STREAM, Response
from gateway.http.route import PUBLIC, Route
from gateway.http.router import Router
from gateway.identity.callers import Callers
from gateway.upstream.services import Context, Reply, Services

SAFE = ("GET", "HEAD")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = log.get(__name__)


Page = Callable[[Request], Response]
"""Something served outside of the table: health, metrics, documents."""


@dataclass(frozen=True)
class Rules:
    """What applies to every request. `hsts_s` is how long a browser insists on TLS, 0 for a gateway
    that is not behind TLS; `timing` tells clients how long the gateway and the services took."""

    rate_limits: RateLimits
    streams: Streams
    origins: Origins = field(default_factory=Origins)
    body_limit: int = 1_048_576
    hsts_s: int = 0
    timing: bool = False

    def headers(self) -> dict[str, str]:
        """Of every answer that does not say otherwise."""
        insist = {"Strict-Transport-Security": f"max-age={self.hsts_s}; includeSubDomains"}
        return {**SECURITY_HEADERS, **(insist if self.hsts_s else {})}


class Pipeline:
    """Answers every request; no exception leaves it."""

    def __init__(
        self,
        routes: list[Route],
        services: Services,
        callers: Callers,
        pages: dict[str, Page],
        raw: dict[str, Page],
        rules: Rules,
    ) -> None:
        self._router = Router(routes)
        self._services = services
        self._callers = callers
        self._pages = pages
        self._raw = raw
        self._rules = rules
        self._headers = rules.headers()

    def answer(self, request: Request) -> Response:
        """The response to a request, problems included."""
        started = time.perf_counter()
        outside = trace.admitted(request.header("traceparent"))
        state = request.header("tracestate")
        with trace.span("HTTP", "server", outside, request.id, state) as span:
            response = self._guarded(request)
            response.headers["X-Request-Id"] = request.id
            if traceparent := trace.current():
                response.headers["traceparent"] = traceparent
            span.tell(*_described(request, response))
            seconds = time.perf_counter() - started
            labels = (_method(request), request.route, str(response.status))
            metrics.HTTP_SECONDS.labels(*labels).observe(seconds)
        self._complete(request, response, seconds)
        return response

    def _complete(self, request: Request, response: Response, seconds: float) -> None:
        own = self._rules.origins.allow(request.header("Origin"))
        for name, value in (own | request.told | self._headers).items():
            response.headers.setdefault(name, value)
        if self._rules.timing:
            own_ms, called_ms = (seconds - request.called_s) * 1000, request.called_s * 1000
            timing = f"gateway;dur={own_ms:.3f}, services;dur={called_ms:.3f}"
            response.headers["Server-Timing"] = timing

    def _guarded(self, request: Request) -> Response:
        try:
            page = self._pages.get(request.path) if request.method in SAFE else None
            if page is not None:
                request.route = request.path
                return page(request)
            if request.method == "OPTIONS":
                return self._options(request)
            return self._routed(request)
        except Problem as problem:
            return render(problem, request.language, request.path)
        except TimeoutError:
            return render(Problem("unavailable"), request.language, request.path)
        except Exception:  # noqa: BLE001 - the last stop: it is logged here and nowhere else
            _log.exception("http.failed", route=request.route, request_id=request.id)
            return render(Problem("internal_error"), request.language, request.path)

    def _options(self, request: Request) -> Response:
        """What may be asked here; also the question of a browser before it calls."""
        allowed = self._router.methods(request.segments)
        browser = request.header("Access-Control-Request-Method") is not None
        origin = request.header("Origin")
        headers = self._rules.origins.preflight(origin, allowed) if browser else {}
        return Response(204, headers={"Allow": ", ".join(allowed), **headers})

    def _routed(self, request: Request) -> Response:
        route, request.parameters = self._router.match(request.method, request.segments)
        request.route = route.path
        if route.roles != PUBLIC:
            with self._rules.rate_limits.authenticating(request):
                request.actor = self._callers.authenticate(request)
        self._rules.rate_limits.admit(route, request)
        authorization.admit(route, request.actor)
        if route.rpc in self._raw:
            return self._raw[route.rpc](request)
        return self._called(route, request)

    def _called(self, route: Route, request: Request) -> Response:
        key = request_parsing.idempotency_key(route, request)
        version = request_parsing.expected_version(route, request)
        payload = request_parsing.payload(route, request, self._rules.body_limit)
        authorization.hold_to_own(route, request.actor, payload)
        context = Context(request.actor, key, version)
        reply = self._ask(request, route.rpc, payload, context)
        if route.watch and request.accepts(STREAM):
            look = self._looker(route, request, payload, context)
            return self._watched(route, request, reply, look)
        return self._respond(route, request, reply)

    def _looker(
        self, route: Route, request: Request, payload: dict[str, Any], context: Context
    ) -> Callable[[], Any]:
        return lambda: _shown(route, self._ask(request, route.rpc, payload, context))

    def _ask(self, request: Request, rpc: str, payload: dict[str, Any], context: Context) -> Reply:
        service = rpc.partition(".")[0]
        started = time.perf_counter()
        try:
            return self._services(rpc, payload, context)
        except Refused as refused:
            facts = dict(refused.facts)
            errors = facts.pop("errors", None)
            raise Problem(refused.code, facts, table=service, errors=errors) from refused
        except Unavailable as away:
            raise Problem("unavailable", {"service": away.service}) from away
        finally:
            request.called_s += time.perf_counter() - started

    def _watched(
        self, route: Route, request: Request, reply: Reply, look: Callable[[], Any]
    ) -> Response:
        assert route.watch is not None  # noqa: S101 - the caller asked
        last = request.header("Last-Event-ID")
        stream = self._rules.streams.stream(route.watch, _shown(route, reply), look, last)
        headers = {"Content-Type": STREAM, "Cache-Control": "no-store"}
        return Response(route.status, headers=headers, stream=stream)

    def _respond(self, route: Route, request: Request, reply: Reply) -> Response:
        headers = {"Idempotency-Replayed": "true"} if reply.replayed else {}
        if route.answer is None:
            return Response(route.status, headers=headers)
        shown = _shown(route, reply)
        body = orjson.dumps(shown)
        tag = request_parsing.etag(shown, body)
        headers |= {"Content-Type": request_parsing.JSON, "ETag": tag}
        if request.method in SAFE:
            headers["Cache-Control"] = "private, no-cache"
            if request_parsing.matches(request.header("If-None-Match"), tag):
                return Response(304, headers=headers)
        if route.location and route.status == 201:
            headers["Location"] = route.location.format_map(reply.answer)
        return Response(route.status, body, headers)


def _shown(route: Route, reply: Reply) -> Any:
    assert route.answer is not None  # noqa: S101 - the caller asked
    wanted = response_filter.shape(route.answer.name)
    select = response_filter.select_page if route.page else response_filter.select
    return select(reply.answer, wanted)


def _method(request: Request) -> str:
    """The method's name for metrics and spans; anything unusual becomes one name, because clients
    may send any word."""
    return request.method if request.method in METHODS else "other"


def _described(request: Request, response: Response) -> tuple[str, dict[str, Any], str | None]:
    name = f"{_method(request)} {request.route}"
    about = {"http.route": request.route, "http.response.status_code": response.status}
    return name, about, str(response.status) if response.status >= 500 else None
