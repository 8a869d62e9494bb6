"""The rows of contracts/services.yaml are what the code of the services does."""

from __future__ import annotations

import re

import pytest
import yaml

from chassis.rpc.client import Remote, Remotes
from tests.contract import code, contracts, regions
from yunling.services import ALL, GATEWAY, NAMES, ROOT, Service

BEHIND = [one for one in ALL if one.name != GATEWAY]


def _named(one: Service) -> str:
    return one.name


def test_every_package_of_a_service_has_a_row() -> None:
    assert {path.parent.name for path in (ROOT / "services").glob("*/pyproject.toml")} == {
        one.name for one in BEHIND
    }


def test_a_port_is_one_services_and_leaves_room_for_replicas() -> None:
    """Second replicas begin at 50, third ones at 60 (yunling.stack.place)."""
    ports = [one.port for one in ALL]
    assert len(set(ports)) == len(ports)
    assert set(ports) <= set(range(10))


@pytest.mark.parametrize("one", ALL, ids=_named)
def test_a_row_says_what_the_service_does(one: Service) -> None:
    service, calls = code.service(one.name), code.calls(one.name)
    asks = any(isinstance(member, Remote | Remotes) for member in vars(service).values())
    found = {
        "publishes": one.name == GATEWAY or bool(contracts.of(one.name)),
        "keeps_people": bool(service.inventory),
        "seals": "key_state" in calls,
        "counts": "count_programme" in calls,
        "signs": one.name == GATEWAY or asks,
    }
    assert {does for does, so in found.items() if so} == set(one.does)


@pytest.mark.parametrize("one", BEHIND, ids=_named)
def test_a_service_is_told_of_where_people_look(one: Service) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| {one.name} \|", page, re.MULTILINE), "a row in docs/architecture.md"
    for file in ("README.md", "Dockerfile", "config.yaml"):
        assert (ROOT / one.folder / file).is_file()


def test_a_region_has_a_line_for_those_who_do_so_and_no_other() -> None:
    text = "# each service:\n#   <name>:\n#     [seals] <NAME>_KEY: x\nold\n# end of services\n"
    head, _, _ = text.partition("old\n")
    written = regions.filled(text).removeprefix(head)
    assert "\n  LOANS_KEY: x\n" in written
    assert "JOBS_KEY" not in written
    assert GATEWAY not in written
    assert regions.filled(head + written) == head + written


def test_what_a_file_writes_by_hand_is_left_out_of_a_region_of_others() -> None:
    region = "# each other store:\n#   <name>: 2\n# end of services\n"
    others = [line for line in regions.filled("jobs:\n" + region).splitlines() if line[-1] == "2"]
    assert sorted(line for line in others if line[0] != "#") == sorted(
        f"{name}: 2" for name in NAMES if name != "jobs"
    )


def test_every_service_has_a_container_and_a_store() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    parts = {f"{name}{part}" for name in NAMES for part in ("", "-mongo", "-mongo-setup")}
    assert services.keys() == parts | {"rabbitmq"}
