"""The programme's figures as training's own store knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.store import TrainingWork


def count_programme(work: TrainingWork, *, year: int) -> dict[str, int]:
    """Distinct persons upgraded, participants and contested trades of a year, by target id."""
    return {
        "persons_upgraded": work.learners.count({"years": year}),
        "skill_participants": work.participations.count({"year": year}),
        "contest_trades": work.contest_trades.count({"year": year}),
    }
