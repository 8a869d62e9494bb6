"""What the files of a deployment say about who is believed."""

from __future__ import annotations

from pathlib import Path

from gateway.identity.issuer import Issuers

ROOT = Path(__file__).parents[2]


def test_the_list_of_issuers_that_is_shipped_can_be_read() -> None:
    assert Issuers(str(ROOT / "deploy" / "issuers.yaml")) == ()
