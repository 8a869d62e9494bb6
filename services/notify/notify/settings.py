"""The settings of notify beside those of every service."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from chassis.config import Settings


class Security(Enum):
    """How the connection to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Delays(tuple[float, ...]):
    """Seconds to wait before each further try, as in "10 60 300"."""

    def __new__(cls, text: str) -> Delays:
        delays = super().__new__(cls, map(float, text.split()))
        if any(delay <= 0 for delay in delays):
            raise ValueError("a delay is more than nothing")
        return delays


DEFAULT_DELAYS: Final = Delays("10 60 300 1800 7200")


@dataclass(frozen=True, kw_only=True)
class NotifySettings(Settings):
    """Where e-mail goes. `smtp_lanes` connections send at once."""

    smtp_host: str
    smtp_port: int
    smtp_from: str
    smtp_security: Security = Security.STARTTLS
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_timeout_s: float = 10.0
    smtp_lanes: int = 4
    retry_delays_s: Delays = DEFAULT_DELAYS
