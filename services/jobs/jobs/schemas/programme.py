"""The programme's count on the wire."""

from __future__ import annotations

from chassis.fields import Command, View, whole, year


class CountProgramme(Command):
    year = year()


class ProgrammeCount(View):
    fairs_held = whole(example=700)
    fair_person_times = whole(example=200_000)
