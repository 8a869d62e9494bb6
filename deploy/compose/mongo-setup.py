"""Makes a new mongod usable and leaves one that is set up as it is: replica set, administrator,
and the service's own user, who may read and write the service's own database and no other.

Runs on the local host of the mongod (see docker-compose.yml), again at every `up`. A changed
MONGO_PASSWORD takes effect; the administrator's password is kept as first set.
"""

import os
import time

from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure

ALREADY_INITIALIZED, AUTHENTICATION_FAILED, USER_EXISTS = 23, 18, 51003
owner = os.environ["MONGO_OWNER"]
password = os.environ["MONGO_PASSWORD"]
admin_password = os.environ["MONGO_ADMIN_PASSWORD"]


def connect(**credentials: str) -> MongoClient:
    return MongoClient(
        "127.0.0.1",
        directConnection=True,
        serverSelectionTimeoutMS=30_000,
        **credentials,
    )


def is_set_up() -> bool:
    try:
        as_admin().admin.command("ping")
    except OperationFailure as refused:
        if refused.code == AUTHENTICATION_FAILED:
            return False
        raise
    return True


def as_admin() -> MongoClient:
    return connect(username="admin", password=admin_password, authSource="admin")


def set_up() -> None:
    first = connect()
    member = {"_id": 0, "host": f"{owner}-mongo:27017"}
    try:
        first.admin.command("replSetInitiate", {"_id": "yunling", "members": [member]})
    except OperationFailure as refused:
        if refused.code != ALREADY_INITIALIZED:
            raise
    await_primary(first)
    first.admin.command("createUser", "admin", pwd=admin_password, roles=["root"])


def await_primary(client: MongoClient, within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            if client.admin.command("hello")["isWritablePrimary"]:
                return
        except AutoReconnect:
            pass  # an election closes connections
        time.sleep(0.1)
    raise SystemExit(f"{owner}-mongo did not become primary within {within_s:.0f} s")


def admit_owner() -> None:
    database = as_admin()[owner]
    user = {"pwd": password, "roles": ["readWrite"]}
    try:
        database.command("createUser", owner, **user)
    except OperationFailure as refused:
        if refused.code != USER_EXISTS:
            raise
        database.command("updateUser", owner, **user)


if not is_set_up():
    set_up()
await_primary(as_admin())
admit_owner()
