"""The gateway checks partner events against its own copies of the contracts."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest

from gateway import intake
from gateway.intake import checking
from gateway.intake import contracts as packaged
from gateway.intake.candidate import Candidate
from gateway.partners.partner import Partner
from tests.contract import contracts

PARTNERS = contracts.of("partners")
NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)


def test_the_gateway_knows_every_partner_event_and_no_other() -> None:
    assert packaged.read().keys() == PARTNERS.keys()


@pytest.mark.parametrize("type", sorted(PARTNERS))
@pytest.mark.parametrize("suffix", [contracts.SUFFIX, contracts.EXAMPLE_SUFFIX])
def test_a_packaged_copy_is_the_contract(type: str, suffix: str) -> None:
    original = contracts.EVENTS / "partners" / f"{type}{suffix}"
    assert files(intake).joinpath(original.name).read_bytes() == original.read_bytes()


@pytest.mark.parametrize("type", sorted(PARTNERS))
def test_the_intake_takes_the_example_as_it_is(type: str) -> None:
    example = PARTNERS[type].example
    candidate = checking.check(example, a_partner(example), NOON)
    assert isinstance(candidate, Candidate)
    assert candidate.envelope == example


def a_partner(example: dict[str, Any]) -> Partner:
    """One that sends such events."""
    return Partner(
        partner_id=example["source"].removeprefix("/partners/"),
        name="any",
        role="partner",
        types=(example["type"],),
        region=None,
        sandbox=False,
        events_per_minute=1,
        created_at=NOON,
        changed_at=NOON,
    )
