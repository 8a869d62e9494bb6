"""Filters of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobs.store import JobsWork


def wanted(work: JobsWork, region: str | None = None, **exact: Any) -> dict[str, Any]:
    """A filter from what the caller asked for, cut down to the caller's region: a region takes in
    the regions inside it, and what is None is not asked for. Raises RegionNotYours."""
    chosen = {field: value for field, value in exact.items() if value is not None}
    return work.reach.narrow({**chosen, "region": region}, region="region")
