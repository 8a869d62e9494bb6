"""An HTTP request as the gateway reads it: bounded, decoded, and nothing else."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from chassis.domain import Actor
from chassis.ids import new_id
from gateway.http.client_address import Networks, client_address
from gateway.http.problem import Problem

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.\-]{8,64}")
_LANGUAGE = re.compile(
    r"\s*(?P<tag>[A-Za-z]{1,8})[A-Za-z0-9-]*(?:\s*;\s*q=(?P<q>[01](?:\.\d+)?))?\s*"
)

NO_PROXIES = Networks()


@dataclass
class Request:
    """One request. `actor`, `parameters` and `route` are filled in on its way through the pipeline,
    as are `told`, headers that its answer will have, `called_s`, the time that services took,
    `sandbox`, whether its caller acts on nothing real, and `digest`, the SHA-256 of the body that a
    signature covers.
    """

    environ: dict[str, Any]
    trusted: Networks = NO_PROXIES
    actor: Actor | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    route: str = "none"
    told: dict[str, str] = field(default_factory=dict)
    called_s: float = 0.0
    sandbox: bool = False
    digest: bytes | None = None

    @property
    def method(self) -> str:
        return str(self.environ["REQUEST_METHOD"])

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The path split at its slashes before decoding, so %2F stays inside its segment."""
        try:
            return tuple(unquote(part, errors="strict") for part in self.path[1:].split("/"))
        except UnicodeDecodeError as wrong:
            raise Problem("malformed_request") from wrong

    @property
    def path(self) -> str:
        """The path as sent, percent signs included."""
        return str(self.environ.get("RAW_PATH_INFO") or self.environ["PATH_INFO"])

    @cached_property
    def query(self) -> dict[str, str]:
        """The query parameters; a repeated one is refused."""
        try:
            pairs = parse_qsl(
                self.environ.get("QUERY_STRING", ""),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=50,
            )
        except ValueError as wrong:
            raise Problem("malformed_request") from wrong
        names = [name for name, _ in pairs]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise Problem("invalid", errors={name: ["Repeated."] for name in repeated})
        return dict(pairs)

    def header(self, name: str) -> str | None:
        key = name.upper().replace("-", "_")
        if key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            return self.environ.get(key) or None
        return self.environ.get(f"HTTP_{key}")

    @cached_property
    def address(self) -> str:
        """The client's address, behind our own proxies."""
        return client_address(self.environ, self.trusted)

    def accepts(self, media_type: str) -> bool:
        """Whether Accept names exactly this type; ranges such as */* do not count."""
        kinds = (part.partition(";")[0] for part in (self.header("Accept") or "").split(","))
        return media_type in (kind.strip().lower() for kind in kinds)

    @property
    def media_type(self) -> str:
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    def body(self, limit: int) -> bytes:
        """The whole body; 413 when it is longer than `limit` bytes, 408 when it stalls, 401 when it
        is not the one that was signed."""
        length = self.header("Content-Length")
        if length is not None and not length.isdigit():
            raise Problem("malformed_request")
        if length is not None and int(length) > limit:
            raise Problem("body_too_large", {"limit": limit})
        try:
            body = self.environ["wsgi.input"].read(limit + 1)
        except TimeoutError as slow:
            raise Problem("body_too_slow") from slow
        except (OSError, ValueError) as broken:
            raise Problem("malformed_request") from broken
        if len(body) > limit:
            raise Problem("body_too_large", {"limit": limit})
        if length is not None and len(body) < int(length):
            raise Problem("malformed_request")
        if self.digest is not None and hashlib.sha256(body).digest() != self.digest:
            raise Problem("signature_invalid")
        return bytes(body)

    @cached_property
    def id(self) -> str:
        """The caller's X-Request-Id when it is usable, else a new one."""
        given = self.header("X-Request-Id")
        return given if given and _REQUEST_ID.fullmatch(given) else new_id()

    @cached_property
    def language(self) -> str:
        """ "zh" unless Accept-Language ranks English higher."""
        ranks = {"zh": 0.0, "en": 0.0}
        for part in (self.header("Accept-Language") or "")[:200].split(","):
            match = _LANGUAGE.fullmatch(part)
            if match and (tag := match["tag"].lower()) in ranks:
                ranks[tag] = max(ranks[tag], float(match["q"] or 1))
        return "en" if ranks["en"] > ranks["zh"] else "zh"
