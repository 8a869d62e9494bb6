"""The broker: a RabbitMQ node of the stack's own, beside any other on the machine."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets as random
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from string import Template
from urllib.parse import quote

from yunling.advice import Advice
from yunling.stack.binary import find_rabbitmq
from yunling.stack.place import Place
from yunling.stack.secret import partner_password, write_private

VHOST = "yunling"
USER = "yunling"
PARTNERS = ("venues", "bank", "provider", "bodies")
"""Partner systems that every stack knows; their URIs are in `.run/partners.json`."""

PARTNER_RIGHTS = {"configure": "^$", "write": "^yunling\\.intake$", "read": "^$"}
LOOPBACK = "-kernel inet_dist_use_interface {127,0,0,1}"


def amqp_uri(place: Place, user: str, password: str) -> str:
    return f"amqp://{quote(user, safe='')}:{password}@{place.address('rabbitmq')}/{VHOST}"


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
    """Configuration, cookie and definitions; the definitions are imported at every boot."""
    home = place.folder("rabbitmq")
    template = Template((place.root / "deploy/local/rabbitmq.conf").read_text())
    text = template.substitute(
        definitions=home / "definitions.json", management=place.port("rabbitmq-management")
    )
    if not management:
        text = "\n".join(line for line in text.splitlines() if not line.startswith("management."))
    (home / "rabbitmq.conf").write_text(text + "\n")
    (home / "enabled_plugins").write_text("[rabbitmq_management].\n" if management else "[].\n")
    write_private(home / "definitions.json", json.dumps(_definitions(secrets)))
    partners = {p: partner_uri(place, secrets, p) for p in PARTNERS}
    write_private(place.run / "partners.json", json.dumps(partners, indent=1) + "\n")
    cookie = home / ".erlang.cookie"
    if not cookie.exists() or cookie.read_text() != secrets["erlang_cookie"]:
        write_private(cookie, secrets["erlang_cookie"])
        cookie.chmod(0o400)


def add_partners(
    place: Place, secrets: Mapping[str, str], partner_ids: Sequence[str]
) -> dict[str, str]:
    """Let more partners publish over AMQP: returns {partner id: AMQP URI}.

    The user is `partner-<id>` and may only write to the exchange `yunling.intake`. Adding a
    partner again changes nothing.
    """
    file = place.folder("rabbitmq") / "partners.json"
    write_private(file, json.dumps(_partner_definitions(secrets, partner_ids)))
    try:
        control(place, "import_definitions", str(file))
    finally:
        file.unlink()
    return {p: partner_uri(place, secrets, p) for p in partner_ids}


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


def _definitions(secrets: Mapping[str, str]) -> dict[str, object]:
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    partners = _partner_definitions(secrets, PARTNERS)
    return {
        "vhosts": [{"name": VHOST}],
        "users": [_user(USER, secrets["rabbitmq"], tags="monitoring"), *partners["users"]],
        "permissions": [{"user": USER, "vhost": VHOST, **everything}, *partners["permissions"]],
    }


def _partner_definitions(
    secrets: Mapping[str, str], partner_ids: Iterable[str]
) -> dict[str, list[dict[str, str]]]:
    users = [_user(f"partner-{p}", partner_password(secrets, p)) for p in partner_ids]
    rights = [{"user": user["name"], "vhost": VHOST, **PARTNER_RIGHTS} for user in users]
    return {"users": users, "permissions": rights}


def _user(name: str, password: str, tags: str = "") -> dict[str, str]:
    """RabbitMQ's salted SHA-256: base64(salt + sha256(salt + password)), salt of 4 bytes."""
    salt = random.token_bytes(4)
    digest = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest())
    return {
        "name": name,
        "password_hash": digest.decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": tags,
    }
