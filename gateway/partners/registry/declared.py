"""The partners that a deployment begins with, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import orjson
from marshmallow import ValidationError

from chassis.config import SettingsError
from partners.registry.schemas import Declared


class DeclaredPartners(tuple[dict[str, Any], ...]):
    """The partners of a JSON list in a file. Raises SettingsError with what is wrong in which."""

    def __new__(cls, path: str = "") -> Self:
        if not path:
            return super().__new__(cls)
        try:
            given = orjson.loads(Path(path).read_bytes())
            return super().__new__(cls, Declared(many=True).load(given))
        except (OSError, orjson.JSONDecodeError) as unreadable:
            raise SettingsError(f"partners: {path}: {unreadable}") from unreadable
        except ValidationError as wrong:
            raise SettingsError(f"partners: {path}: {wrong.normalized_messages()}") from wrong
