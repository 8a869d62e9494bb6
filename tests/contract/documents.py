"""The documents generated from code: `python -m tests.contract.documents` writes them."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import yaml

import partners
from gateway import openapi
from gateway.routes import all_routes
from partners import catalogue as packaged
from tests.contract import (
    architecture,
    asyncapi,
    catalogue,
    code,
    contracts,
    event_schemas,
    inventory,
    permissions,
    public,
    regions,
    rpc,
    slices,
)

PARTNER_CONTRACTS = Path(partners.__path__[0]) / "contracts"
CATALOGUE = Path(packaged.__file__).with_name("asyncapi.json")
HEADER = "# Generated from the code: make openapi\n"


def all_documents() -> dict[Path, str]:
    """Path to text of every generated document."""
    documents: dict[str, Any] = {
        "asyncapi.yaml": asyncapi.build(),
        "http/gateway.openapi.yaml": openapi.build(all_routes()),
        "http/roles.yaml": roles(),
        **{f"rpc/{name}.yaml": rpc.build(name) for name in code.SERVICES},
    }
    texts = {contracts.FOLDER / name: HEADER + _yaml(body) for name, body in documents.items()}
    types = sorted({*contracts.published(), *contracts.read()})
    return {
        **texts,
        **regions.all_regions(),
        **slices.all_slices(),
        **event_schemas.all_schemas(),
        **public.all_contracts(),
        **partner_contracts(),
        contracts.PUBLISHED: "\n".join(types) + "\n",
        permissions.PATH: permissions.document(),
        CATALOGUE: json.dumps(catalogue.build(), ensure_ascii=False, indent=1) + "\n",
        inventory.PATH: inventory.document(),
        architecture.PATH: architecture.document(),
    }


def partner_contracts() -> dict[Path, str]:
    """Path to text of the copies that partners' events are checked against."""
    return {
        PARTNER_CONTRACTS / file.name: file.read_text(encoding="utf-8")
        for file in (contracts.EVENTS / "partners").glob("*.json")
    }


def roles() -> dict[str, dict[str, str] | str]:
    """Who may call what, and on which records, as one list to review."""
    return {
        f"{route.method} {route.path}": {
            role: route.row.grants[role].value for role in sorted(route.roles)
        }
        or "public"
        for route in sorted(all_routes(), key=lambda route: (route.path, route.method))
    }


def _yaml(body: Any) -> str:
    text: str = yaml.dump(
        body,
        Dumper=_Plain,
        sort_keys=False,
        allow_unicode=True,
        width=100,
        default_flow_style=False,
    )
    return text


class _Plain(yaml.CSafeDumper):
    """Without anchors: a document is read by people and by tools that know only JSON."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def main() -> None:
    """Write every document that differs and name it. The others are built of the schemas of events
    and of the gateway's contracts, so these come first; before all of it tests.contract.regions."""
    regions.write(event_schemas.all_schemas() | partner_contracts())
    regions.write(public.all_contracts())
    regions.write(all_documents())


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
