"""The broker goes away and comes back: processes stay, say so, and lose nothing."""

import pytest

from tests.integration.making import a_fair, a_person, a_registration
from tests.integration.target import eventually

READY = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8000/readyz').status)"


@pytest.fixture
def no_broker(compose, nobody, platform):
    compose("stop", "--timeout", "30", "rabbitmq")
    yield
    compose("start", "rabbitmq")
    eventually(lambda: nobody.get("/readyz").status == 200, 90, "readiness after the broker")


def health(compose, service: str) -> int:
    program = (
        "import urllib.request as u, urllib.error as e\n"
        "try: print(u.urlopen('http://127.0.0.1:8000/readyz').status)\n"
        "except e.HTTPError as refused: print(refused.code)"
    )
    return int(compose.python(service, program).split()[-1])


def test_everybody_says_so_and_nobody_dies_while_the_broker_is_away(
    compose, nobody, officer, no_broker
):
    before = compose.containers()
    eventually(lambda: nobody.get("/readyz").status == 503, 60)
    eventually(lambda: health(compose, "jobs") == 503, 60)
    assert nobody.get("/healthz").status == 200
    refused = officer.get("/v1/fairs")
    assert (refused.status, refused["code"]) == (503, "unavailable")
    assert compose.containers() == before


def test_events_reach_everybody_after_the_broker_came_back(compose, admin, nobody):
    person_id = a_person(admin)
    compose("restart", "--timeout", "30", "rabbitmq")
    eventually(lambda: nobody.get("/readyz").status == 200, 90, "readiness")
    fair_id = eventually(lambda: _quietly(lambda: a_fair(admin)), 60, "a fair")
    assert a_registration(admin, fair_id, person_id)["state"] == "confirmed"
    template = "registration.confirmed"
    path = f"/v1/people/{person_id}/messages"
    eventually(lambda: template in str(admin.read(path)["rows"]), 60)


def _quietly(make):
    try:
        return make()
    except AssertionError:
        return None
