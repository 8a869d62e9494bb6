"""The words that notify's rules and events share."""

from __future__ import annotations

from enum import Enum


class Channel(Enum):
    IN_APP = "in_app"
    EMAIL = "email"


class Language(Enum):
    CHINESE = "zh-CN"
    ENGLISH = "en"


class State(Enum):
    """A message is queued only while an e-mail waits; the other three are final."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
