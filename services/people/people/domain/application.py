"""What somebody hands in to be registered, checked as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar, cast

from chassis.domain import Invalid
from chassis.domain.regions import COUNTIES
from people.domain.consent import About, check_about
from people.domain.contact import read_email
from people.domain.id_number import IdNumber, read_id_number
from people.domain.key_group import Evidence, check_evidence
from people.domain.name import read_name
from people.domain.notice import check_notice
from people.domain.phone import read_phone
from people.errors import AgeOutsideWorkingLife
from people.vocabulary import KeyGroup, Language

YOUNGEST: Final = 16  # Labour Law of the PRC, Art 15
OLDEST: Final = 120

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Application:
    """A registration form of which every field was read."""

    name: str
    id_number: IdNumber
    phone: str
    region: str
    key_groups: tuple[tuple[KeyGroup, Evidence], ...]
    email: str | None
    language: Language
    consents: tuple[tuple[About, str], ...]


def read_application(form: Mapping[str, Any], today: date) -> Application:
    """The application in a form of the shape of `schemas.RegisterPerson`.

    Raises Invalid with the reasons of all fields at once, or AgeOutsideWorkingLife.
    """
    read = _Reading()
    email = form.get("email")
    application = Application(
        name=read(read_name, form["name"]),
        id_number=read(read_id_number, form["id_number"], today),
        phone=read(read_phone, form["phone"]),
        region=read(read_region, form["region"]),
        key_groups=read(_read_key_groups, form["key_groups"]),
        email=read(read_email, email) if email else None,
        language=form["language"],
        consents=read(_read_consents, form["consents"], today),
    )
    read.finish()
    check_age(application.id_number, today)
    return application


def read_region(code: str) -> str:
    """A county of Yunnan. Raises Invalid for any other code."""
    if code not in COUNTIES:
        raise Invalid({"region": ["Not a county of Yunnan."]})
    return code


def check_age(id_number: IdNumber, today: date) -> None:
    """Raises AgeOutsideWorkingLife."""
    if not YOUNGEST <= id_number.age_on(today) <= OLDEST:
        raise AgeOutsideWorkingLife(youngest=YOUNGEST, oldest=OLDEST)


def _read_key_groups(rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[KeyGroup, Evidence], ...]:
    flags = tuple((row["group"], Evidence(**row["evidence"])) for row in rows)
    if len({group for group, _ in flags}) < len(flags):
        raise Invalid({"key_groups": ["Repeated."]})
    for index, (group, evidence) in enumerate(flags):
        try:
            check_evidence(group, evidence)
        except Invalid as wrong:
            raise Invalid({"key_groups": {str(index): wrong.facts["errors"]}}) from wrong
    return flags


def _read_consents(rows: Sequence[Mapping[str, Any]], today: date) -> tuple[tuple[About, str], ...]:
    consents = tuple(
        ((row["purpose"], row.get("partner_id")), row["notice_version"]) for row in rows
    )
    if len({about for about, _ in consents}) < len(consents):
        raise Invalid({"consents": ["Repeated."]})
    for index, (about, notice_version) in enumerate(consents):
        try:
            check_about(*about)
            check_notice(notice_version, about[0], today)
        except Invalid as wrong:
            raise Invalid({"consents": {str(index): wrong.facts["errors"]}}) from wrong
    return consents


class _Reading:
    """Reads field after field and keeps every reason, so that a form is corrected once."""

    def __init__(self) -> None:
        self.errors: dict[str, Any] = {}

    def __call__(self, read: Callable[..., T], *given: Any) -> T:
        try:
            return read(*given)
        except Invalid as wrong:
            self.errors.update(wrong.facts["errors"])
        return cast(T, None)  # never looked at: finish() raises

    def finish(self) -> None:
        if self.errors:
            raise Invalid(self.errors)
