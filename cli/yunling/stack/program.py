"""The processes of the stack: what runs, with which settings, in which order."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from yunling.stack import mongo, rabbit
from yunling.stack.place import SERVICES, STORES, Place

INFRA, CORE, DOOR = "infra", "core", "door"
"""Groups stop in reverse: first the door, then the services, then what they stand on."""


@dataclass(frozen=True)
class Program:
    """One process: `environment` is all it is given beyond PATH, HOME and LANG."""

    name: str
    group: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    stop_within_s: int = 20

    def line(self) -> str:
        return shlex.join(self.command)


def programs(place: Place, secrets: Mapping[str, str], mongod: Path) -> list[Program]:
    """Every process of the stack, in starting order."""
    return [*_infra(place, mongod), *_services(place, secrets), _gateway(place, secrets)]


def shared_environment(place: Place, secrets: Mapping[str, str]) -> dict[str, str]:
    """Settings by name of every service: what `.run/env` exports and each service picks from."""
    uris = {f"{n.upper()}_MONGO_URI": mongo.mongo_uri(place, secrets, n) for n in STORES}
    addresses = {f"{n.upper()}_HTTP_ADDRESS": place.address(n) for n in STORES}
    return {
        "AMQP_URI": rabbit.amqp_uri(place, rabbit.USER, secrets["rabbitmq"]),
        **uris,
        **addresses,
        "NOTIFY_SMTP_HOST": "127.0.0.1",
        "NOTIFY_SMTP_PORT": str(place.port("mail")),
        "NOTIFY_SMTP_FROM": "yunling@localhost",
        "NOTIFY_SMTP_SECURITY": "none",
        "PEOPLE_DATA_KEY": secrets["people_data_key"],
        "PEOPLE_ID_KEY": secrets["people_id_key"],
        "GATEWAY_TOKEN_KEYS": str(place.keys / "jwks.json"),
    }


def _infra(place: Place, mongod: Path) -> list[Program]:
    broker = rabbit.environment(place)
    sink = [sys.executable, "-m", "yunling.stack.mail", place.address("mail"), str(place.mail)]
    return [
        Program("epmd", INFRA, rabbit.epmd_command(place), stop_within_s=5),
        Program("rabbitmq", INFRA, rabbit.server_command(), broker, stop_within_s=60),
        Program("mongod", INFRA, mongo.server_command(place, mongod), stop_within_s=60),
        Program("mail", INFRA, sink, {"PYTHONPATH": str(place.root / "cli")}, stop_within_s=5),
    ]


def _services(place: Place, secrets: Mapping[str, str]) -> list[Program]:
    return [
        _python(place, secrets, name, CORE, f"services/{name}", f"{name.title()}Service")
        for name in SERVICES
    ]


def _gateway(place: Place, secrets: Mapping[str, str]) -> Program:
    return _python(place, secrets, "gateway", DOOR, "gateway", "GatewayService")


def _python(
    place: Place, secrets: Mapping[str, str], name: str, group: str, folder: str, entry: str
) -> Program:
    """A service gets the broker and its own settings; never the address of another's store."""
    settings = shared_environment(place, secrets)
    own = {k: v for k, v in settings.items() if k.startswith(f"{name.upper()}_")}
    path = f"{place.root / 'chassis'}:{place.root / folder}"
    config = ["--config", str(place.root / folder / "config.yaml")]
    return Program(
        name,
        group,
        [sys.executable, "-m", "chassis", f"{name}.service:{entry}", *config],
        {"AMQP_URI": settings["AMQP_URI"], **own, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
        stop_within_s=30,
    )
