"""What the files of a deployment say about who is believed."""

from __future__ import annotations

from pathlib import Path

import yaml

from chassis.config import load
from gateway.identity.issuer import Issuers

ROOT = Path(__file__).parents[2]
COMPOSED = ("docker-compose.yml", "deploy/cluster/compose.yaml")


def test_the_list_of_issuers_that_is_shipped_can_be_read() -> None:
    assert Issuers(str(ROOT / "deploy" / "issuers.yaml")) == ()


def test_nobody_logs_in_by_a_password_unless_a_deployment_says_so() -> None:
    assert load(ROOT / "gateway" / "config.yaml", {})["local_issuer"] == "false"


def test_containers_have_no_accounts_of_their_own() -> None:
    for name in COMPOSED:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "local_issuer" not in text.lower()
    gateway = yaml.safe_load((ROOT / COMPOSED[0]).read_text(encoding="utf-8"))["services"][
        "gateway"
    ]
    assert gateway["environment"]["GATEWAY_ISSUERS"] in str(gateway["volumes"])
