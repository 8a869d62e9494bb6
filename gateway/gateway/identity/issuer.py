"""The identity providers whose tokens are accepted, read from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import yaml
from marshmallow import Schema, ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length, OneOf, Range, Regexp

from chassis.config import SettingsError
from chassis.domain import ROLES

ALGORITHMS = ("RS256", "ES256", "EdDSA")
"""Only those with a public key: with a shared secret whoever checks a token could make one."""

OWN = ("region", "person_id", "employer_id", "partner_id")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_EVERY_ROLE = {role: role for role in ROLES}


@dataclass(frozen=True)
class Issuer:
    """One provider. `url` is the `iss` of its tokens, `name` goes before its subjects.

    `roles` are the roles that it may give, by its own names for them; `claims` says where a claim
    of ours is found in its tokens; `fixed` are claims that hold for all of them. Without
    `jwks_uri` discovery tells it (OpenID Connect Discovery 1.0, 4).
    """

    url: str
    audience: str
    name: str = ""
    algorithms: tuple[str, ...] = ALGORITHMS
    jwks_uri: str | None = None
    leeway_s: int = 30
    claims: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=lambda: _EVERY_ROLE)
    fixed: Mapping[str, str] = field(default_factory=dict)


def is_protected(url: str) -> bool:
    """Whether nobody on the way can change the response: TLS, or this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _protected(url: str) -> None:
    if not is_protected(url):
        raise ValidationError("has to be https")


class IssuerSchema(Schema):
    name = fields.String(required=True, validate=Regexp(r"[a-z][a-z0-9-]{0,31}\Z"))
    url = fields.String(required=True, data_key="issuer", validate=_protected)
    audience = fields.String(required=True, validate=Length(1, 200))
    algorithms = fields.List(fields.String(validate=OneOf(ALGORITHMS)), validate=Length(1))
    jwks_uri = fields.String(validate=_protected)
    leeway_s = fields.Integer(strict=True, validate=Range(0, 300))
    claims = fields.Dict(fields.String(validate=OneOf((*OWN, "role", "subject"))), fields.String())
    roles = fields.Dict(
        fields.String(), fields.String(validate=OneOf(sorted(ROLES))), required=True
    )
    fixed = fields.Dict(fields.String(validate=OneOf(OWN)), fields.String())

    @validates_schema
    def _gives_a_role(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("roles"):
            raise ValidationError({"roles": ["names no role"]})

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Issuer:
        algorithms = tuple(data.pop("algorithms", ALGORITHMS))
        return Issuer(**data, algorithms=algorithms)


class Issuers(tuple[Issuer, ...]):
    """The providers of a YAML list in a file. Raises SettingsError naming the provider and its
    fault."""

    def __new__(cls, path: str = "") -> Self:
        if not path:
            return super().__new__(cls)
        try:
            given = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
            found = IssuerSchema(many=True).load(given or [])
        except (OSError, yaml.YAMLError) as unreadable:
            raise SettingsError(f"issuers: {path}: {unreadable}") from unreadable
        except ValidationError as wrong:
            raise SettingsError(f"issuers: {path}: {wrong.normalized_messages()}") from wrong
        for what in ("name", "url"):
            names = [getattr(issuer, what) for issuer in found]
            if len(names) != len(set(names)):
                raise SettingsError(f"issuers: {path}: two have the same {what}")
        return super().__new__(cls, found)
