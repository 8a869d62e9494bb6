"""The programme's count on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from jobs.schemas.field import whole


class CountProgramme(Schema):
    year = whole(2000, 2099)


class ProgrammeCount(Schema):
    fairs_held = fields.Integer()
    fair_person_times = fields.Integer()
