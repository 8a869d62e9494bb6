"""The templates of this version of notify, read and checked once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from notify.domain.template import Kind, Template, TemplateWrong, Wording
from notify.vocabulary import Language


@cache
def shipped() -> Mapping[str, Template]:
    """The newest version of each shipped template, by the type of event it tells of."""
    folder = files("notify").joinpath("templates")
    texts = [one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".yaml")]
    return newest(template(yaml.safe_load(text)) for text in texts)


def template(read: Mapping[str, Any]) -> Template:
    """The checked template in a YAML document. Raises TemplateWrong."""
    try:
        made = Template(
            name=read["name"],
            version=read["version"],
            event=read["event"],
            variables={name: Kind(kind) for name, kind in read["variables"].items()},
            wordings={
                language: Wording(**read[language.value])
                for language in Language
                if language.value in read
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise TemplateWrong(f"{read.get('name')}: {wrong}") from wrong
    made.check()
    return made


def newest(templates: Iterable[Template]) -> Mapping[str, Template]:
    """By event type; of two templates for one type the higher version counts."""
    found: dict[str, Template] = {}
    for one in sorted(templates, key=lambda one: one.version):
        same = found.get(one.event)
        if same and same.version == one.version:
            raise TemplateWrong(f"{one.name} and {same.name} are both v{one.version}")
        found[one.event] = one
    return found
