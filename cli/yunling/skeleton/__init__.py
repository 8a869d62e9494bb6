"""The skeleton of a service: files of its own below `files/`, and lines in files that all share.

Templates have `<name>`, `<Name>` and `<NAME>` of the service, `<noun>`, `<nouns>` and so on of what
it keeps, `<about>` and `<port>`; in paths these are `_name_` and `_noun_`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from yunling import services
from yunling.advice import Advice

HERE = Path(__file__).parent
FILES, EDITS = HERE / "files", HERE / "edits"
SUFFIX = ".template"
WORD = re.compile(r"[a-z]{3,16}")
PORTS = range(1, 10)


@dataclass(frozen=True)
class Edit:
    """Lines that go into a file that is there, before its first line that begins with `before`;
    at the end where that is empty."""

    path: str
    template: str
    before: str = ""


SHARED = (
    Edit("contracts/services.yaml", "services.yaml", "gateway:"),
    Edit("gateway/gateway/policy.yaml", "policy.yaml", "every:"),
    Edit("docs/architecture.md", "architecture.md", "| gateway |"),
    Edit("CHANGELOG.md", "CHANGELOG.md", "- **"),
    Edit("tests/contract/openapi_changes.yaml", "openapi_changes.yaml"),
)


def make(root: Path, name: str, noun: str, about: str) -> list[Path]:
    """Write the service into the checkout and answer the paths written, all or none of them.

    Raises Advice for a name that is taken or cannot be one, and when no port is free.
    """
    _check(root, name, noun)
    words = _words(root, name, noun, about)
    texts = {root / path: text for path, text in _own(words)}
    texts |= {root / edit.path: _edited(root, edit, words) for edit in SHARED}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


def _check(root: Path, name: str, noun: str) -> None:
    for word in (name, noun):
        if not WORD.fullmatch(word) or keyword.iskeyword(word) or keyword.issoftkeyword(word):
            raise Advice(f"{word} is no name for this: 3 to 16 letters a to z, no word of Python")
    if find_spec(name) or (root / "services" / name).exists():
        raise Advice(f"there is a package {name}: choose another name")
    routes = (root / "gateway" / "gateway" / "routes").glob("*.py")
    if any(f'"/v1/{noun}s' in route.read_text(encoding="utf-8") for route in routes):
        raise Advice(f"there are routes below /v1/{noun}s: choose another --noun")


def _words(root: Path, name: str, noun: str, about: str) -> dict[str, str]:
    rows = services.read((root / "contracts" / "services.yaml").read_text(encoding="utf-8"))
    free = sorted({*PORTS} - {one.port for one in rows})
    if not free:
        raise Advice("no port of a stack is free: contracts/services.yaml has ten services")
    words = {"name": name, "noun": noun, "nouns": f"{noun}s"}
    return {
        **{f"<{key}>": word for key, word in words.items()},
        **{f"<{key.title()}>": word.title() for key, word in words.items()},
        **{f"<{key.upper()}>": word.upper() for key, word in words.items()},
        "<about>": about,
        "<port>": str(free[0]),
    }


def _own(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Path and text of each file of the service's own."""
    for template in sorted(FILES.rglob(f"*{SUFFIX}")):
        path = template.relative_to(FILES).as_posix().removesuffix(SUFFIX)
        path = path.replace("_name_", words["<name>"]).replace("_noun_", words["<noun>"])
        yield path, _put_in(template, words)


def _edited(root: Path, edit: Edit, words: Mapping[str, str]) -> str:
    lines = (root / edit.path).read_text(encoding="utf-8").splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if line.startswith(edit.before)), len(lines))
    if not edit.before:
        at = len(lines)
    lines.insert(at, _put_in(EDITS / f"{edit.template}{SUFFIX}", words))
    return "".join(lines)


def _put_in(template: Path, words: Mapping[str, str]) -> str:
    text = template.read_text(encoding="utf-8")
    for placeholder, word in words.items():
        text = text.replace(placeholder, word)
    return text
