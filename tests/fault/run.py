"""`make fault`: a load on a real platform while faults hit it, then an audit.

    python -m tests.fault.run --seed 1 --events 10000 --faults 200

Prints the figures, writes `.run/fault.json`, and ends with 1 when a figure that must be zero is
not, or when the auditor overlooks what is then broken on purpose.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from pymongo.errors import PyMongoError

from tests import leaks
from tests.fault.auditor import audit
from tests.fault.cluster import ROOT, Cluster, until
from tests.fault.crew import HANDS, Crew
from tests.fault.door import Door
from tests.fault.evidence import collect, under_way
from tests.fault.faults import Injector
from tests.fault.findings import Findings
from tests.fault.forms import BANK, BODIES, VENUES
from tests.fault.journal import Journal
from tests.fault.outside import Outside, Tokens
from tests.fault.pace import Pace
from tests.fault.partner import PartnerLine
from tests.fault.plan import Fault, plan_faults
from tests.fault.proof import prove
from tests.fault.report import Report
from tests.fault.stories import plan_stories
from tests.fault.witness import bear_witness, depths, hear
from tests.ports import free_base
from yunling.advice import Advice

PATIENCE_S = 150.0
"""How long a caller asks for one thing before it counts as unanswered."""

SETTLE_WITHIN_S = 150.0
INJECTORS = 3


class Storm:
    """One run, from an empty platform to its evidence."""

    def __init__(self, cluster: Cluster, seed: int, events: int, faults: int) -> None:
        self.cluster, self.seed = cluster, seed
        self.stories = plan_stories(seed, events)
        self.faults = plan_faults(seed, faults)
        self.journal = Journal()
        self.injector = Injector(cluster)
        self.struck: list[Fault] = []
        self.unhealed: list[str] = []
        self._waiting = iter(self.faults)
        self._lock = threading.Lock()
        acts = sum(story.commands + story.events for story in self.stories)
        self.pace = Pace(acts, len(self.faults))

    def rage(self) -> None:
        """Load and faults, until both are over and everything has come to rest."""
        bear_witness(self.cluster.broker_uri())
        door = Door(self.cluster.url, self.journal, HANDS + 2, PATIENCE_S)
        lines = {
            name: PartnerLine(self.cluster.partner_uri(name), PATIENCE_S)
            for name in (BANK, BODIES, VENUES)
        }
        tokens = Tokens(self.cluster.place.keys)
        outside = Outside(door, tokens, lines, self.journal, self.pace)
        crew = Crew(outside, self.stories, self.seed)
        threads = [threading.Thread(target=self._strike, daemon=True) for _ in range(INJECTORS)]
        for thread in threads:
            thread.start()
        try:
            crew.play()
        except BaseException:
            self.pace.over.set()
            raise
        for thread in threads:
            thread.join()
        self._settle()

    def judge(self) -> Findings:
        """What the auditor finds."""
        self.testimony = hear(self.cluster)
        return self._audit()

    def prove(self) -> dict[str, bool]:
        """Whether the auditor sees what is broken on purpose; nobody is left to mend it."""
        for service in self.cluster.services.values():
            service.end()
        n = until(lambda: (self.cluster.primary(),), 60, "a primary")[0]
        with self.cluster.member_client(n, 10_000) as client:
            return prove(client, self._audit)

    def _audit(self) -> Findings:
        return audit(self.journal, collect(self.cluster, self.testimony))

    def _strike(self) -> None:
        while self.pace.may_strike():
            with self._lock:
                fault = next(self._waiting, None)
            if fault is None:
                return
            say(f"{self.pace.shown()}: {fault}")
            try:
                self.injector.strike(fault)
            except (TimeoutError, OSError, PyMongoError) as broken:
                say(f"fault {fault.number} did not end well: {broken}")
                self.unhealed.append(f"{fault}: {broken}")
            with self._lock:
                self.struck.append(fault)
            self.pace.struck()

    def _settle(self) -> None:
        """Wait until nothing is under way; what still is then, the auditor finds."""
        end = time.monotonic() + SETTLE_WITHIN_S
        before = ""
        while time.monotonic() < end:
            left = self._left()
            if not left:
                return
            if left != before:
                say(f"settling: {left}")
            before = left
            time.sleep(1)

    def _left(self) -> str:
        """What is under way, or why that cannot be told; empty when nothing is."""
        try:
            queues = {} if (left := under_way(self.cluster)) else depths(self.cluster)
        except (PyMongoError, Advice) as away:
            return str(away)
        return left or ", ".join(f"{n} in {queue}" for queue, n in queues.items() if n)


def say(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fault", description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--out", type=Path, default=ROOT / ".run" / "fault.json")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="yunling-fault-", dir="/tmp"))
    cluster = Cluster(folder, free_base())
    signal.signal(signal.SIGTERM, lambda *_: _give_up(cluster))
    began = time.monotonic()
    clean = False
    try:
        say(f"seed {given.seed}: starting the platform in {folder}")
        cluster.start()
        storm = Storm(cluster, given.seed, given.events, given.faults)
        storm.rage()
        report = Report(storm.journal, storm.struck, storm.judge(), given.seed)
        report.deaths, report.unhealed = storm.injector.deaths, storm.unhealed
        report.proved = storm.prove()
        report.seconds = round(time.monotonic() - began)
        report.write(given.out)
        sys.stdout.write(report.text())
        leaked = leaks.in_folder(folder)
        for line in leaked:
            say(f"in a log: {line}")
        clean = report.clean() and not leaked
    finally:
        cluster.close()
        if clean:
            shutil.rmtree(folder)
        else:
            say(f"what was left is in {folder}")
    return 0 if clean else 1


def _give_up(cluster: Cluster) -> None:
    """Leave no process behind, and wait for no caller who still hopes."""
    cluster.close()
    os._exit(143)


if __name__ == "__main__":
    sys.exit(main())
