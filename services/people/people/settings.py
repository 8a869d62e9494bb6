"""The settings of people beside those of every service."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from chassis.sealing.service import SealingSettings

KEY_BYTES = 32


class Key32(bytes):
    """A key of 32 bytes, read from base64. Raises ValueError for anything else."""

    def __new__(cls, text: str) -> Key32:
        key = super().__new__(cls, base64.b64decode(text, validate=True))
        if len(key) != KEY_BYTES:
            raise ValueError(f"{KEY_BYTES} bytes are needed")
        return key


@dataclass(frozen=True, kw_only=True)
class PeopleSettings(SealingSettings):
    """`master_keys` wrap the keys to the personal data, `id_key` finds a person by ID number. Who
    loses them has lost the data."""

    id_key: Key32 = field(repr=False)
