"""What insight keeps beside its figures: which generation of them is shown."""

from chassis.domain import Work, records
from insight.domain.generation import Generation
from insight.errors import NeverRebuilt


class InsightWork(Work):
    generations = records(
        Generation,
        "generations",
        key="generation_id",
        missing=NeverRebuilt,
        indexes=[("state",)],
    )
