"""/problems tells of every code that the interface can refuse with."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import refusals
from gateway.documents import problems
from gateway.http.problem import TYPE_BASE
from gateway.http.request import Request
from gateway.routes import all_routes

PAGES = problems.pages(all_routes())
TABLES = refusals.read().tables


def shown(path: str) -> str:
    return PAGES[path](Request({"REQUEST_METHOD": "GET", "PATH_INFO": path})).body.decode()


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_code_has_its_wording_on_the_list_and_a_page_of_its_own(table: str) -> None:
    everything = shown("/problems")
    for code, wording in TABLES[table].items():
        assert f'id="{table}.{code}"' in everything
        assert wording.zh.replace("'", "&#39;") in shown(f"/problems/{code}")


def test_the_type_of_a_problem_ends_like_the_address_of_its_page(client: Any) -> None:
    refused = client.refused("GET", "/v1/nothing")
    assert refused["type"] == TYPE_BASE + "not_found"
    assert "/problems/" + refused["type"].removeprefix(TYPE_BASE) in PAGES


def test_a_page_names_the_operations_that_may_answer_so() -> None:
    page = shown("/problems/fair_not_found")
    assert "/docs#get_fairs_fair_id" in page
    assert "script" not in page


def test_a_page_that_one_has_is_not_sent_again() -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/problems"}
    tag = PAGES["/problems"](Request(environ)).headers["ETag"]
    assert PAGES["/problems"](Request({**environ, "HTTP_IF_NONE_MATCH": tag})).status == 304
