"""Alerts, runbooks, dashboard and metrics hold together: each names only what the others have."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY, generate_latest

import chassis.rate_limits.quota
import chassis.telemetry.metrics
import gateway.metrics
import notify.metrics
import partners.metrics
from chassis.telemetry.histogram import BatchHistogram

ROOT = Path(__file__).parents[2]
MONITORING = ROOT / "deploy" / "monitoring"
RUNBOOKS = ROOT / "docs" / "runbooks"
DASHBOARD = json.loads((MONITORING / "dashboard.json").read_text())
ALERTS = [
    rule
    for group in yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = [target["expr"] for panel in PANELS for target in panel["targets"]]
_METRIC = re.compile(r"\b(?:yunling|process|python)_\w+")
_LINK = re.compile(r"\]\((?!https?://)([^)#]+)")


def promtool(*words: str, given: str | None = None) -> None:
    done = subprocess.run(
        [MONITORING / "promtool", *words],
        cwd=MONITORING,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def exposed() -> set[str]:
    """The series names that /metrics may show."""
    names: set[str] = set()
    for line in generate_latest(REGISTRY).decode().splitlines():
        if line.startswith("# TYPE"):
            _, _, name, kind = line.split()
            ends = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
            names |= {name + end for end in ends}
    return names


def declared() -> Iterator[tuple[str, str, str]]:
    """Name, labels and meaning of each metric that every process has."""
    yield from _declared(chassis.telemetry.metrics)


def declared_by_some() -> Iterator[tuple[str, str, str]]:
    yield from _declared(chassis.rate_limits.quota)
    yield from _declared(gateway.metrics)
    yield from _declared(chassis.rate_limits.quota)
    yield from _declared(notify.metrics)
    yield from _declared(partners.metrics)


def _declared(module: ModuleType) -> Iterator[tuple[str, str, str]]:
    for metric in vars(module).values():
        if isinstance(metric, BatchHistogram):
            yield metric._about[0], ", ".join(metric._labels), metric._about[1]
        elif hasattr(metric, "_labelnames"):
            name = metric._name + ("_total" if metric._type == "counter" else "")
            yield name, ", ".join(metric._labelnames), metric._documentation


@pytest.mark.parametrize(
    "words",
    [
        ("check", "rules", "alerts.yml"),
        ("test", "rules", "alerts.test.yml"),
        ("check", "config", "prometheus.local.yml"),
        ("check", "config", "prometheus.compose.yml"),
    ],
    ids=" ".join,
)
def test_promtool_has_no_complaint(words: tuple[str, ...]):
    promtool(*words)


def test_every_query_of_the_dashboard_is_one(tmp_path: Path):
    rules = [
        {
            "record": f"panel:query:{number}",
            "expr": query.replace("$__rate_interval", "5m").replace("$service", ".*"),
        }
        for number, query in enumerate(QUERIES)
    ]
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": rules}]}))
    promtool("check", "rules", "--lint=none", str(file))


def test_alerts_and_dashboard_ask_for_metrics_that_exist():
    asked = set(_METRIC.findall(" ".join([*QUERIES, *(alert["expr"] for alert in ALERTS)])))
    assert asked - exposed() == set()


def test_the_dashboard_shows_every_metric_of_ours():
    shown = set(_METRIC.findall(" ".join(QUERIES)))
    ends = ("", "_bucket", "_sum", "_count")
    names = {name for name, _, _ in [*declared(), *declared_by_some()]}
    assert {name for name in names if not any(name + end in shown for end in ends)} == set()


def test_the_dashboard_is_made_of_its_table():
    made = runpy.run_path(str(MONITORING / "make_dashboard.py"))
    assert made["document"]() == (MONITORING / "dashboard.json").read_text(), "make dashboard"


def test_every_panel_says_what_it_shows_and_in_which_unit():
    for panel in PANELS:
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
    rows = [panel["title"] for panel in DASHBOARD["panels"] if panel["type"] == "row"]
    assert len(rows) == len(set(rows)) == 6
    places = [tuple(panel["gridPos"].values()) for panel in DASHBOARD["panels"]]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_an_alert_links_a_page_that_names_it(alert: dict[str, Any]):
    assert alert["labels"]["severity"] in ("critical", "warning")
    assert set(alert["annotations"]) == {"summary", "description", "runbook_url"}
    page = (ROOT / alert["annotations"]["runbook_url"]).read_text()
    assert f"`{alert['alert']}`" in page
    for part in ("**Symptom.**", "**Check**", "**Act**", "**Undo.**"):
        assert part in page, f"{part} is missing"


def test_every_alert_is_seen_to_fire():
    tests = yaml.safe_load((MONITORING / "alerts.test.yml").read_text())["tests"]
    cases = [case for test in tests for case in test["alert_rule_test"]]
    fired = {case["alertname"] for case in cases if case.get("exp_alerts")}
    assert fired == {alert["alert"] for alert in ALERTS}


def test_the_list_of_runbooks_is_whole():
    listed = (RUNBOOKS / "README.md").read_text()
    pages = {page.name for page in RUNBOOKS.glob("*.md")} - {"README.md"}
    assert pages <= set(_LINK.findall(listed))
    for alert in ALERTS:
        page = Path(alert["annotations"]["runbook_url"]).name
        assert any(alert["alert"] in line and page in line for line in listed.splitlines())


def test_links_in_runbooks_lead_somewhere():
    for page in RUNBOOKS.glob("*.md"):
        for link in _LINK.findall(page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_table_of_metrics_is_what_the_code_declares():
    table = (ROOT / "docs" / "observability.md").read_text().splitlines()
    rows = {line for line in table if line.startswith("| `yunling_")}
    ours = [*declared(), *declared_by_some()]
    assert rows == {f"| `{name}` | {labels} | {said} |" for name, labels, said in ours}
