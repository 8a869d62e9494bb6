"""The generated part of docs/architecture.md: the packages, in the order of .importlinter's layers.

What a package is for is the first sentence of its docstring. A package without one stops
`make contracts`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATH = ROOT / "docs" / "architecture.md"
BEGIN = "<!-- generated from .importlinter and docstrings: make contracts -->\n"
END = "<!-- end of what is generated -->\n"
LAYERS = {
    "chassis": "inside-the-chassis",
    "gateway": "inside-the-gateway",
    "partners": "inside-partners",
}
SERVICE = {
    "service": "RPC methods and event handlers; wires the store in",
    "schemas": "commands, views, and the events of other services as they are read here",
    "store": "what is kept: the unit of work with its repositories",
    "usecases": "one function for each command, query or learned fact; works on a unit of work",
    "domain": "the rules, pure: values in, values and events out",
    "events": "the events that the service publishes",
    "errors": "its refusals: codes and facts",
    "vocabulary": "enumerations and constants",
}
"""Of the modules and packages of a service, which have different docstrings in each."""

HEAD, RULE = "| layer | package or module | what is in it |", "|---|---|---|"
_NAME = re.compile(r"[\w.]+")
_END = re.compile(r"\.\s")


def document() -> str:
    """The whole file: what is written by hand, with the generated part replaced."""
    text = PATH.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + "\n".join(_map()) + "\n\n" + END + after


def layers(contract: str) -> list[list[str]]:
    """The names of each layer of a contract in .importlinter, the highest layer first."""
    config = ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    lines = config[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return [_NAME.findall(line) for line in lines if line.strip()]


def members(package: str) -> dict[str, str]:
    """Dotted name of each package and module directly below a package, to its docstring's first
    sentence. Raises ValueError for one without."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    folder = Path(spec.origin).parent
    modules = [path for path in folder.glob("*.py") if not path.name.startswith("__")]
    sources = sorted([*modules, *folder.glob("*/__init__.py")])
    return {_dotted(package, source): _about(source) for source in sources}


def in_order(package: str) -> dict[str, int | None]:
    """Dotted name of each member to the number of its highest layer: layers first, then what is in
    none."""
    numbers: dict[str, int | None] = {}
    for number, names in enumerate(layers(LAYERS[package]), 1):
        for name in names:
            numbers.setdefault(".".join(name.split(".")[:2]), number)
    return numbers | {name: None for name in members(package) if name not in numbers}


def _map() -> Iterator[str]:
    for package in LAYERS:
        about = members(package)
        yield from (f"### {package}", "", HEAD, RULE)
        for name, number in in_order(package).items():
            yield f"| {number or '-'} | `{name}` | {about[name]} |"
        yield ""
    yield from ("### a service", "", HEAD, RULE)
    for number, names in enumerate(layers("inside-a-service"), 1):
        for name in names:
            yield f"| {number} | `{name}` | {SERVICE[name]} |"
    yield from ("", "### The rules that `make imports` checks", "")
    yield from _rules()


def _rules() -> Iterable[str]:
    config = ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    sections = [name for name in config.sections() if name.startswith("importlinter:contract:")]
    return [f"- {config[name]['name']}." for name in sections]


def _dotted(package: str, source: Path) -> str:
    return f"{package}.{source.parent.name if source.name == '__init__.py' else source.stem}"


def _about(source: Path) -> str:
    docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    if not docstring:
        raise ValueError(f"{source}: a package says in its docstring what is in it")
    [first, *_] = _END.split(docstring.partition("\n\n")[0], maxsplit=1)
    return " ".join(first.split()).rstrip(".:").replace("|", "\\|")
