"""A schema that accepts any data, for events that are checked elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema


class AnyData(Schema):
    """Passes data on as it came: its contract is checked where it comes in, or is made."""

    def load(self, data: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:  # type: ignore[override]  # the options of marshmallow's load change nothing here
        return data
