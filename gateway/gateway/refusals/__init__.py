"""The wording of every refusal: one table for each service, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("zh", "en")
COMMON = "common"
REASONS = "reasons"


@dataclass(frozen=True)
class Wording:
    """The public form of one refusal: HTTP status, and texts with `{fact}` places."""

    status: int
    zh: str
    en: str

    def text(self, language: str, facts: Mapping[str, Any]) -> str:
        template = self.zh if language == "zh" else self.en
        return template.format_map(_Facts(facts))


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "?"


class Refusals:
    """The tables of all services. A service's own wording goes before the common one."""

    def __init__(self, tables: Mapping[str, Mapping[str, Wording]]) -> None:
        self.tables = tables

    def find(self, service: str, code: str) -> Wording | None:
        return self.tables.get(service, {}).get(code) or self.tables[COMMON].get(code)


@cache
def read() -> Refusals:
    """Read the packaged tables; a malformed one stops the start with its name."""
    tables = {}
    for file in files(__name__).iterdir():
        name, _, suffix = file.name.rpartition(".")
        if suffix == "yaml" and name != REASONS:
            rows = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
            tables[name] = {code: _wording(name, code, row) for code, row in rows.items()}
    return Refusals(tables)


def _wording(table: str, code: str, row: Any) -> Wording:
    try:
        return Wording(**row)
    except TypeError as wrong:
        raise ValueError(f"refusals/{table}.yaml: {code} needs status, zh and en") from wrong


@cache
def _reasons() -> list[tuple[re.Pattern[str], str]]:
    text = files(__name__).joinpath(f"{REASONS}.yaml").read_text(encoding="utf-8")
    return [(re.compile(pattern), zh) for pattern, zh in yaml.safe_load(text).items()]


def reason(text: str, language: str) -> str:
    """A field error's reason in the caller's language; one that has no translation stays."""
    if language == "zh":
        for pattern, zh in _reasons():
            if match := pattern.fullmatch(text):
                return zh.format(*match.groups())
    return text
