"""Each store is reached by its own service only."""

import json
from concurrent.futures import ThreadPoolExecutor

from tests.integration.containers import run
from yunling.services import NAMES

CONNECT = """
import socket, sys
from concurrent.futures import ThreadPoolExecutor
def reach(address):
    try:
        socket.create_connection((address, 27017), timeout=3).close()
        return "open"
    except OSError:
        return "shut"
print(*ThreadPoolExecutor().map(reach, sys.argv[1:]))
"""
READ_AS = """
import os, pymongo
uri = os.environ["{own}_MONGO_URI"]
client = pymongo.MongoClient(uri, serverSelectionTimeoutMS=5000)
try:
    client["{database}"]["{collection}"].find_one()
    print("read")
except pymongo.errors.OperationFailure as refused:
    print("refused", refused.code)
"""


def store_addresses(compose) -> dict[str, str]:
    """The address of each service's mongod."""
    containers = compose.containers()
    ids = [containers[f"{service}-mongo"] for service in NAMES]
    inspected = json.loads(run("docker", "inspect", *ids))
    networks = [list(one["NetworkSettings"]["Networks"].values()) for one in inspected]
    return {service: net[0]["IPAddress"] for service, net in zip(NAMES, networks, strict=True)}


def test_a_service_reaches_its_own_store_and_no_other(compose, platform):
    addresses = store_addresses(compose)

    def reached(service: str) -> set[str]:
        said = compose("exec", "-T", service, "python", "-c", CONNECT, *addresses.values())
        doors = zip(addresses, said.strip().splitlines()[-1].split(), strict=True)
        return {store for store, door in doors if door == "open"}

    with ThreadPoolExecutor() as askers:
        found = dict(zip(NAMES, askers.map(reached, NAMES), strict=True))
    assert found == {service: {service} for service in NAMES}


def test_a_services_own_user_may_not_leave_its_database(compose, platform):
    def read(database: str, collection: str) -> str:
        program = READ_AS.format(own="LOANS", database=database, collection=collection)
        return compose.python("loans", program).strip().splitlines()[-1]

    assert read("loans", "loans") == "read"
    assert read("admin", "system.users") == "refused 13"
    assert read("other", "things") == "refused 13"


def test_a_store_answers_nobody_without_a_password(compose, platform):
    program = """
import pymongo
client = pymongo.MongoClient("jobs-mongo", directConnection=True, serverSelectionTimeoutMS=5000)
try:
    print(client.jobs.fairs.find_one())
except pymongo.errors.OperationFailure as refused:
    print("refused", refused.code)
"""
    assert compose.python("jobs", program).split() == ["refused", "13"]
