"""The programme's table: built from events, and built again from them with the same result."""

import json

import pytest

from tests.integration.making import unique
from tests.integration.target import eventually

CONTEST = {"trade": "", "region": "530100", "held_on": "2024-08-09"}


def figures(door, year: int, target_id: str) -> dict:
    rows = door.read(f"/v1/programme?year={year}")["targets"]
    return next(row for row in rows if row["id"] == target_id)


def rebuilt(door) -> dict:
    """The rebuild when it is over, as its progress tells: the server ends the stream by itself."""
    assert door.post("/v1/programme/rebuild").status == 202
    watching = {"Accept": "text/event-stream"}
    told = door.send("GET", "/v1/programme/rebuild", headers=watching, timeout=120)
    assert told.headers["Content-Type"] == "text/event-stream"
    *_, last = [event for event in told.body.split("\n\n") if event.startswith("id: ")]
    name, data = (line.partition(": ")[2] for line in last.splitlines()[1:])
    assert name == "end", told.body
    return json.loads(data)


def test_a_contested_trade_shows_in_its_year_region_and_month(admin):
    before = figures(admin, 2024, "contest_trades")["actual"]
    trade = unique("工种")
    for region in ("530100", "530300"):
        admin.make("/v1/contests", CONTEST | {"trade": trade, "region": region})
    eventually(lambda: figures(admin, 2024, "contest_trades")["actual"] == before + 1)
    row = figures(admin, 2024, "contest_trades")
    assert row["by_region"]["530000"] == row["actual"]
    assert row["by_month"]["2024-08"] >= 1


def test_a_rebuild_from_the_outboxes_gives_the_same_table(admin):
    trade = unique("工种")
    before = figures(admin, 2024, "contest_trades")["actual"]
    admin.make("/v1/contests", CONTEST | {"trade": trade})
    eventually(lambda: figures(admin, 2024, "contest_trades")["actual"] == before + 1)
    shown = admin.read("/v1/programme?year=2024")
    rebuild = rebuilt(admin)
    assert (rebuild["state"], rebuild["missing"], rebuild["unreadable"]) == ("live", {}, 0)
    assert rebuild["read"] > 0
    assert admin.read("/v1/programme?year=2024") == shown


def test_events_go_on_counting_once_after_a_rebuild(admin):
    rebuilt(admin)
    before = figures(admin, 2024, "contest_trades")["actual"]
    admin.make("/v1/contests", CONTEST | {"trade": unique("工种")})
    eventually(lambda: figures(admin, 2024, "contest_trades")["actual"] == before + 1)


@pytest.mark.parametrize("query", ["", "year=abc", "year=2024&region=53", "year=2024&month=3"])
def test_a_table_is_asked_for_by_year_and_region_only(admin, query):
    refused = admin.get(f"/v1/programme?{query}")
    assert (refused.status, refused["code"]) == (422, "invalid")
