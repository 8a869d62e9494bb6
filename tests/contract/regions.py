"""The parts of files that follow from contracts/services.yaml.

A file says itself what it has for each service. Below a comment `each service:`, comments hold the
template, and the lines from there to a comment `end of services` are written by
`python -m tests.contract.regions`:

    # each service:
    #   <name>.domain
    #   [publishes] <name>.events
    people.domain
    people.events
    # end of services

`each service` leaves the gateway out, `each store` does not, and `each other store` leaves out what
the file writes by hand, as `name:`. A line that begins with a word in brackets is only for the
services that do so. This runs before the rest of `make contracts`, because gateway and services
read their copies of the list, and their parts of the policy, at import.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.contract import slices
from yunling.services import ALL, FILE, GATEWAY, ROOT, Service

COPIES = ("gateway/gateway/services.yaml", "services/insight/insight/services.yaml")
HEADER = "# A copy of contracts/services.yaml: make contracts\n\n"
FILES = (
    ".env.example",
    ".importlinter",
    "deploy/cluster/compose.yaml",
    "deploy/monitoring/prometheus.compose.yml",
    "deploy/monitoring/prometheus.local.yml",
    "docker-compose.yml",
    "pyproject.toml",
)
LOCAL_BASE = 21000
_REGION = re.compile(
    r"^(?P<head> *# each (?P<of>service|store|other store):\n)(?P<template>(?: *#   .*\n)+)"
    r"(?P<lines>(?:.*\n)*?)(?P<end> *# end of services\n)",
    re.MULTILINE,
)
_LINE = re.compile(r"(?P<indent> *)#   (?P<inner> *)(?:\[(?P<does>\w+)\] )?(?P<text>.*)\n")


def all_regions() -> dict[Path, str]:
    """Path to text of every copy of the list, and of every file with a region."""
    copy = HEADER + FILE.read_text(encoding="utf-8")
    texts = {ROOT / name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}
    return {
        **{ROOT / name: copy for name in COPIES},
        **{path: filled(text) for path, text in texts.items()},
    }


def filled(text: str) -> str:
    """A file's text with its regions written anew."""
    by_hand = _REGION.sub("", text)

    def region(found: re.Match[str]) -> str:
        services = [one for one in _by_port() if _belongs(one, found["of"], by_hand)]
        lines = "".join(line for one in services for line in _lines(found["template"], one))
        return found["head"] + found["template"] + lines + found["end"]

    return _REGION.sub(region, text)


def _by_port() -> list[Service]:
    return sorted(ALL, key=lambda one: one.port)


def _belongs(one: Service, of: str, by_hand: str) -> bool:
    if of == "service":
        return one.name != GATEWAY
    return of == "store" or not re.search(rf"^ *{one.name}:$", by_hand, re.MULTILINE)


def _lines(template: str, one: Service) -> Iterator[str]:
    words = {
        "<name>": one.name,
        "<NAME>": one.name.upper(),
        "<folder>": one.folder,
        "<local_port>": str(LOCAL_BASE + one.port),
    }
    for line in _LINE.finditer(template):
        if line["does"] is None or line["does"] in one.does:
            yield line["indent"] + line["inner"] + _put_in(line["text"], words) + "\n"


def _put_in(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(name, word)
    return text


def write(documents: Mapping[Path, str]) -> None:
    """Write every document that differs, and name it."""
    for path, text in documents.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    write(all_regions())
    write(slices.all_slices())
