"""Modules import one another in one direction only; .importlinter says in which."""

from __future__ import annotations

from graphlib import TopologicalSorter

import grimp
import pytest

from yunling import services

PACKAGES = (
    "chassis",
    "gateway",
    "partners",
    "yunling",
    "programme",
    "conformance",
    *sorted(services.NAMES),
)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_imports_itself_by_way_of_others(package: str) -> None:
    # What is imported for annotations only is not there when the code runs.
    graph = grimp.build_graph(package, exclude_type_checking_imports=True, cache_dir=None)
    arrows = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    TopologicalSorter(arrows).prepare()
