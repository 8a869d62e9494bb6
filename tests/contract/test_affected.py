"""Which tests `make check-fast` runs for which changes."""

from __future__ import annotations

import pytest

from tests.affected import CONTRACT, affected, packages

KNOWN = packages()


@pytest.mark.parametrize(
    ("changed", "folders"),
    [
        ("services/jobs/jobs/errors.py", ["services/jobs"]),
        ("gateway/gateway/door.py", ["gateway", "tests/fuzz"]),
        ("programme/programme/year.py", ["cli", "programme"]),
        ("conformance/simulators/faults.py", ["cli", "conformance"]),
        ("deploy/local/mongod.conf", ["cli"]),
        ("contracts/services.yaml", []),
        ("docs/http.md", []),
    ],
)
def test_a_change_is_tried_by_its_package_and_those_that_import_it_and_the_contract_tests(
    changed: str, folders: list[str]
):
    assert affected([changed], KNOWN) == [*folders, CONTRACT]


@pytest.mark.parametrize("changed", ["requirements/dev.txt", "pyproject.toml"])
def test_what_all_depend_on_is_tried_by_all(changed: str):
    assert affected([changed], KNOWN) == [*KNOWN, CONTRACT]


def test_the_chassis_is_tried_by_every_service_and_the_gateway():
    services = {folder for folder in KNOWN if folder.startswith("services/")}
    assert {"chassis", "gateway"} | services <= set(affected(["chassis/chassis/ids.py"], KNOWN))


def test_without_a_change_there_is_nothing_to_try():
    assert affected([], KNOWN) == []
