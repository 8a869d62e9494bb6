"""The database: one mongod, a replica set of one, a database and a user per service."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure, ServerSelectionTimeoutError

from yunling.advice import Advice
from yunling.stack.place import STORES, Place
from yunling.stack.secret import write_private

REPLICA_SET = "rs0"
ADMIN = "yunling_admin"

# Codes of MongoDB's error_codes.yml.
UNAUTHORIZED, AUTHENTICATION_FAILED, ALREADY_INITIALIZED = 13, 18, 23
ROLE_EXISTS, USER_EXISTS = 51002, 51003

APPEND = "append"
AUDIT_INDEXES = {"records": ("person_id", "partner_id", "parked_id", "job_id"), "seals": ()}
"""The collections of an audit database and what is looked up in them, as the chassis says
(storage/audit_log)."""

Client = MongoClient[dict[str, Any]]


def store_name(service: str) -> str:
    """Both the database and the only user that can read or write it."""
    return f"yunling_{service}"


def mongo_uri(place: Place, secrets: Mapping[str, str], service: str) -> str:
    name, password = store_name(service), secrets[f"mongo_{service}"]
    options = f"replicaSet={REPLICA_SET}&authSource={name}"
    return f"mongodb://{name}:{password}@{place.address('mongod')}/{name}?{options}"


def admin_uri(place: Place, secrets: Mapping[str, str]) -> str:
    host, password = place.address("mongod"), secrets["mongo_admin"]
    return f"mongodb://{ADMIN}:{password}@{host}/admin?directConnection=true"


def write_files(place: Place, secrets: Mapping[str, str]) -> None:
    home = place.folder("mongod")
    place.folder("mongod/data")
    write_private(home / "keyfile", secrets["mongo_keyfile"])
    template = Template((place.root / "deploy/local/mongod.conf").read_text())
    (home / "mongod.conf").write_text(
        template.substitute(
            port=place.port("mongod"),
            keyfile=home / "keyfile",
            data=home / "data",
            tls=place.tls,
        )
    )


def has_data(place: Place) -> bool:
    """Whether the database was ever started here."""
    data = place.run / "mongod" / "data"
    return data.is_dir() and any(data.iterdir())


def server_command(place: Place, mongod: Path) -> list[str]:
    return [str(mongod), "--config", str(place.run / "mongod" / "mongod.conf")]


def provision(place: Place, secrets: Mapping[str, str], within_s: float = 60) -> None:
    """Make the replica set, the administrator and one user per service; safe to repeat.

    Raises Advice when the server does not answer in time or does not know our passwords.
    """
    deadline = time.monotonic() + within_s
    while True:
        try:
            _provision(place, secrets)
        except (AutoReconnect, ServerSelectionTimeoutError):
            if time.monotonic() > deadline:
                raise Advice(f"mongod does not answer: see {place.log('mongod')}") from None
            time.sleep(0.2)
        else:
            return


def is_primary(place: Place) -> bool:
    with _connect(f"mongodb://{place.address('mongod')}/?directConnection=true") as client:
        try:
            return bool(client.admin.command("hello").get("isWritablePrimary"))
        except (AutoReconnect, ServerSelectionTimeoutError):
            return False


def _provision(place: Place, secrets: Mapping[str, str]) -> None:
    with _connect(admin_uri(place, secrets)) as admin:
        try:
            admin.admin.command("ping")
        except OperationFailure as refused:
            if refused.code != AUTHENTICATION_FAILED:
                raise
            _bootstrap(place, secrets)
        _keep_member_address(admin, place)
        _await_primary(admin)
        for service in STORES:
            put_service(admin, service, secrets[f"mongo_{service}"])


def _bootstrap(place: Place, secrets: Mapping[str, str]) -> None:
    """First start: as long as no user exists, a connection from this machine may make one."""
    with _connect(f"mongodb://{place.address('mongod')}/?directConnection=true") as local:
        member = {"_id": 0, "host": place.address("mongod")}
        try:
            local.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
        except OperationFailure as refused:
            if refused.code == UNAUTHORIZED:
                raise Advice(
                    f"the passwords in {place.run / 'secrets.json'} do not fit the database's: "
                    f"restore that file, or `make clean-data` to start anew"
                ) from None
            if refused.code != ALREADY_INITIALIZED:
                raise
        _await_primary(local)
        local.admin.command("createUser", ADMIN, pwd=secrets["mongo_admin"], roles=["root"])


def _keep_member_address(admin: Client, place: Place) -> None:
    """Data that was made under another port base still names the old port as the member's."""
    config = admin.admin.command("replSetGetConfig")["config"]
    (member,) = config["members"]
    if member["host"] != place.address("mongod"):
        member["host"] = place.address("mongod")
        config["version"] += 1
        admin.admin.command("replSetReconfig", config, force=True)


def _await_primary(client: Client, within_s: float = 30) -> None:
    deadline = time.monotonic() + within_s
    while not client.admin.command("hello").get("isWritablePrimary"):
        if time.monotonic() > deadline:
            raise Advice("mongod does not become primary: see `make logs S=mongod`")
        time.sleep(0.1)


def put_service(admin: Client, service: str, password: str) -> None:
    """The user of a service: to read and write its own database, and to add to its audit records
    and find them. Safe to repeat."""
    name = store_name(service)
    audit = _put_audit(admin, name)
    _put_user(admin, name, password, [{"role": "readWrite", "db": name}, audit])


def _put_audit(admin: Client, name: str) -> dict[str, str]:
    """The audit database beside a store, and the role that may only add to it. Indexes are made
    here: who may make one may let it expire what it covers."""
    database = admin[f"{name}_audit"]
    for collection, fields in AUDIT_INDEXES.items():
        if collection not in database.list_collection_names():
            database.create_collection(collection)
        for field in fields:
            some: dict[str, Any] = {field: {"$exists": True}}
            database[collection].create_index(
                [(field, 1), ("_id", 1)], partialFilterExpression=some
            )
    rights = [
        {"resource": {"db": database.name, "collection": name}, "actions": ["find", "insert"]}
        for name in AUDIT_INDEXES
    ]
    try:
        database.command("createRole", APPEND, privileges=rights, roles=[])
    except OperationFailure as refused:
        if refused.code != ROLE_EXISTS:
            raise
    return {"role": APPEND, "db": database.name}


def _put_user(admin: Client, name: str, password: str, roles: list[dict[str, str]]) -> None:
    try:
        admin[name].command("createUser", name, pwd=password, roles=roles)
    except OperationFailure as refused:
        if refused.code != USER_EXISTS:
            raise
        admin[name].command("updateUser", name, pwd=password, roles=roles)


def _connect(uri: str) -> Client:
    return MongoClient(uri, serverSelectionTimeoutMS=2000)
