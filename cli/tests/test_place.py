"""Where a stack lives, and what stops a start before anything runs."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from yunling.advice import Advice
from yunling.stack import binary, preflight
from yunling.stack.place import (
    OFFSETS,
    REPLICAS_MOST,
    SPAN,
    STORES,
    Place,
    find_place,
    replica,
)
from yunling.stack.secret import load_secrets

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(ROOT, tmp_path, 26900)
    place.make()
    return place


def test_a_stack_keeps_the_ports_that_it_was_started_with(tmp_path: Path) -> None:
    given = {"YUNLING_RUN_DIR": str(tmp_path)}
    assert find_place(given, ROOT).port_base == 21000
    find_place({**given, "YUNLING_PORT_BASE": "23000"}, ROOT).make()
    assert find_place(given, ROOT).port("gateway") == 23000


@pytest.mark.parametrize("base", ["80", "65530", "many", "-1", "21000.5"])
def test_a_port_base_that_cannot_be_is_refused(base: str) -> None:
    with pytest.raises(Advice, match=f"YUNLING_PORT_BASE={base} is no port base"):
        find_place({"YUNLING_PORT_BASE": base}, ROOT)


def test_no_two_processes_share_a_port(place: Place) -> None:
    ctl = [f"rabbitmqctl+{n}" for n in range(10)]
    more = [replica(name, n) for name in STORES for n in range(2, REPLICAS_MOST + 1)]
    ports = {name: place.port(name) for name in (*OFFSETS, *more)}
    ports |= {name: ports["rabbitmqctl"] + n for n, name in enumerate(ctl)}
    del ports["rabbitmqctl"]
    assert len(set(ports.values())) == len(ports)
    assert max(ports.values()) < place.port_base + SPAN


def test_a_path_that_no_socket_fits_into_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Advice, match="too long a path for a socket"):
        find_place({"YUNLING_RUN_DIR": str(tmp_path / ("x" * 100))}, ROOT)


def test_outside_a_checkout_nothing_is_started(tmp_path: Path) -> None:
    with pytest.raises(Advice, match="not inside a checkout"):
        find_place({}, tmp_path)


def test_secrets_are_made_once_and_missing_ones_added(place: Place) -> None:
    made = load_secrets(place)
    assert load_secrets(place) == made
    assert len(set(made.values())) == len(made)
    (place.run / "secrets.json").write_text('{"rabbitmq": "kept"}')
    assert load_secrets(place)["rabbitmq"] == "kept"
    assert set(load_secrets(place)) == set(made)


def test_broken_secrets_are_not_replaced(place: Place) -> None:
    (place.run / "secrets.json").write_text("{")
    with pytest.raises(Advice, match="is broken: restore it"):
        load_secrets(place)
    assert (place.run / "secrets.json").read_text() == "{"


def test_a_disk_without_room_is_refused(place: Place) -> None:
    with pytest.raises(Advice, match=r"only .* GB free in .*, the stack needs 1000000000\.0"):
        preflight.check_disk(place, needed=10**18)


def test_a_taken_port_is_named_with_the_process_that_wants_it(place: Place) -> None:
    advice = r"port 26910 \(rabbitmq\) is in use.*YUNLING_PORT_BASE="
    taken = socket.create_server(("127.0.0.1", place.port("rabbitmq")))
    with taken, pytest.raises(Advice, match=advice):
        preflight.check_ports(place)
    preflight.check_ports(place)


def test_without_rabbitmq_root_and_sudo_the_docker_way_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binary, "RABBITMQ_PLACES", [tmp_path / "rabbitmq-server"])
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(Advice, match=r"RabbitMQ is not installed: .*docker compose up"):
        binary.ensure_rabbitmq(ROOT)


def test_a_mongod_that_does_not_run_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "mongod"
    broken.write_text("#!/bin/sh\necho 'no GLIBC_2.34' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(Advice, match=r"does not run here \(no GLIBC_2.34\): put a mongod"):
        binary.ensure_mongod(ROOT)
