"""The contracts of partners' events, each at the path of its own address."""

from __future__ import annotations

from urllib.parse import urlsplit

from gateway.documents import page
from gateway.http.pipeline import Page
from partners.intake import contracts
from partners.intake.contracts import EXAMPLE_SUFFIX, SUFFIX


def pages() -> dict[str, Page]:
    """Schema and example of every type. A `dataschema` of https://HOST/PATH is served at /PATH."""
    found = {}
    for type, contract in contracts.read().items():
        path = urlsplit(contract.uri).path.removesuffix(SUFFIX)
        for suffix in (SUFFIX, EXAMPLE_SUFFIX):
            found[path + suffix] = page.json_page(contracts.document(type + suffix))
    return found
