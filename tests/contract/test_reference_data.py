"""The regions and targets that are kept twice are the same in both places."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT / "programme" / "programme" / "data"
REGIONS = Path("chassis/chassis/domain/yunnan-regions.csv")


def test_the_regions_of_the_chassis_are_those_of_the_programme() -> None:
    assert (ROOT / REGIONS).read_bytes() == (DATA / "yunnan-regions.csv").read_bytes()


def test_services_and_gateway_bring_no_regions_of_their_own() -> None:
    found = {
        path.relative_to(ROOT)
        for folder in ("chassis", "services", "gateway")
        for path in (ROOT / folder).rglob("*regions.csv")
    }
    assert found == {REGIONS}


def test_insight_counts_the_targets_that_the_programme_names() -> None:
    counted = ROOT / "services/insight/insight/programme.yml"
    assert counted.read_bytes() == (DATA / "programme.yml").read_bytes()
