"""Starting, stopping and what can go wrong between the two."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import time
from collections.abc import Callable

import psutil
import pymongo
import pytest

from tests.stack.conftest import INFRA, Stack

pytestmark = pytest.mark.long


def within(seconds: float, check: Callable[[], object]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.2)
    return False


def one_line(text: str) -> str:
    (line,) = text.strip().splitlines()
    return line


def test_starting_twice_keeps_the_running_processes(stack: Stack) -> None:
    before = stack.pids()
    assert stack.up().returncode == 0
    assert stack.pids() == before
    assert set(before) == INFRA


def test_stopping_twice_ends_well_and_leaves_no_process(stack: Stack) -> None:
    assert stack.yunling("down").stdout.strip() == "down"
    assert stack.processes() == []
    again = stack.yunling("down")
    assert (again.returncode, again.stdout.strip()) == (0, "nothing was running")


def test_stopping_a_stack_that_never_ran_ends_well(make_stack: Callable[[], Stack]) -> None:
    stopped = make_stack().yunling("down")
    assert (stopped.returncode, stopped.stdout.strip()) == (0, "nothing was running")


@pytest.mark.parametrize("name", ["mail", "mongod", "rabbitmq", "epmd"])
def test_a_process_that_dies_is_started_again(stack: Stack, name: str) -> None:
    killed = stack.pids()[name]
    os.kill(killed, signal.SIGKILL)
    assert within(30, lambda: stack.pids().get(name, killed) != killed)
    assert within(60, lambda: stack.yunling("status").returncode == 0)


def test_after_a_killed_supervisor_the_next_start_ends_the_orphans(stack: Stack) -> None:
    uri = stack.settings()["JOBS_MONGO_URI"]
    with pymongo.MongoClient(uri) as client:
        kept = client.get_default_database().kept.insert_one({}).inserted_id
    orphans = {process.pid for process in stack.processes()}
    os.kill(int((stack.run / "supervisor.pid").read_text()), signal.SIGKILL)

    status = stack.yunling("status")
    assert status.returncode == 1
    assert "lost their supervisor: `make down` ends them" in one_line(status.stdout)

    started = stack.up()
    assert started.returncode == 0, started.stderr
    assert "had lost their supervisor" in started.stdout
    assert orphans.isdisjoint(process.pid for process in stack.processes())
    with pymongo.MongoClient(uri) as client:
        assert client.get_default_database().kept.find_one({"_id": kept})


def test_after_a_killed_supervisor_stopping_ends_the_orphans(stack: Stack) -> None:
    os.kill(int((stack.run / "supervisor.pid").read_text()), signal.SIGKILL)
    stopped = stack.yunling("down")
    assert (stopped.returncode, stack.processes()) == (0, [])
    assert "had lost their supervisor" in stopped.stdout


def test_a_port_in_use_is_one_line_of_advice_and_starts_nothing(
    make_stack: Callable[[], Stack],
) -> None:
    stack = make_stack()
    with socket.create_server(("127.0.0.1", stack.base + 20)):
        refused = stack.up()
    assert refused.returncode == 1
    assert f"port {stack.base + 20} (mongod) is in use" in one_line(refused.stderr)
    assert stack.processes() == []


def test_two_starts_at_once_do_not_disturb_each_other(stack: Stack) -> None:
    before = stack.pids()
    with (stack.run / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        refused = stack.up()
    assert refused.returncode == 1
    assert "another `up` or `down` of this stack is running" in one_line(refused.stderr)
    assert stack.pids() == before


def test_a_process_that_cannot_start_is_named_with_its_last_words(
    make_stack: Callable[[], Stack],
) -> None:
    stack = make_stack()
    data = stack.run / "mongod" / "data"
    data.mkdir(parents=True)
    (data / "storage.bson").write_text("not a database")
    refused = stack.up()
    assert refused.returncode == 1
    assert "mongod" in one_line(refused.stderr)
    assert "make logs S=mongod" in refused.stderr


def test_two_stacks_run_side_by_side_and_one_moves_to_other_ports_with_its_data(
    stack: Stack, make_stack: Callable[[], Stack]
) -> None:
    before = stack.pids()
    beside = make_stack()
    assert beside.up().returncode == 0
    with pymongo.MongoClient(beside.settings()["LOANS_MONGO_URI"]) as client:
        kept = client.get_default_database().kept.insert_one({}).inserted_id
    moved = Stack(beside.run, make_stack().base)
    assert "`make down` first" in one_line(moved.up().stderr)

    assert beside.yunling("down").returncode == 0
    assert moved.up().returncode == 0
    with pymongo.MongoClient(moved.settings()["LOANS_MONGO_URI"]) as client:
        assert client.get_default_database().kept.find_one({"_id": kept})
    assert moved.yunling("down").returncode == 0
    assert stack.pids() == before


def test_every_port_listens_on_this_machine_only(stack: Stack) -> None:
    listening = [
        connection.laddr
        for process in stack.processes()
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    # epmd opens the loopback of both IP versions, whichever it is given.
    assert {address.ip for address in listening} <= {"127.0.0.1", "::1"}
    assert {address.port for address in listening} <= set(range(stack.base, stack.base + 50))


def test_passwords_and_keys_are_readable_by_their_owner_only(stack: Stack) -> None:
    secret = ["secrets.json", "env", "supervisord.conf", "partners.json", "keys/issuer.jwk"]
    modes = {name: (stack.run / name).stat().st_mode & 0o077 for name in secret}
    assert modes == dict.fromkeys(secret, 0)
    assert stack.run.stat().st_mode & 0o077 == 0


def test_logs_of_an_unknown_process_name_the_known_ones(stack: Stack) -> None:
    refused = stack.yunling("logs", "jbos", "--no-follow")
    assert refused.returncode == 1
    assert "mongod" in one_line(refused.stderr)


def test_logs_show_as_many_lines_as_asked(stack: Stack) -> None:
    shown = stack.yunling("logs", "mongod", "--lines", "3", "--no-follow")
    assert len(shown.stdout.splitlines()) == 3
