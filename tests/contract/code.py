"""What the code of each service declares: events, handlers, calls and refusals."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from chassis.consumer.entrypoint import On
from chassis.domain import DomainEvent, Refusal
from chassis.rpc.commands import Declared
from chassis.rpc.server import Rpc
from chassis.service import Service
from yunling import services

SERVICES = tuple(sorted(services.NAMES))
# What the gateway hands on are promises of the partners.
PRODUCERS = tuple(name for name in services.that("publishes") if name != services.GATEWAY)


@cache
def _modules(name: str) -> None:
    """Import every module of a service's package, so that nothing declared is missed."""
    package = import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        import_module(module.name)


def service(name: str) -> type[Service]:
    """The nameko class of a service."""
    module = import_module(f"{name}.service")
    [found] = [
        member
        for member in vars(module).values()
        if isinstance(member, type)
        and issubclass(member, Service)
        and member.__module__ == module.__name__
    ]
    return found


def _entrypoints(name: str) -> Iterator[tuple[str, Any]]:
    cls = service(name)
    for attribute in dir(cls):
        for entrypoint in getattr(getattr(cls, attribute), "nameko_entrypoints", ()):
            yield attribute, entrypoint


def handlers(name: str) -> dict[str, On]:
    """Queue to the `@on` behind it."""
    return {f"{name}.{method}": on for method, on in _entrypoints(name) if isinstance(on, On)}


def calls(name: str) -> dict[str, Rpc]:
    """Method to its `@rpc`, those that every service has included."""
    return {method: rpc for method, rpc in _entrypoints(name) if isinstance(rpc, Rpc)}


def declared(name: str) -> dict[str, Declared]:
    """Method to the `command` or `query` behind it."""
    cls = service(name)
    methods = {method: getattr(cls, method) for method in calls(name)}
    return {
        called: method.declared for called, method in methods.items() if hasattr(method, "declared")
    }


def events(name: str) -> dict[str, type[DomainEvent]]:
    """Type to the class that a service publishes it with."""
    _modules(name)
    own = [cls for cls in _below(DomainEvent) if "type" in vars(cls) and _of(cls, name)]
    return {cls.type: cls for cls in own}


def refusals(name: str) -> dict[str, type[Refusal]]:
    """Code to the class that a package refuses with."""
    _modules(name)
    return {cls.code: cls for cls in _below(Refusal) if "code" in vars(cls) and _of(cls, name)}


def _below(cls: type) -> Iterator[Any]:
    for child in cls.__subclasses__():
        yield child
        yield from _below(child)


def _of(cls: type, package: str) -> bool:
    return cls.__module__.partition(".")[0] == package
