"""What operators and client builders read without a token."""

import pytest


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_running_platform_is_alive_and_ready(nobody, path):
    assert nobody.get(path).status == 200


def test_metrics_are_in_the_form_that_prometheus_reads(nobody):
    answer = nobody.get("/metrics")
    assert answer.status == 200
    assert "# TYPE" in answer.body


def test_the_openapi_document_names_every_service(nobody):
    document = nobody.read("/openapi.json")
    assert document["openapi"].startswith("3.1")
    for path in ("/v1/people", "/v1/fairs", "/v1/loans", "/v1/classes", "/v1/programme"):
        assert path in document["paths"]


def test_the_api_page_is_html_that_shows_the_document(nobody):
    page = nobody.get("/docs")
    assert page.status == 200
    assert "<html" in page.body.lower()
