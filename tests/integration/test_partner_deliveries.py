"""What a partner is sent: into its own queue, for its own eyes, and again when it asks."""

import os
import subprocess
import sys

import kombu
import pytest
from amqp.exceptions import AccessRefused, InternalError, NotFound

from tests.integration.making import COUNTY, a_fair, unique
from tests.integration.target import eventually
from tests.integration.tokens import mint

COMMAND = [sys.executable, "-m", "yunling"]
CLOSED = "yunling.jobs.fair.closed.v1"
OPENED = "yunling.jobs.fair.opened.v1"


@pytest.fixture(scope="module")
def bureau(admin):
    """The id of a labour bureau of Wuhua county."""
    partner_id = unique("bureau")
    form = {"name": "五华区人社局", "role": "labour_bureau", "types": [], "region": COUNTY}
    admin.make("/v1/partners", {"partner_id": partner_id, "reason": "test", **form})
    return partner_id


@pytest.fixture(scope="module")
def channel(admin, bureau):
    """The bureau's own connection to the broker, once there is something to read."""
    uri = admin.put(f"/v1/partners/{bureau}/account")["amqp_uri"]
    eventually(lambda: is_there(uri, bureau))
    with kombu.Connection(uri) as connection:
        yield connection.channel()


def is_there(uri, partner_id):
    # A quorum queue that was just made has no leader yet: RabbitMQ 3.10 then ends the connection.
    with kombu.Connection(uri) as connection:
        try:
            connection.channel().basic_get(f"yunling.partner.{partner_id}")
        except (NotFound, InternalError):
            return False
    return True


@pytest.fixture
def own(as_, bureau):
    """The door for the bureau itself."""
    return as_("labour_bureau", partner_id=bureau, region=COUNTY)


def taken(channel, partner_id):
    """The next message of the queue as (event, headers), None while there is none."""
    message = channel.basic_get(f"yunling.partner.{partner_id}")
    if message is None:
        return None
    channel.basic_ack(message.delivery_tag)
    return kombu.utils.json.loads(message.body), message.headers


def told(channel, bureau, type, fair_id):
    """The message that this happened to this fair; what comes before it is taken and forgotten."""

    def found():
        message = taken(channel, bureau)
        fits = message and (message[0]["type"], message[0]["subject"]) == (type, fair_id)
        return message if fits else None

    return eventually(found)


def ended(door, path):
    """The replay, None while it runs."""
    replay = door.read(path)
    return None if replay["state"] == "running" else replay


def test_a_partner_reads_what_it_subscribed_to_and_asks_for_it_again(admin, own, bureau, channel):
    path = f"/v1/partners/{bureau}"
    own.make(f"{path}/subscriptions", {"types": [OPENED]})
    a_fair(admin, region="530103")
    fair_id = a_fair(admin)
    event, headers = told(channel, bureau, OPENED, fair_id)
    assert event["data"]["region"] == COUNTY
    [key] = [
        one for one in own.read("/v1/signing-keys")["keys"] if one["kid"] == headers["webhook-key"]
    ]
    assert key["crv"] == "Ed25519"
    number = int(event["deliverysequence"])
    replay = own.make(f"{path}/replays", {"first": number, "last": number})
    again, headers = told(channel, bureau, OPENED, fair_id)
    assert (again, headers["replay"]) == (event, replay["replay_id"])
    done = eventually(lambda: ended(own, f"{path}/replays/{replay['replay_id']}"))
    assert (done["sent"], done["withheld"]) == (1, 0)
    box = own.read(f"{path}/mailbox")
    assert (box["last"], box["waiting"]) == (box["done"], 0)


def test_a_partners_account_reads_its_own_queue_and_changes_nothing(channel, bureau):
    connection = channel.connection
    own = f"yunling.partner.{bureau}"

    def refused(ask):
        with connection.channel() as fresh, pytest.raises(AccessRefused):
            ask(fresh)

    refused(lambda fresh: fresh.basic_get("yunling.partner.bank"))
    refused(lambda fresh: fresh.basic_get("yunling.unrouted"))
    refused(lambda fresh: fresh.queue_delete(own))
    refused(lambda fresh: fresh.queue_bind(own, "yunling.events", "#"))


def test_another_partners_mailbox_is_not_to_be_found(as_, bureau):
    other = as_("bank", partner_id="bank")
    for part in ("subscriptions", "mailbox", "replays", "statements", "statements/2026-01-01"):
        assert other.get(f"/v1/partners/{bureau}/{part}").status == 404


def test_a_partner_uses_the_commands_with_its_own_token(platform, own, bureau, channel, admin):
    token = mint(platform.issuer, "labour_bureau", partner_id=bureau, region=COUNTY)

    def run(*words):
        return subprocess.run(
            [*COMMAND, *words, "--url", platform.url],
            env={**os.environ, "YUNLING_TOKEN": token},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    added = run("subscription", "add", bureau, CLOSED, "--region", COUNTY)
    assert added.returncode == 0 and CLOSED in added.stdout, added.stderr
    fair_id = a_fair(admin)
    admin.make(f"/v1/fairs/{fair_id}/closing")
    event, _ = told(channel, bureau, CLOSED, fair_id)
    number = str(int(event["deliverysequence"]))
    again = run("replay", "start", bureau, "--first", number, "--last", number)
    assert "done" in again.stdout and "1 sent" in again.stdout, again.stderr
    assert told(channel, bureau, CLOSED, fair_id)[0] == event
    none = run("statement", "get", bureau, "2999-01-01")
    assert none.returncode == 1 and "statement_not_found" in none.stderr
