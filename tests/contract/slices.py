"""The part of the policy that each service has: its own rows, and those of every service; and what
partners may send."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from chassis.rpc.policy import EVENTS, EVERY, FILE
from yunling import services

HEADER = "# The part of gateway/gateway/policy.yaml that is about this service: make contracts\n\n"
ROOT = Path(__file__).parents[2]
PARTNERS = ROOT / "gateway" / "partners"
SERVICES = tuple(name for name in services.NAMES if name != services.GATEWAY)


def all_slices() -> dict[Path, str]:
    """Path to text of the policy file in each service's package."""
    sections = _sections(files("gateway").joinpath(FILE).read_text(encoding="utf-8"))
    return {
        PARTNERS / FILE: HEADER + sections[EVENTS],
        **{
            ROOT / "services" / name / name / FILE: HEADER + sections[name] + "\n" + sections[EVERY]
            for name in SERVICES
        },
    }


def _sections(text: str) -> dict[str, str]:
    """The text of each section as it is written: people review the parts, too."""
    sections: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line and not line.startswith((" ", "#")):
            name = line.partition(":")[0]
            sections[name] = ""
        if name and line.strip() and not line.startswith("#"):
            sections[name] += line + "\n"
    return sections
