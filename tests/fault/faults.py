"""How each kind of fault strikes, how long it holds, and how it ends."""

from __future__ import annotations

import resource
import signal
import subprocess
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress

from pymongo.errors import PyMongoError

from tests.fault import orders
from tests.fault.cluster import MEMBERS, Cluster, until
from tests.fault.keeping import Kept
from tests.fault.plan import Fault
from yunling.advice import Advice
from yunling.stack.readiness import accepts

REACHED_WITHIN_S = 8.0
READY_WITHIN_S = 20.0
BACK_WITHIN_S = 90.0
DISK_LIMIT, MORE_THAN_ANY_DISK = "500MB", "900000GB"
NOWHERE_TO_WRITE = 1
"""Bytes that a file may have: what is written behind them fails, as on a full disk."""

HEALTHY = (1, 2)
"""Member states of a replica set: primary, secondary."""


class Injector:
    """Lets faults strike. Two at a time never have the same subject, and of the replica set
    never more than one member is away, so that a majority is there. `deaths` counts those at a
    point, by service and point."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.deaths: Counter[str] = Counter()
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._strikes: dict[str, Callable[[Fault], None]] = {
            "die_at": self._die_at,
            "kill": self._kill,
            "freeze": self._freeze,
            "kill_broker": self._kill_broker,
            "freeze_broker": self._freeze_broker,
            "kill_member": self._kill_member,
            "freeze_member": self._freeze_member,
            "step_down": self._step_down,
            "cut": self._cut,
            "silence": self._silence,
            "slow": self._slow,
            "broker_disk_full": self._broker_disk_full,
            "member_disk_full": self._member_disk_full,
            "clock_jump": self._clock_jump,
        }

    def strike(self, fault: Fault) -> None:
        """Returns when the fault is over and what it hit is back."""
        with self._locks[_subject(fault)]:
            self._strikes[fault.kind](fault)

    def _die_at(self, fault: Fault) -> None:
        """Armed, it dies where it should. Where the load does not bring it there in time, it
        dies where it is."""
        kept = self._cluster.services[fault.target]
        deaths, file = kept.deaths, self._cluster.orders(fault.target)
        orders.give(file, point=fault.how["point"], after=fault.how["after"])
        with suppress(TimeoutError):
            until(lambda: kept.deaths > deaths, REACHED_WITHIN_S, "the point")
        if file.exists():
            file.unlink(missing_ok=True)
            kept.signal(signal.SIGKILL)
        else:
            self.deaths[f"{fault.target} {fault.how['point']}"] += 1
        self._await_ready(fault.target)

    def _kill(self, fault: Fault) -> None:
        time.sleep(fault.how["seconds"])
        self._cluster.services[fault.target].signal(signal.SIGKILL)
        time.sleep(0.5)
        self._await_ready(fault.target)

    def _freeze(self, fault: Fault) -> None:
        _freeze(self._cluster.services[fault.target], fault.how["seconds"])

    def _kill_broker(self, fault: Fault) -> None:
        self._cluster.broker.signal(signal.SIGKILL)
        time.sleep(0.5)
        self._await_broker()

    def _freeze_broker(self, fault: Fault) -> None:
        _freeze(self._cluster.broker, fault.how["seconds"])

    def _kill_member(self, fault: Fault) -> None:
        n = self._member(fault.target)
        member = self._cluster.members[n]
        member.wanted = False
        member.signal(signal.SIGKILL)
        time.sleep(fault.how["seconds"])
        member.wanted = True
        self._await_member(n)

    def _freeze_member(self, fault: Fault) -> None:
        n = self._member(fault.target)
        _freeze(self._cluster.members[n], fault.how["seconds"])
        self._await_member(n)

    def _member_disk_full(self, fault: Fault) -> None:
        """Nothing can be written any more, so mongod gives up; there is space when it returns."""
        n = self._member(fault.target)
        member = self._cluster.members[n]
        member.wanted = False
        pid = member.pid
        if pid:
            hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (NOWHERE_TO_WRITE, hard))
        with suppress(TimeoutError):
            until(lambda: not member.pid, READY_WITHIN_S, "the end of the member")
        member.signal(signal.SIGKILL)
        time.sleep(fault.how["seconds"])
        member.wanted = True
        self._await_member(n)

    def _step_down(self, fault: Fault) -> None:
        client = self._cluster.member_client(self._member("primary"))
        # The member may close the connection as it steps down, or may no longer be primary.
        with client, suppress(PyMongoError):
            client.admin.command("replSetStepDown", 5, secondaryCatchUpPeriodSecs=3)
        until(lambda: self._cluster.primary() is not None, BACK_WITHIN_S, "a new primary")

    def _cut(self, fault: Fault) -> None:
        self._turn(fault, "cut")

    def _silence(self, fault: Fault) -> None:
        self._turn(fault, "silent")

    def _slow(self, fault: Fault) -> None:
        how = {name: fault.how[name] for name in ("delay_s", "bytes_a_second")}
        self._turn(fault, "slow", **how)

    def _turn(self, fault: Fault, state: str, **how: float) -> None:
        is_member = fault.target == "member"
        line = f"member-{self._member('primary')}" if is_member else fault.target
        self._cluster.turn(line, state, **how)
        time.sleep(fault.how["seconds"])
        self._cluster.turn(line, "open")
        if is_member:
            until(lambda: self._cluster.primary() is not None, BACK_WITHIN_S, "a primary")

    def _broker_disk_full(self, fault: Fault) -> None:
        """The broker's own alarm: it takes nothing from publishers until there is space."""
        self._limit_disk(MORE_THAN_ANY_DISK)
        time.sleep(fault.how["seconds"])
        self._limit_disk(DISK_LIMIT)

    def _limit_disk(self, free: str) -> None:
        def told() -> bool:
            try:
                self._cluster.control("set_disk_free_limit", free)
            except (Advice, subprocess.TimeoutExpired):
                return False
            return True

        until(told, BACK_WITHIN_S, "the broker's disk limit")

    def _clock_jump(self, fault: Fault) -> None:
        file = self._cluster.orders(fault.target)
        orders.give(file, clock_s=fault.how["clock_s"])
        time.sleep(fault.how["seconds"])
        if fault.how["dies"]:
            file.unlink(missing_ok=True)
            self._cluster.services[fault.target].signal(signal.SIGKILL)
            time.sleep(0.5)
            self._await_ready(fault.target)
        else:
            orders.give(file, clock_s=0.0)

    def _member(self, which: str) -> int:
        primary = until(lambda: _numbered(self._cluster.primary()), BACK_WITHIN_S, "a primary")[0]
        return primary if which == "primary" else (primary + 1) % MEMBERS

    def _await_member(self, n: int) -> None:
        def healthy() -> bool:
            try:
                with self._cluster.member_client(n) as client:
                    return client.admin.command("replSetGetStatus")["myState"] in HEALTHY
            except PyMongoError:
                return False

        until(healthy, BACK_WITHIN_S, f"member {n}")

    def _await_broker(self) -> None:
        port = self._cluster.place.port("rabbitmq")
        until(lambda: accepts(port), BACK_WITHIN_S, "the broker")

    def _await_ready(self, service: str) -> None:
        # Not longer: what it needs may be away too, and then faults overlap, as they should.
        with suppress(TimeoutError):
            until(lambda: self._cluster.ready(service), READY_WITHIN_S, service)


def _subject(fault: Fault) -> str:
    if fault.kind in ("cut", "silence", "slow"):
        return "replica set" if fault.target == "member" else f"line {fault.target}"
    if fault.kind in ("kill_member", "freeze_member", "member_disk_full", "step_down"):
        return "replica set"
    return fault.target or "broker"


def _freeze(kept: Kept, seconds: float) -> None:
    kept.signal(signal.SIGSTOP)
    time.sleep(seconds)
    kept.signal(signal.SIGCONT)


def _numbered(n: int | None) -> tuple[int] | None:
    return None if n is None else (n,)
