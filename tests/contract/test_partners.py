"""Events of partners are checked against the contracts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from partners.intake import contracts as packaged
from partners.intake import validation
from partners.intake.candidate import Candidate
from partners.registry.partner import Partner
from tests.contract import contracts

PARTNERS = contracts.of("partners")
NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)


def test_every_partner_event_is_known_and_no_other() -> None:
    assert packaged.read().keys() == PARTNERS.keys()


@pytest.mark.parametrize("type", sorted(PARTNERS))
def test_the_intake_takes_the_example_as_it_is(type: str) -> None:
    example = PARTNERS[type].example
    candidate = validation.check(example, a_partner(example), NOON)
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
