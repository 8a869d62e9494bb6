"""The table of routes: every module here holds `ROUTES`, one list per service."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from gateway.http.route import Route


def all_routes() -> list[Route]:
    """Every route of every module, in the order of the modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [route for name in names for route in import_module(f"{__name__}.{name}").ROUTES]
