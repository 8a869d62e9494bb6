#!/usr/bin/env bash
# What pytest-docker does when `docker compose up` fails, and when a check raises.
#
# Versions: pytest-docker 3.2.6, pytest 9.2.0. A script that notes its arguments stands in for
#   `docker compose`, so no daemon is needed.
# Guess: clean-up runs whatever happened, so half-started containers go; and wait_until_responsive
#   takes an exception of the check for "not yet".
# Real: the set-up stands before the try: when a service does not become healthy, `down` is never
#   called and what was started stays, under a project name with the pid, which the next run does
#   not have. An exception of the check ends the wait at its first call.
# Source: avast/pytest-docker, src/pytest_docker/plugin.py (get_docker_services,
#   wait_until_responsive).
# Seen:
#> up fails: up --build --wait
#> up works: up --build --wait, down -v
#> a check that raises is called 1 time(s)
. "$(dirname "$0")/lib.sh"
packages pytest==9.2.0 pytest-docker==3.2.6
cat >"$WORK/compose" <<'END'
#!/bin/sh
shift 4
echo "$*" >>"$WORK/calls"
[ "$1" != up ] || exit "$UP"
END
chmod 755 "$WORK/compose"
cat >"$WORK/test_it.py" <<'END'
import os

import pytest


@pytest.fixture(scope="session")
def docker_compose_command():
    return os.environ["WORK"] + "/compose"


def test_it(docker_services):
    pass


def test_check(docker_services):
    calls = []

    def check():
        calls.append(1)
        raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError):
        docker_services.wait_until_responsive(check, timeout=2, pause=0.1)
    with open(os.environ["WORK"] + "/checks", "w") as file:
        file.write(str(len(calls)))
END
outcome() {
    : >"$WORK/calls"
    (cd "$WORK" && UP=$1 python -m pytest -q -p no:cacheprovider test_it.py >&2) || true
    paste -sd, "$WORK/calls" | sed 's/,/, /g'
}
observe() {
    echo "up fails: $(outcome 1 | sed 's/, up .*//')"
    echo "up works: $(outcome 0)"
    echo "a check that raises is called $(cat "$WORK/checks") time(s)"
}
export -f observe outcome
tried bash -c observe
