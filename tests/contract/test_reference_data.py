"""Each service brings its own copy of the regions and targets; the copies are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "programme" / "programme" / "data"
REGIONS = [
    "services/jobs/jobs/yunnan-regions.csv",
    "services/loans/loans/data/regions.csv",
    "services/training/training/yunnan-regions.csv",
    "services/insight/insight/yunnan-regions.csv",
    "services/people/people/yunnan-regions.csv",
]


@pytest.mark.parametrize("copy", REGIONS)
def test_a_copy_of_the_regions_is_that_of_the_programme(copy: str) -> None:
    assert (ROOT / copy).read_bytes() == (DATA / "yunnan-regions.csv").read_bytes()


def test_no_copy_of_the_regions_is_left_out() -> None:
    found = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "services").rglob("*regions.csv")
    }
    assert found == set(REGIONS)


def test_insight_counts_the_targets_that_the_programme_names() -> None:
    counted = ROOT / "services/insight/insight/programme.yml"
    assert counted.read_bytes() == (DATA / "programme.yml").read_bytes()
