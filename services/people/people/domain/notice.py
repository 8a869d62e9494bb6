"""The notices that people are shown before they agree (PIPL 17), by version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import yaml

from chassis.domain import Invalid
from people.vocabulary import Purpose


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What was said: who processes, which kinds of data, how, how long, who receives, and the
    rights of the person, in the language of the reader. Shown from the day `since`."""

    version: str
    since: date
    purposes: tuple[Purpose, ...]
    text: Mapping[str, str]


def _shipped() -> dict[str, Notice]:
    rows = yaml.safe_load(files("people").joinpath("notices.yml").read_text(encoding="utf-8"))
    notices = [_notice(row) for row in rows]
    return {notice.version: notice for notice in notices}


def _notice(row: Mapping[str, Any]) -> Notice:
    purposes = tuple(Purpose(purpose) for purpose in row["purposes"])
    return Notice(version=row["version"], since=row["since"], purposes=purposes, text=row["text"])


NOTICES: Final = MappingProxyType(_shipped())


def check_notice(version: str, purpose: Purpose, on: date) -> None:
    """Raises Invalid unless this notice could be shown for the purpose on that day or before.

    An older one than today's is accepted: forms on paper come later than they were signed.
    """
    notice = NOTICES.get(version)
    if notice is None or purpose not in notice.purposes or notice.since > on:
        raise Invalid({"notice_version": ["No notice of this version was shown for the purpose."]})
