"""The processes of the stack: what runs, with which settings, in which order."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.bodies.table import BODIES
from yunling.keys import PUBLIC
from yunling.stack import business_clock, mongo, rabbit, simulator
from yunling.stack.passport import ACTORS
from yunling.stack.place import REPLICAS_MOST, SEALING, SERVICES, SIGNERS, STORES, Place, replica

INFRA, CORE, DOOR, MORE, SIMULATORS = "infra", "core", "door", "more", "simulators"
"""Groups stop in reverse: first the simulators, then the second and later replicas, then the door,
the services, and what they stand on."""


SHARED = ("AMQP_URI", "ACTOR_KEYS", "BUSINESS_CLOCK")
"""The settings that every service is given."""


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
    first = [_python(place, secrets, name, 1) for name in (*SERVICES, "gateway")]
    more = [
        _python(place, secrets, name, number)
        for number in range(2, REPLICAS_MOST + 1)
        for name in STORES
    ]
    bodies = [_simulator(place, body) for body in BODIES]
    return [*_infra(place, mongod), *first, *more, *bodies]


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
        **{f"{name.upper()}_MASTER_KEYS": secrets[f"{name}_master_keys"] for name in SEALING},
        "PEOPLE_ID_KEY": secrets["people_id_key"],
        "GATEWAY_SECRET_KEY": secrets["gateway_secret_key"],
        "GATEWAY_PARTNERS": str(rabbit.declared_file(place)),
        "GATEWAY_BROKER_API": rabbit.api_uri(place, secrets),
        "GATEWAY_PARTNER_AMQP": f"amqp://{place.address('rabbitmq')}/{rabbit.VHOST}",
        "ACTOR_KEYS": str(place.keys / ACTORS),
        "BUSINESS_CLOCK": str(business_clock.file(place)),
        **{f"{n.upper()}_PASSPORT_KEY": secrets[f"passport_{n}"] for n in SIGNERS},
        "GATEWAY_TOKEN_KEYS": str(place.keys / PUBLIC),
        "GATEWAY_LOCAL_ISSUER": "true",
        "GATEWAY_DRAIN_S": "1",
        # Tests, the programme and the bench speak for whole crowds from one address.
        "GATEWAY_RATE_LIMITS": " ".join(
            f"{policy}=600000/60" for policy in ("read", "write", "heavy", "public", "refused")
        ),
        "GATEWAY_CONNECTIONS_EACH": "1000",
        "GATEWAY_SERVER_TIMING": "true",
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


def _python(place: Place, secrets: Mapping[str, str], name: str, number: int) -> Program:
    """A replica of a service: it gets the broker, whose word to take, and its own settings, never
    the address of another's store."""
    group = MORE if number > 1 else DOOR if name == "gateway" else CORE
    folder = place.root / ("gateway" if name == "gateway" else f"services/{name}")
    settings = shared_environment(place, secrets)
    own = {k: v for k, v in settings.items() if k.startswith(f"{name.upper()}_")}
    own[f"{name.upper()}_HTTP_ADDRESS"] = place.address(replica(name, number))
    entry = f"{name}.service:{name.title()}Service"
    return Program(
        replica(name, number),
        group,
        [sys.executable, "-m", "chassis", entry, "--config", str(folder / "config.yaml")],
        {
            **{shared: settings[shared] for shared in SHARED},
            **own,
            "PYTHONPATH": f"{place.root / 'chassis'}:{folder}",
            "PYTHONUNBUFFERED": "1",
        },
        stop_within_s=30,
    )


def _simulator(place: Place, body: str) -> Program:
    """A partner's system: it gets nothing of the stack's, and knows what its own file says."""
    return Program(
        simulator.process(body),
        SIMULATORS,
        simulator.command(place, body),
        {"PYTHONPATH": str(place.root / "conformance"), "PYTHONUNBUFFERED": "1"},
    )
