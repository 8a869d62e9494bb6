"""The broker: a RabbitMQ node of the stack's own, beside any other on the machine."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template
from urllib.parse import quote

from yunling.advice import Advice
from yunling.stack.binary import find_rabbitmq
from yunling.stack.place import Place
from yunling.stack.secret import partner_password, write_private

VHOST = "yunling"
USER = "yunling"
ADMIN = "yunling-admin"
"""May make users through the management API, for the gateway; it has no part in any vhost."""

PARTNER_RIGHTS = {"configure": "^$", "write": "^yunling\\.intake$", "read": "^$"}
"""For partners that a stack begins with; the gateway narrows them to the types of each."""

WITHOUT_FIGURES = "\nmanagement_agent.disable_metrics_collector = true"
LOOPBACK = "-kernel inet_dist_use_interface {127,0,0,1}"


def amqp_uri(place: Place, user: str, password: str) -> str:
    return f"amqp://{quote(user, safe='')}:{password}@{place.address('rabbitmq')}/{VHOST}"


def api_uri(place: Place, secrets: Mapping[str, str]) -> str:
    """The management API, as the gateway asks it."""
    login = f"{ADMIN}:{secrets['rabbitmq_admin']}"
    return f"http://{login}@{place.address('rabbitmq-management')}/{VHOST}"


def gathers_figures(place: Place) -> bool:
    """Whether the broker was started with figures for its pages."""
    return WITHOUT_FIGURES not in (place.folder("rabbitmq") / "rabbitmq.conf").read_text()


def declared_file(place: Place) -> Path:
    """The partners that a stack begins with."""
    return place.root / "deploy" / "partners.json"


def declared(place: Place) -> list[str]:
    """Their ids. The URIs with which they publish are in `.run/partners.json`."""
    partners = json.loads(declared_file(place).read_text(encoding="utf-8"))
    return [partner["partner_id"] for partner in partners if partner["has_account"]]


def partner_uri(place: Place, secrets: Mapping[str, str], partner_id: str) -> str:
    return amqp_uri(place, f"partner-{partner_id}", partner_password(secrets, partner_id))


def environment(place: Place) -> dict[str, str]:
    """What the server and `rabbitmqctl` need to find this node and nothing of another's.

    Source of the names: RabbitMQ's rabbitmq-env and Erlang's epmd manual.
    """
    home = place.folder("rabbitmq")
    return {
        "HOME": str(home),
        "ERL_EPMD_PORT": str(place.port("epmd")),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": "yunling@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(place.port("rabbitmq")),
        "RABBITMQ_DIST_PORT": str(place.port("rabbitmq-dist")),
        "RABBITMQ_CTL_DIST_PORT_MIN": str(place.port("rabbitmqctl")),
        "RABBITMQ_CTL_DIST_PORT_MAX": str(place.port("rabbitmqctl") + 9),
        "RABBITMQ_CTL_ERL_ARGS": f"{LOOPBACK} +S 1:1",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{LOOPBACK} +S 2:2",
        # The distribution's own settings would bring its ports and folders back.
        "RABBITMQ_CONF_ENV_FILE": str(home / "none"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "none"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
        "RABBITMQ_LOG_BASE": str(place.logs),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_PID_FILE": str(home / "pid"),
        # Lets the start script become the server, so that the supervisor's signal reaches it.
        "RUNNING_UNDER_SYSTEMD": "yes",
    }


def write_files(place: Place, secrets: Mapping[str, str], management: bool) -> None:
    """Configuration, cookie and definitions; the definitions are imported when they changed.

    The management API is always there, because the gateway makes the accounts of partners with
    it; `management` says whether it also gathers the figures that its pages show.
    """
    home = place.folder("rabbitmq")
    template = Template((place.root / "deploy/local/rabbitmq.conf").read_text())
    text = template.substitute(
        definitions=home / "definitions.json",
        management=place.port("rabbitmq-management"),
        tls=place.tls,
        tls_port=place.port("rabbitmq-tls"),
    )
    if not management:
        text += WITHOUT_FIGURES
    (home / "rabbitmq.conf").write_text(text + "\n")
    (home / "enabled_plugins").write_text("[rabbitmq_management].\n")
    partner_ids = declared(place)
    write_private(home / "definitions.json", json.dumps(_definitions(secrets, partner_ids)))
    partners = {p: partner_uri(place, secrets, p) for p in partner_ids}
    write_private(place.run / "partners.json", json.dumps(partners, indent=1) + "\n")
    cookie = home / ".erlang.cookie"
    if not cookie.exists() or cookie.read_text() != secrets["erlang_cookie"]:
        write_private(cookie, secrets["erlang_cookie"])
        cookie.chmod(0o400)


def control(place: Place, *arguments: str) -> str:
    """Run `rabbitmqctl` against this stack's node; returns what it prints.

    Raises Advice with its last line when it fails.
    """
    tool = find_rabbitmq().with_name("rabbitmqctl")
    done = subprocess.run(
        [tool, "--quiet", *arguments],
        env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **environment(place)},
        cwd=place.run,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no answer"]
        raise Advice(f"rabbitmqctl {arguments[0]} failed: {lines[0]} (is the stack up?)")
    return done.stdout


def server_command() -> list[str]:
    return [str(find_rabbitmq())]


def epmd_command(place: Place) -> list[str]:
    """The port mapper as a process of its own: one that the node starts would outlive it."""
    return ["epmd", "-address", "127.0.0.1", "-port", str(place.port("epmd"))]


def _definitions(secrets: Mapping[str, str], partner_ids: Iterable[str]) -> dict[str, object]:
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    partners = [_user(f"partner-{p}", partner_password(secrets, p)) for p in partner_ids]
    rights = [{"user": user["name"], "vhost": VHOST, **PARTNER_RIGHTS} for user in partners]
    return {
        "vhosts": [{"name": VHOST}],
        "users": [
            _user(USER, secrets["rabbitmq"], tags="monitoring"),
            _user(ADMIN, secrets["rabbitmq_admin"], tags="administrator"),
            *partners,
        ],
        "permissions": [{"user": USER, "vhost": VHOST, **everything}, *rights],
    }


def _user(name: str, password: str, tags: str = "") -> dict[str, str]:
    """RabbitMQ's salted SHA-256: base64(salt + sha256(salt + password)), salt of 4 bytes.

    The same for the same password, so that definitions without a change are not imported again,
    which would undo what the gateway has done to a partner since.
    """
    salt = hashlib.sha256(f"{name}:{password}".encode()).digest()[:4]
    digest = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest())
    return {
        "name": name,
        "password_hash": digest.decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": tags,
    }
