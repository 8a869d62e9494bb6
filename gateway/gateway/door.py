"""The way of a request: route, caller, permission, shape, service, answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import orjson

from chassis import log, metrics, trace
from chassis.errors import Refused, Unavailable
from gateway import permission, reading, showing
from gateway.identity import Tokens
from gateway.problem import Problem, render
from gateway.request import Request
from gateway.response import Response
from gateway.route import PUBLIC, Route
from gateway.router import Router
from gateway.services import Context, Reply, Services

SAFE = ("GET", "HEAD")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_log = log.get(__name__)


Page = Callable[[Request], Response]
"""Something served outside of the table: health, metrics, documents."""


class Door:
    """Answers every request; no exception leaves it."""

    def __init__(
        self,
        routes: list[Route],
        services: Services,
        tokens: Tokens,
        pages: dict[str, Page],
        raw: dict[str, Page],
        body_limit: int,
    ) -> None:
        self._router = Router(routes)
        self._services = services
        self._tokens = tokens
        self._pages = pages
        self._raw = raw
        self._body_limit = body_limit

    def answer(self, request: Request) -> Response:
        """The response to a request, problems included."""
        started = time.perf_counter()
        outside = trace.admitted(request.header("traceparent"))
        with trace.span("HTTP", "server", outside, request.id) as span:
            response = self._guarded(request)
            response.headers["X-Request-Id"] = request.id
            if traceparent := trace.current():
                response.headers["traceparent"] = traceparent
            span.tell(*_described(request, response))
            seconds = time.perf_counter() - started
            labels = (_method(request), request.route, str(response.status))
            metrics.HTTP_SECONDS.labels(*labels).observe(seconds)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _guarded(self, request: Request) -> Response:
        try:
            page = self._pages.get(request.path) if request.method in SAFE else None
            if page is not None:
                request.route = request.path
                return page(request)
            return self._routed(request)
        except Problem as problem:
            return render(problem, request.language, request.path)
        except Exception:  # noqa: BLE001 - the last stop: it is logged here and nowhere else
            _log.exception("http.failed", route=request.route, request_id=request.id)
            return render(Problem("internal_error"), request.language, request.path)

    def _routed(self, request: Request) -> Response:
        route, request.parameters = self._router.match(request.method, request.segments)
        request.route = route.path
        if route.roles != PUBLIC:
            request.actor = self._tokens.authenticate(request.header("Authorization"))
        permission.admit(route, request.actor)
        if route.rpc in self._raw:
            return self._raw[route.rpc](request)
        return self._called(route, request)

    def _called(self, route: Route, request: Request) -> Response:
        key = reading.idempotency_key(route, request)
        payload = reading.payload(route, request, self._body_limit)
        permission.hold_to_own(route, request.actor, payload)
        context = Context(request.actor, key, reading.expected_version(request))
        return self._respond(route, request, self._ask(route.rpc, payload, context))

    def _ask(self, rpc: str, payload: dict[str, Any], context: Context) -> Reply:
        service = rpc.partition(".")[0]
        try:
            return self._services(rpc, payload, context)
        except Refused as refused:
            facts = dict(refused.facts)
            errors = facts.pop("errors", None)
            raise Problem(refused.code, facts, table=service, errors=errors) from refused
        except Unavailable as away:
            raise Problem("unavailable", {"service": away.service}) from away

    def _respond(self, route: Route, request: Request, reply: Reply) -> Response:
        headers = {"Idempotency-Replayed": "true"} if reply.replayed else {}
        if route.view is None:
            return Response(route.status, headers=headers)
        wanted = showing.shape(route.view)
        shown = (showing.select_page if route.page else showing.select)(reply.answer, wanted)
        body = orjson.dumps(shown)
        tag = reading.etag(shown, body)
        headers |= {"Content-Type": reading.JSON, "ETag": tag}
        if request.method in SAFE:
            headers["Cache-Control"] = "private, no-cache"
            if reading.matches(request.header("If-None-Match"), tag):
                return Response(304, headers=headers)
        if route.location and route.status == 201:
            headers["Location"] = route.location.format_map(reply.answer)
        return Response(route.status, body, headers)


def _method(request: Request) -> str:
    """Anybody may send any word as a method; metrics and spans know these."""
    return request.method if request.method in METHODS else "other"


def _described(request: Request, response: Response) -> tuple[str, dict[str, Any], str | None]:
    name = f"{_method(request)} {request.route}"
    about = {"http.route": request.route, "http.response.status_code": response.status}
    return name, about, str(response.status) if response.status >= 500 else None
