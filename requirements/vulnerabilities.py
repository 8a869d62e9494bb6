"""Which locked packages have known vulnerabilities, as the package index's JSON tells.

python requirements/vulnerabilities.py [LOCK...]

Asks once per package of the locks given (runtime.txt if none is), a few at a time and each for ten
seconds at most. Exit code 1 names what was found and is not allowed in vulnerabilities.yml; 75 says
that some could not be asked, so that nothing is known of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import requests
import yaml
from pip._internal.models.index import PyPI  # the index that pip itself asks by default

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.contract.locks import FOLDER, Requirement, normal, read

WITHIN_S, AT_ONCE = 10, 4
FOUND, NOT_ASKED = 1, 75


@dataclass(frozen=True)
class Allowed:
    """A vulnerability that is known to us, until a day."""

    id: str
    package: str
    until: date
    reason: str


@dataclass(frozen=True)
class Vulnerability:
    requirement: Requirement
    ids: tuple[str, ...]
    fixed_in: tuple[str, ...]

    def line(self) -> str:
        fixed = f"fixed in {', '.join(self.fixed_in)}" if self.fixed_in else "not fixed yet"
        return (
            f"{self.requirement.name} {self.requirement.version}: {', '.join(self.ids)} ({fixed})"
        )


def read_allowed(file: Path) -> list[Allowed]:
    """Raises ValueError for an entry without package, day or reason."""
    entries = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    for entry in entries:
        fit = isinstance(entry.get("until"), date) and len(str(entry.get("reason", ""))) >= 10
        if not fit or entry.keys() != {"id", "package", "until", "reason"}:
            raise ValueError(f"{file.name}: {entry.get('id')} needs package, until and reason")
    return [Allowed(**entry) for entry in entries]


def ask(index: str, requirement: Requirement) -> list[Vulnerability] | None:
    """What the index knows of this version; None when it does not say."""
    url = f"{index}/{requirement.name}/{requirement.version}/json"
    try:
        answer = requests.get(url, timeout=WITHIN_S)
        answer.raise_for_status()
        known: list[dict[str, Any]] = answer.json()["vulnerabilities"]
    except (requests.RequestException, ValueError, KeyError):
        return None
    return [
        Vulnerability(requirement, (one["id"], *one["aliases"]), tuple(one["fixed_in"]))
        for one in known
        if not one.get("withdrawn")
    ]


def is_allowed(found: Vulnerability, allowed: Iterable[Allowed], today: date) -> bool:
    return any(
        one.id in found.ids and normal(one.package) == found.requirement.name and today <= one.until
        for one in allowed
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("locks", nargs="*", type=Path, default=[FOLDER / "runtime.txt"])
    parser.add_argument("--index", default=PyPI.pypi_url, help="where <name>/<version>/json is")
    parser.add_argument("--allowed", type=Path, default=FOLDER / "vulnerabilities.yml")
    given = parser.parse_args()
    wanted = sorted({one for lock in given.locks for one in read(lock)}, key=lambda one: one.name)
    allowed, today = read_allowed(given.allowed), datetime.now(UTC).date()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda one: ask(given.index, one), wanted))
    found = [one for answer in answers for one in answer or ()]
    open_ones = [one for one in found if not is_allowed(one, allowed, today)]
    for one in open_ones:
        print(one.line())
    silent = [one.name for one, answer in zip(wanted, answers, strict=True) if answer is None]
    asked = len(wanted) - len(silent)
    print(f"{asked} packages asked for, {len(found)} vulnerabilities, {len(open_ones)} not allowed")
    if silent:
        print(f"no answer for {len(silent)}: {', '.join(silent[:10])}", file=sys.stderr)
    return FOUND if open_ones else NOT_ASKED if silent else 0


if __name__ == "__main__":
    sys.exit(main())
