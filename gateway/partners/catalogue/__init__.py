"""The catalogue: every event that partners send or may be sent, as AsyncAPI 3.0 and as a page.

`asyncapi.json` is written from the contracts by `make contracts`.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import orjson


def read() -> dict[str, Any]:
    """The AsyncAPI document."""
    document: dict[str, Any] = orjson.loads(files(__name__).joinpath("asyncapi.json").read_bytes())
    return document
