"""Each store is reached by its own service only."""

import pytest

SERVICES = ("people", "jobs", "loans", "training", "notify", "insight", "gateway")

CONNECT = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], 27017), timeout=2).close()
    print("open")
except OSError:
    print("shut")
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


def reaches(compose, service: str, host: str) -> str:
    return compose("exec", "-T", service, "python", "-c", CONNECT, host).split()[-1]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reaches_its_own_store_and_no_other(compose, platform, service):
    others = [name for name in SERVICES if name != service]
    assert reaches(compose, service, f"{service}-mongo") == "open"
    assert {reaches(compose, service, f"{other}-mongo") for other in others} == {"shut"}


def test_a_store_is_shut_to_others_by_its_address_too(compose, platform):
    ask = "import socket; print(socket.gethostbyname('people-mongo'))"
    address = compose.python("people", ask).split()[-1]
    assert reaches(compose, "jobs", address) == "shut"


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
