"""What no log may hold: numbers of persons, tokens, keys, passwords.

Fixtures that run the platform look through everything it has logged once their tests are over, so
whatever a test did that made a process talk is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

_ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]"
    r"(?![0-9A-Za-z])"
)
_WEIGHTS, _CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
PATTERNS = {
    "a phone": re.compile(r"(?<![0-9A-Za-z.\-])1[3-9]\d{9}(?![0-9A-Za-z\-]|\.\d)"),
    "a token": re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."),
    "an API key": re.compile(r"yl[ks]_(?:live_|test_)?[A-Za-z0-9_-]{20,}"),
    "a password in an address": re.compile(r"[a-z+]+://[^\s/:@\"']+:[^\s/@\"'*]+@"),
    "a private key": re.compile(r"BEGIN (?:[A-Z]+ )?PRIVATE KEY"),
    "the private part of a JWK": re.compile(r'"d": ?"[A-Za-z0-9_-]{40,}"'),
    "an Authorization header": re.compile(r"(?:Bearer|Basic) [A-Za-z0-9._~+/=-]{20,}"),
}
SHOWN = 160


def found(text: str, secrets: Iterable[str] = ()) -> list[str]:
    """One line for each line of the text that holds what it may not: what, and where, without it.

    `secrets` are values that are looked for as they are.
    """
    known = [secret for secret in secrets if len(secret) >= 16]
    return [said for line in text.splitlines() for said in _in_line(line, known)]


def _in_line(line: str, secrets: list[str]) -> Iterator[str]:
    for match in _ID_NUMBER.finditer(line):
        if _fits(match[0]):
            yield _said("an ID number", line, match[0])
    for what, pattern in PATTERNS.items():
        if match := pattern.search(line):
            yield _said(what, line, match[0])
    for secret in secrets:
        if secret in line:
            yield _said("a secret of the stack", line, secret)


def _fits(number: str) -> bool:
    """Whether the check digit is right: GB 11643-1999, ISO 7064 MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[-1].upper() == _CHECKS[total % 11]


def _said(what: str, line: str, leaked: str) -> str:
    at = line.index(leaked)
    around = line[max(0, at - SHOWN) : at + SHOWN].replace(leaked, "<...>")
    return f"{what}: {around}"


def in_folder(run: Path) -> list[str]:
    """What the logs of a local stack in `run` hold, its own secrets looked for, too."""
    return [
        f"{file.name}: {said}"
        for file in sorted((run / "log").glob("*.log*"))
        for said in found(file.read_text(errors="replace"), secrets_of(run))
    ]


def secrets_of(run: Path) -> list[str]:
    """The passwords and keys of a local stack, as text."""
    secrets = [str(one) for one in orjson.loads((run / "secrets.json").read_bytes()).values()]
    keys = run / "keys"
    private = [orjson.loads(file.read_bytes()).get("d") for file in sorted(keys.glob("*.jwk"))]
    return secrets + [one for one in private if one]
