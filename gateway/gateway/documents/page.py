"""/openapi.json and /docs: the same document for programs and for people."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jinja2
import orjson

from gateway.http.pipeline import Page
from gateway.http.request import Request
from gateway.http.request_parsing import etag, matches
from gateway.http.response import Response

HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
METHODS = ("get", "post", "put", "delete", "patch")


def json_page(document: dict[str, Any]) -> Page:
    """Serves the OpenAPI document."""
    return _constant(orjson.dumps(document), {"Content-Type": "application/json"})


def html_page(document: dict[str, Any]) -> Page:
    """Serves the document as one page without scripts or external resources."""
    return html(render(document))


def html(text: str) -> Page:
    """Serves a page without scripts or external resources."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": HTML_POLICY,
    }
    return _constant(text.encode(), headers)


@cache
def template(name: str) -> jinja2.Template:
    """A page of `pages/`. They share style.css."""
    loader = jinja2.PackageLoader("gateway", "pages")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["pretty"] = lambda value: json.dumps(value, ensure_ascii=False, indent=2)
    return environment.get_template(name)


def render(document: dict[str, Any]) -> str:
    """The API page."""
    return template("docs.html").render(
        info=document["info"], groups=_groups(document), methods=METHODS
    )


def _groups(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = _shown(document, path, method, operations[method])
                groups[operation["tag"]].append(operation)
    return groups


def _shown(
    document: dict[str, Any], path: str, method: str, operation: dict[str, Any]
) -> dict[str, Any]:
    answers = operation["responses"]
    good = next(status for status in answers if status.startswith("2"))
    return {
        "id": operation["operationId"],
        "tag": operation["tags"][0],
        "method": method,
        "path": path,
        "summary": operation["summary"],
        "roles": operation["x-roles"],
        "parameters": operation["parameters"],
        "fields": _fields(document, operation),
        "requests": _requests(operation),
        "status": good,
        "answer": _example(answers[good]),
        "problems": _problems(document, answers),
    }


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    content = operation.get("requestBody", {}).get("content", {})
    ref = content.get("application/json", {}).get("schema", {}).get("$ref")
    if ref is None:
        return []
    schema = document["components"]["schemas"][ref.rpartition("/")[2]]
    required = schema.get("required", [])
    return [
        {"name": name, "required": name in required, "kind": _kind(field)}
        for name, field in schema["properties"].items()
    ]


def _kind(field: dict[str, Any]) -> str:
    if "enum" in field:
        return " | ".join(str(value) for value in field["enum"] if value is not None)
    if "$ref" in field or "allOf" in field or "anyOf" in field:
        return "object"
    kind = field.get("type", "any")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    if kind == "array":
        return f"list of {_kind(field['items'])}"
    return f"{kind}, {field['format']}" if "format" in field else kind


def _requests(operation: dict[str, Any]) -> list[dict[str, Any]]:
    contents = operation.get("requestBody", {}).get("content", {}).values()
    single = [{"name": "", "body": one["example"]} for one in contents if "example" in one]
    named = [one.get("examples", {}) for one in contents]
    return single + [
        {"name": name, "body": example["value"]}
        for examples in named
        for name, example in examples.items()
    ]


def _example(holder: dict[str, Any]) -> Any:
    return holder.get("content", {}).get("application/json", {}).get("example")


def _problems(document: dict[str, Any], answers: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for status in sorted(answers):
        content = _referred(document, answers[status]).get("content", {})
        for code, ref in content.get("application/problem+json", {}).get("examples", {}).items():
            example = _referred(document, ref)
            wording = {"zh": example["summary"], "en": example["value"]["detail"]}
            found.append({"status": status, "code": code, **wording})
    return found


def _referred(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The part itself, or what its `$ref` leads to in the components."""
    if "$ref" not in part:
        return part
    _, kind, name = part["$ref"].rsplit("/", 2)
    found: dict[str, Any] = document["components"][kind][name]
    return found


def _constant(body: bytes, headers: dict[str, str]) -> Page:
    tag = etag(None, body)
    headers = {**headers, "ETag": tag, "Cache-Control": "no-cache"}

    def page(request: Request) -> Response:
        if matches(request.header("If-None-Match"), tag):
            return Response(304, headers=dict(headers))
        return Response(200, body, dict(headers))

    return page
