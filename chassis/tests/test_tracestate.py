"""Which members of a tracestate are passed on."""

from __future__ import annotations

import pytest

from chassis.telemetry.tracestate import CHARACTERS_MOST, parse


def members(count: int, length: int) -> list[str]:
    return [f"k{n:02}=".ljust(length, "v") for n in range(count)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("congo=t61rcWkgMzE", "congo=t61rcWkgMzE"),
        ("a=1,b=2", "a=1,b=2"),
        (" a=1 ,\tb=2\t,, ", "a=1,b=2"),
        ("fw529a3039@dt=x y,0tenant@sys=!", "fw529a3039@dt=x y,0tenant@sys=!"),
    ],
)
def test_members_are_passed_on_in_their_order(given, kept):
    assert parse(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        None,
        5,
        "",
        " , ",
        "a",
        "a=",
        "=1",
        "A=1",
        "a=1=2",
        "a=é",
        "a=1\n",
        "a=1,b",
        "a=1,a=2",
        f"{'a' * 257}=1",
        f"a={'1' * 257}",
        ",".join(members(33, 6)),
    ],
)
def test_one_invalid_part_drops_the_whole(given):
    assert parse(given) is None


def test_no_more_than_512_characters_are_kept_and_the_first_members_stay():
    many = members(32, 40)
    kept = parse(",".join(many))
    assert kept == ",".join(many[:12])
    assert len(kept) <= CHARACTERS_MOST


def test_members_over_128_characters_go_before_others():
    large, *small = f"large={'1' * 200}", *members(8, 60)
    assert parse(",".join([large, *small])) == ",".join(small)
