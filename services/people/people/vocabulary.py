"""The words that people's rules and events share."""

from __future__ import annotations

from enum import Enum


class Sex(Enum):
    MALE = "male"
    FEMALE = "female"


class KeyGroup(Enum):
    """农民工, 下岗转岗职工, 困难职工 (programme edition 2023)."""

    MIGRANT = "migrant"
    LAID_OFF = "laid_off"
    HARD_UP = "hard_up"


class Purpose(Enum):
    """What a person may agree to; each is asked for by itself (PIPL 14, 23, 29)."""

    DATA_USE = "data_use"
    SENSITIVE_DATA = "sensitive_data"
    PARTNER_SHARING = "partner_sharing"
    MESSAGES = "messages"


class Channel(Enum):
    """How a person can be reached; the in-app inbox everybody has."""

    IN_APP = "in_app"
    EMAIL = "email"


class Language(Enum):
    CHINESE = "zh-CN"
    ENGLISH = "en"
