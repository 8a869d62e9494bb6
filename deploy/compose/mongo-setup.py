"""Makes a new replica set usable and leaves one that is set up as it is: its members, the
administrator, and a user for each service, who may read and write the service's own database, add
to its audit records, and nothing else.

Runs on the local host of the first of MONGO_MEMBERS (see docker-compose.yml), again at every `up`.
A service is named by its <SERVICE>_MONGO_PASSWORD, and a changed one takes effect; the
administrator's password is kept as first set.
"""

import os
import time

from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure

from chassis.storage import audit_log

ALREADY_INITIALIZED, AUTHENTICATION_FAILED = 23, 18
ROLE_EXISTS, USER_EXISTS = 51002, 51003
REPLICA_SET, OF_A_SERVICE, APPEND = "yunling", "_MONGO_PASSWORD", "append"
# A silent primary is given up after five seconds. The next one does not wait long for what the
# others may have beyond it: what was acknowledged is on a majority, and so on the winner too.
FAILOVER = {"electionTimeoutMillis": 5_000, "catchUpTimeoutMillis": 1_000}
PATIENCE_MS = 60_000
members = os.environ["MONGO_MEMBERS"].split()
admin = {"username": "admin", "password": os.environ["MONGO_ADMIN_PASSWORD"]}


def connect(**options: object) -> MongoClient:
    """This member itself, whatever its state."""
    return MongoClient(
        "127.0.0.1", directConnection=True, serverSelectionTimeoutMS=PATIENCE_MS, **options
    )


def is_set_up() -> bool:
    try:
        connect(**admin).admin.command("ping")
    except OperationFailure as refused:
        if refused.code == AUTHENTICATION_FAILED:
            return False
        raise
    return True


def set_up() -> None:
    first = connect()
    hosts = [{"_id": place, "host": f"{name}:27017"} for place, name in enumerate(members)]
    wanted = {"_id": REPLICA_SET, "members": hosts, "settings": FAILOVER}
    try:
        first.admin.command("replSetInitiate", wanted)
    except OperationFailure as refused:
        if refused.code != ALREADY_INITIALIZED:
            raise
    await_primary(first)
    first.admin.command("createUser", admin["username"], pwd=admin["password"], roles=["root"])


def await_primary(client: MongoClient) -> None:
    """The first member of a new set becomes primary: the others have nothing yet."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < deadline:
        try:
            if client.admin.command("hello")["isWritablePrimary"]:
                return
        except AutoReconnect:
            pass  # an election closes connections
        time.sleep(0.1)
    raise SystemExit(f"{members[0]} did not become primary in {PATIENCE_MS} ms")


def put_audit(client: MongoClient, service: str) -> dict[str, str]:
    """The audit database of a service, and the role that may only add to it. Indexes are made
    here: who may make one may let it expire what it covers."""
    database = client[audit_log.name(service)]
    for name in (audit_log.RECORDS, audit_log.SEALS):
        if name not in database.list_collection_names():
            database.create_collection(name)
    for field in audit_log.FOUND_BY:
        some = {"partialFilterExpression": {field: {"$exists": True}}}
        database[audit_log.RECORDS].create_index([(field, 1), ("_id", 1)], **some)
    rights = [
        {"resource": {"db": database.name, "collection": name}, "actions": ["find", "insert"]}
        for name in (audit_log.RECORDS, audit_log.SEALS)
    ]
    try:
        database.command("createRole", APPEND, privileges=rights, roles=[])
    except OperationFailure as refused:
        if refused.code != ROLE_EXISTS:
            raise
    return {"role": APPEND, "db": database.name}


def admit(client: MongoClient, service: str, password: str) -> None:
    user = {"pwd": password, "roles": ["readWrite", put_audit(client, service)]}
    try:
        client[service].command("createUser", service, **user)
    except OperationFailure as refused:
        if refused.code != USER_EXISTS:
            raise
        client[service].command("updateUser", service, **user)


if not is_set_up():
    set_up()
primary = MongoClient(
    members, replicaSet=REPLICA_SET, serverSelectionTimeoutMS=PATIENCE_MS, **admin
)
for name, password in os.environ.items():
    if name.endswith(OF_A_SERVICE):
        admit(primary, name.removesuffix(OF_A_SERVICE).lower(), password)
