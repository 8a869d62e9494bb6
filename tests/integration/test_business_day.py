"""The business day of a running platform: everybody sees it, an admin moves it where that is
possible, and it never goes back."""

from __future__ import annotations

from datetime import date, timedelta

from tests.integration.door import Door
from tests.integration.target import Platform

MOVING = "/v1/ops/business-day"


def shown(platform: Platform) -> tuple[date, bool]:
    answer = Door(platform.url).read("/v1/business-day")
    return date.fromisoformat(answer["day"]), answer["movable"]


def test_everybody_may_ask_for_the_business_day(platform: Platform):
    assert Door(platform.url).get("/v1/business-day").status == 200


def test_only_an_admin_moves_the_business_day(platform: Platform, officer: Door):
    today, _ = shown(platform)
    assert officer.post(MOVING, {"day": today.isoformat()})["code"] == "role_not_allowed"


def test_a_real_day_does_not_move_and_a_movable_one_never_goes_back(
    platform: Platform, admin: Door
):
    today, movable = shown(platform)
    back = admin.post(MOVING, {"day": (today - timedelta(days=1)).isoformat()})
    assert back.status == 409
    assert back["code"] == ("business_day_passed" if movable else "business_day_not_movable")
    assert shown(platform) == (today, movable)


def test_a_move_is_recorded_with_who_made_it(platform: Platform, admin: Door):
    today, movable = shown(platform)
    moved = admin.post(MOVING, {"day": today.isoformat()})
    if movable:
        assert moved["day"] == today.isoformat()
        records = admin.read("/v1/ops/audit", service="gateway", limit=50)["rows"]
        assert any(one["action"] == "move business day" for one in records)
    else:
        assert moved["code"] == "business_day_not_movable"


def test_a_time_of_day_that_is_none_is_named(platform: Platform, admin: Door):
    today, _ = shown(platform)
    refused = admin.post(MOVING, {"day": today.isoformat(), "time": "25:00"})
    assert refused.status == 422
    assert refused["errors"] == [{"field": "time", "reason": "不是有效的时刻（HH:MM）"}]
