"""What became of one try to send an e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """NOT_NOW is the mail server's, and costs a try; UNTRIED is ours: it was not even asked."""

    SENT = "sent"
    UNDELIVERABLE = "undeliverable"
    SUPPRESSED = "suppressed"
    NOT_NOW = "not_now"
    UNTRIED = "untried"


@dataclass(frozen=True)
class Outcome:
    """`reason` is a code that a clerk can look up, never the words of a mail server: they may
    quote the address."""

    message_id: str
    verdict: Verdict
    reason: str = ""
