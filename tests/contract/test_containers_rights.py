"""What the compose files give a container: as little as it can do with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
)["services"]
DOCKERFILES = [*ROOT.glob("services/*/Dockerfile"), ROOT / "gateway" / "Dockerfile"]
ONLY_HERE = "${YUNLING_BIND:-127.0.0.1}:"


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service.get("cap_drop") == ["ALL"]
    assert service.get("security_opt") == ["no-new-privileges:true"]
    assert service.get("read_only") is True
    assert service.get("mem_limit")
    assert not {"privileged", "cap_add", "devices", "pid", "ipc", "userns_mode"} & service.keys()
    assert "docker.sock" not in str(service.get("volumes"))


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_does_not_run_as_root(name: str) -> None:
    service = SERVICES[name]
    # An image of ours says so itself.
    ours = service["image"].startswith("yunling/")
    assert ours or service["user"] not in ("0", "root", "0:0")


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.parent.name)
def test_an_image_of_ours_does_not_run_as_root(file: Path) -> None:
    last_stage = file.read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    users = [line for line in last_stage.splitlines() if line.startswith("USER ")]
    assert users == ["USER 10001:10001"]


@pytest.mark.parametrize("name", [name for name in SERVICES if SERVICES[name].get("ports")])
def test_a_port_is_open_on_this_machine_only_unless_somebody_says_otherwise(name: str) -> None:
    for port in SERVICES[name]["ports"]:
        assert str(port).startswith(ONLY_HERE)


@pytest.mark.parametrize("file", ["docker-compose.yml", "deploy/cluster/compose.yaml"])
def test_no_deployment_lets_the_business_day_be_moved(file: str) -> None:
    assert "BUSINESS_CLOCK" not in (ROOT / file).read_text(encoding="utf-8")
