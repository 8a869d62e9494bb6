"""Writes dashboard.json, which Grafana imports, from dashboard.yml: `make dashboard`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
DATA = {"type": "prometheus", "uid": "${datasource}"}
WIDTH, PER_LINE, HEIGHT, OVERVIEW_HEIGHT = 24, 3, 8, 4
STAT = {"reduceOptions": {"calcs": ["lastNotNull"]}, "graphMode": "area"}
SERIES = {
    "legend": {"displayMode": "list", "placement": "bottom"},
    "tooltip": {"mode": "multi", "sort": "desc"},
}


def panel(about: dict[str, Any], kind: str, place: dict[str, int]) -> dict[str, Any]:
    queries = about["queries"].items()
    return {
        "type": kind,
        "title": about["title"],
        "description": about["description"],
        "datasource": DATA,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": about["unit"], "min": 0}, "overrides": []},
        "options": STAT if kind == "stat" else SERIES,
        "targets": [
            {"refId": chr(ord("A") + n), "datasource": DATA, "expr": query, "legendFormat": legend}
            for n, (legend, query) in enumerate(queries)
        ],
    }


def row(title: str, y: int) -> dict[str, Any]:
    place = {"x": 0, "y": y, "w": WIDTH, "h": 1}
    return {"type": "row", "title": title, "gridPos": place, "collapsed": False, "panels": []}


def panels(given: dict[str, Any]) -> list[dict[str, Any]]:
    """The overview in one line, then each row with three panels in a line."""
    width = WIDTH // len(given["overview"])
    made = [
        panel(about, "stat", {"x": n * width, "y": 0, "w": width, "h": OVERVIEW_HEIGHT})
        for n, about in enumerate(given["overview"])
    ]
    y, width = OVERVIEW_HEIGHT, WIDTH // PER_LINE
    for title, abouts in given["rows"].items():
        made.append(row(title, y))
        for n, about in enumerate(abouts):
            line, place = divmod(n, PER_LINE)
            at = {"x": place * width, "y": y + 1 + line * HEIGHT, "w": width, "h": HEIGHT}
            made.append(panel(about, "timeseries", at))
        y = made[-1]["gridPos"]["y"] + HEIGHT
    return [{"id": number, **one} for number, one in enumerate(made, 1)]


def variables() -> list[dict[str, Any]]:
    known = {"query": "label_values(yunling_build_info, service)", "refId": "service"}
    everything = {"text": "All", "value": "$__all"}
    return [
        {"name": "datasource", "label": "Source", "type": "datasource", "query": "prometheus"},
        {
            "name": "service",
            "label": "Service",
            "type": "query",
            "datasource": DATA,
            "query": known,
            "refresh": 2,
            "sort": 1,
            "multi": True,
            "includeAll": True,
            "allValue": ".*",
            "current": everything,
        },
    ]


def dashboard() -> dict[str, Any]:
    """The document, as Grafana 10 and later import it."""
    return {
        "uid": "yunling",
        "title": "Yunling",
        "description": "Requests and events on their way through the platform.",
        "tags": ["yunling"],
        "schemaVersion": 39,
        "editable": True,
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "timezone": "browser",
        "graphTooltip": 1,
        "templating": {"list": variables()},
        "annotations": {"list": []},
        "panels": panels(yaml.safe_load((HERE / "dashboard.yml").read_text())),
    }


def document() -> str:
    return json.dumps(dashboard(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (HERE / "dashboard.json").write_text(document())
