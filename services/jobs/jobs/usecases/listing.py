"""Filters of lists."""

from __future__ import annotations

from typing import Any

from jobs.domain.region import within


def wanted(region: str | None = None, **exact: Any) -> dict[str, Any]:
    """A filter from what the caller asked for: a region takes in the regions inside it, and
    what is None is not asked for."""
    chosen = {field: value for field, value in exact.items() if value is not None}
    return {**chosen, "region": within(region)} if region else chosen
