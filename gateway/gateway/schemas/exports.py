"""What the gateway collects from the services about one person."""

from __future__ import annotations

from marshmallow import fields

from chassis.fields import View, many, ref, table, text


class ExportView(View):
    person_id = ref()
    services = table(
        fields.Raw(),
        example={"jobs": {"registrations": {"total": 0, "rows": []}}},
        description="By service and holding: {total, rows}, the newest 500 of each.",
    )
    unanswered = many(
        text(example="loans"), description="Services that did not answer: ask again for those."
    )
