"""How the containers run: small rights, no way to write, no password in sight."""

import json
import re

from tests.integration.containers import ROOT, run
from yunling.services import NAMES


def test_containers_run_without_root_on_a_file_system_they_cannot_write(compose, platform):
    containers = compose.containers()
    assert containers.keys() >= {*NAMES, "rabbitmq", "people-mongo", "people-mongo-setup"}
    for one in json.loads(run("docker", "inspect", *containers.values())):
        assert one["HostConfig"]["ReadonlyRootfs"], one["Name"]
        assert one["HostConfig"]["CapDrop"] == ["ALL"], one["Name"]
        assert one["HostConfig"]["SecurityOpt"] == ["no-new-privileges:true"], one["Name"]
        assert not one["HostConfig"]["Privileged"], one["Name"]
        assert one["Config"]["User"] not in ("", "0", "root", "0:0"), one["Name"]


def test_services_are_healthy(compose, platform):
    containers = compose.containers()
    for one in json.loads(run("docker", "inspect", *(containers[name] for name in NAMES))):
        assert one["State"]["Health"]["Status"] == "healthy", one["Name"]


def test_an_image_holds_the_code_of_its_own_service_only(compose, platform):
    ask = "import importlib.util as u, sys; print([n for n in sys.argv[1:] if u.find_spec(n)])"
    for name in NAMES:
        found = compose("exec", "-T", name, "python", "-c", ask, *NAMES)
        assert found.strip().splitlines()[-1] == str([name])


def test_the_file_holds_no_password(compose):
    # Comments hold the template of a service's block.
    text = re.sub(r"^ *#.*$", "", (ROOT / "docker-compose.yml").read_text(), flags=re.MULTILINE)
    values = re.findall(r"(?:PASSWORD|KEY): (.+)", text) + re.findall(r"://\w+:([^@]+)@", text)
    assert len(values) > 20
    # A secret is asked for by name and stops the start, or is optional and empty.
    asked = re.compile(r"\"?\$\{\w+:(\?[^}]+|-)\}")
    assert [value for value in values if not asked.match(value)] == []
