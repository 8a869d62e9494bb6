"""The fuzz targets on a few hundred changed seeds each; `make fuzz` runs them for long."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import all_targets

TARGETS = all_targets()
TOKENS = [
    *(b'"', b"{", b"}", b"[", b"]", b"null", b"true", b"-1", b"1e999", b"0.1", b"\\u0000"),
    *(b"\x00", b"\xff", "李".encode(), b"%00", b"..", b" ", b"\n", b"==", b"$ne", b"9" * 40),
]


@st.composite
def changed(draw: Any, seeds: tuple[bytes, ...]) -> bytes:
    """A seed with some of its bytes taken out, doubled, or replaced."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        put = draw(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=6), st.just(b"")))
        twice = data[start:end] if draw(st.booleans()) else b""
        data = data[:start] + put + twice + data[end:]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_the_bytes_are(name: str) -> None:
    target = TARGETS[name]

    @settings(
        max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(changed(target.seeds), st.binary(max_size=200)))
    def run(data: bytes) -> None:
        target.run(data)

    run()


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_holds(name: str) -> None:
    for seed in TARGETS[name].seeds:
        TARGETS[name].run(seed)


@pytest.mark.parametrize("name", ["token", "passport", "signature"])
def test_what_was_made_right_is_believed(name: str) -> None:
    target = TARGETS[name]
    assert target.run(target.seeds[0])
    assert not target.run(target.seeds[0][:-2])
