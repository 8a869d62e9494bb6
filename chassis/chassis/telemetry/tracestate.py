"""The W3C `tracestate`: what other tracing systems keep with a trace. It is passed on as it came;
we add no member of our own.

Source: W3C Trace Context, "Tracestate Header Field Values" and "Tracestate Limits".
"""

from __future__ import annotations

import re

CHARACTERS_MOST = 512
MEMBERS_MOST = 32
LARGE_MEMBER = 128
_MEMBER = re.compile(
    r"[a-z0-9][a-z0-9_*/@-]{0,255}="
    r"[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]"
)


def parse(given: object) -> str | None:
    """The members of a `tracestate` (of several headers, joined by commas) that are passed on, at
    most 512 characters; None when there are none or when any part is invalid."""
    if not isinstance(given, str):
        return None
    members = [member for part in given.split(",") if (member := part.strip(" \t"))]
    keys = {member.partition("=")[0] for member in members}
    if len(members) > MEMBERS_MOST or len(keys) < len(members):
        return None
    if not all(_MEMBER.fullmatch(member) for member in members):
        return None
    return ",".join(_fitting(members)) or None


def _fitting(members: list[str]) -> list[str]:
    """Large members are dropped first, then those at the end, which were changed longest ago."""
    if _length(members) > CHARACTERS_MOST:
        members = [member for member in members if len(member) <= LARGE_MEMBER]
    while _length(members) > CHARACTERS_MOST:
        members = members[:-1]
    return members


def _length(members: list[str]) -> int:
    return sum(map(len, members)) + len(members) - 1
