"""The contracts of partners' events, each at the path of its own address."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import urlsplit

import orjson

from gateway import documents
from gateway.door import Page
from gateway.intake import contracts
from gateway.intake.contracts import EXAMPLE_SUFFIX, SUFFIX


def pages() -> dict[str, Page]:
    """Schema and example of every type. A `dataschema` of https://HOST/PATH is served at /PATH."""
    found = {}
    for type, contract in contracts.read().items():
        path = urlsplit(contract.uri).path.removesuffix(SUFFIX)
        for suffix in (SUFFIX, EXAMPLE_SUFFIX):
            document = orjson.loads(files(__package__).joinpath(type + suffix).read_bytes())
            found[path + suffix] = documents.json_page(document)
    return found
