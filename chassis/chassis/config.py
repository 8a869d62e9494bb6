"""Typed settings, read once; a missing one stops the start.

A service's config.yaml maps settings to environment variables:

    mongo_uri: ${LOANS_MONGO_URI}
    smtp_port: ${NOTIFY_SMTP_PORT:25}
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Self, get_type_hints

import yaml

from chassis import tls

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<default>[^}]*))?\}")


class SettingsError(Exception):
    """Settings that cannot be used; the message names each wrong setting and its fault."""


class Delays(tuple[float, ...]):
    """Seconds in the order of their use, written `1 5 30 300 1800`."""

    def __new__(cls, written: str | float | Iterable[float]) -> Self:
        given = str(written).split() if isinstance(written, str | float | int) else written
        delays = [float(delay) for delay in given]
        if any(not 0 <= delay < float("inf") for delay in delays):
            raise ValueError("a delay is not negative")
        return super().__new__(cls, delays)


RETRY_DELAYS_S = Delays("1 5 30 300 1800")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every service needs. A service adds its own in a frozen, kw_only subclass.

    `amqp_uri` may name several nodes, `;` between them. `tls_ca` is the file of the authorities
    that vouch for broker and database: see chassis.tls. `rpc_replicated` keeps requests in a quorum
    queue; all replicas of a service agree on it.
    `actor_keys` is the path of a JWKS file: whose word the service takes for who asks. A service
    that asks others has a `passport_key`, 32 bytes of Ed25519 in base64: see chassis.rpc.passport.
    `business_clock` is the path of a file that says the business day and lets it be moved: for a
    local stack and tests only, see chassis.business_clock.
    """

    amqp_uri: str
    mongo_uri: str
    actor_keys: str
    passport_key: str = field(default="", repr=False)
    tls_ca: str = ""
    http_address: str = "0.0.0.0:8000"
    workers: int = 64
    partitions_most: int = 64
    rpc_replicated: bool = False
    log_level: str = "INFO"
    otlp_endpoint: str = ""
    trace_ratio: float = 1.0
    business_clock: str = ""
    idempotency_hours: float = 24.0
    idempotency_money_days: float = 30.0
    inbox_days: float = 30.0
    outbox_days: float = 30.0
    stop_within_s: float = 20.0
    retry_delays_s: Delays = RETRY_DELAYS_S

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """Settings from a mapping of strings. Raises SettingsError naming all that is wrong."""
        wrong: list[str] = []
        known = {declared.name: declared for declared in fields(cls)}
        hints = get_type_hints(cls)
        values: dict[str, Any] = {}
        for name in given.keys() - known.keys():
            wrong.append(f"{name}: no such setting")
        for name, declared in known.items():
            value = given.get(name)
            if value is None or value == "":
                if declared.default is MISSING:
                    wrong.append(f"{name}: missing")
                continue
            try:
                values[name] = _typed(value, hints[name])
            except (KeyError, TypeError, ValueError):
                wrong.append(f"{name}: not a valid {hints[name].__name__}")
        if not wrong:
            settings = cls(**values)
            wrong = settings.contradictions()
        if wrong:
            raise SettingsError("; ".join(sorted(wrong)))
        return settings

    def contradictions(self) -> list[str]:
        """Faults of settings that are valid one by one but not together."""
        found = [*tls.complaints(self.amqp_uri, self.mongo_uri, self.tls_ca)]
        if self.business_clock:
            found += [f"business_clock: not beside {name}" for name in self._of_production()]
        return found

    def _of_production(self) -> list[str]:
        """The names of the given settings that only a production platform has."""
        return [name for name in ("tls_ca", "rpc_replicated") if getattr(self, name)]


def _typed(value: Any, kind: type) -> Any:
    if kind is bool:
        return {"true": True, "false": False}[str(value).lower()] if value not in (0, 1) else value
    return kind(value)


def load(path: Path, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The mapping in a YAML file with ${NAME} and ${NAME:default} taken from the environment.

    A variable that is neither set nor defaulted leaves its setting out, so that reading the
    settings names it as missing.
    """
    text = path.read_text(encoding="utf-8")
    loaded = yaml.safe_load(text) or {}
    if not isinstance(loaded, dict):
        raise SettingsError(f"{path}: not a mapping of settings")
    return {name: _expand(value, environ) for name, value in loaded.items()}


def _expand(value: Any, environ: Mapping[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    unset = False

    def substitute(match: re.Match[str]) -> str:
        nonlocal unset
        found = environ.get(match["name"], match["default"])
        unset = unset or found is None
        return found or ""

    expanded = _VARIABLE.sub(substitute, value)
    return None if unset else expanded
