"""What a message says: versioned texts in two languages with declared variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final

from jinja2 import StrictUndefined, meta
from jinja2 import Template as Compiled
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notify.vocabulary import Language


class Kind(Enum):
    """What a variable is; it decides how its event's payload is read."""

    TEXT = "text"
    WHOLE = "whole"
    MONEY = "money"
    RATE = "rate"
    SCORE = "score"
    DAY = "day"
    FLAG = "flag"


class TemplateWrong(Exception):
    """A template that must not go out; the message names it and what is wrong."""


@dataclass(frozen=True)
class Wording:
    """Title and text, before or after the variables are filled in."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """The texts for one type of event. `variables` are fields of the event's payload."""

    name: str
    version: int
    event: str
    variables: Mapping[str, Kind]
    wordings: Mapping[Language, Wording]

    def check(self) -> None:
        """Raises TemplateWrong unless both languages are there and use only what is declared.

        A title has no variables: it is the subject of an e-mail, which others may see.
        """
        for language in Language:
            wording = self.wordings.get(language)
            if wording is None:
                raise self._wrong(language, "is missing")
            if self._used(language, wording.title):
                raise self._wrong(language, "has a variable in its title")
            unknown = self._used(language, wording.text) - self.variables.keys()
            if unknown:
                raise self._wrong(language, f"uses undeclared {sorted(unknown)}")

    def fill(self, language: Language, data: Mapping[str, Any]) -> Wording:
        """The wording for one event's payload. Raises jinja2's UndefinedError for a variable
        that the payload does not have."""
        wording = self.wordings[language]
        values = {name: data[name] for name in self.variables if name in data}
        text = _compiled(language, wording.text).render(values)
        return Wording(wording.title.strip(), text.strip())

    def _used(self, language: Language, source: str) -> set[str]:
        try:
            return meta.find_undeclared_variables(_JINJA[language].parse(source))
        except TemplateError as broken:
            raise self._wrong(language, f"is no template: {broken.message}") from broken

    def _wrong(self, language: Language, what: str) -> TemplateWrong:
        return TemplateWrong(f"{self.name} v{self.version} {language.value} {what}")


def _environment(day: str) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    environment.filters = {
        "day": lambda value: _day(value, day),
        "yuan": lambda value: f"{value:,.2f}",
        "percent": _percent,
    }
    return environment


def _day(value: date, form: str) -> str:
    return form.format(year=value.year, month=value.month, day=value.day, name=_MONTHS[value.month])


def _percent(value: Decimal) -> str:
    """0.0345 -> 3.45%"""
    return f"{(value * 100).normalize():f}%"


@cache
def _compiled(language: Language, source: str) -> Compiled:
    return _JINJA[language].from_string(source)


_MONTHS: Final = (
    *("", "January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_JINJA: Final = {
    Language.CHINESE: _environment("{year}年{month}月{day}日"),
    Language.ENGLISH: _environment("{day} {name} {year}"),
}
