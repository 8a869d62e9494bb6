"""From method and path to a route."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from chassis.ids import ID_PATTERN
from gateway.http.problem import Problem
from gateway.http.route import Route

_PARAMETER = re.compile(rf"{ID_PATTERN}\Z")
_ANY = object()
Node = dict[Any, Any]


class Router:
    """A tree of path segments. A literal segment goes before a parameter."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root: Node = {}
        for route in routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in route.path.strip("/").split("/"):
            node = node.setdefault(_ANY if segment.startswith("{") else segment, {})
        methods = node.setdefault("", {})
        if route.method in methods:
            raise ValueError(f"two routes for {route.method} {route.path}")
        methods[route.method] = route

    def match(self, method: str, segments: tuple[str, ...]) -> tuple[Route, dict[str, str]]:
        """The route and its path parameters.

        Raises Problem not_found, or method_not_allowed with Allow.
        """
        methods, values = self._walk(self._root, segments, ())
        route = methods.get("GET" if method == "HEAD" else method)
        if route is None:
            raise Problem("method_not_allowed", headers={"Allow": ", ".join(_allowed(methods))})
        parameters = dict(zip(route.parameters, values, strict=True))
        chosen = all(parameters[name] in values for name, values in route.choices.items())
        fits = all(re.search(like, parameters[name]) for name, like in route.patterns.items())
        if not chosen or not fits:
            raise Problem("not_found")
        return route, parameters

    def methods(self, segments: tuple[str, ...]) -> list[str]:
        """The methods that an address takes. Raises Problem not_found."""
        return _allowed(self._walk(self._root, segments, ())[0])

    def _walk(
        self, node: Node, segments: tuple[str, ...], values: tuple[str, ...]
    ) -> tuple[dict[str, Route], tuple[str, ...]]:
        for at, segment in enumerate(segments):
            literal = node.get(segment) if segment else None
            if literal is not None:
                node = literal
            elif _ANY in node and _PARAMETER.match(segment):
                node, values = node[_ANY], (*values, segment)
            else:
                raise Problem("not_found")
            if at == len(segments) - 1 and "" in node:
                return node[""], values
        raise Problem("not_found")


def _allowed(methods: Node) -> list[str]:
    return sorted({*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])})
