"""The house rules: which room may import what, what is listed where, and that every sentence exists twice."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from string import Formatter

import pytest

from providers import errors
from providers.catalog import discover
from providers.errors import ProviderError
from studio.errors import StudioError
from tests.paths import ROOT
from ui.i18n import STRINGS

ROOMS = ("painter", "providers", "studio", "ui")
FORBIDDEN: dict[str, set[str]] = {
    "painter": {"studio", "ui", "gradio", "fastapi", "starlette", "sqlalchemy", "httpx"},
    "providers": {"studio", "ui", "gradio", "fastapi", "starlette", "sqlalchemy"},
    "studio": {"ui", "gradio", "httpx", "fastapi", "starlette"},
    "ui": {"httpx", "sqlalchemy"},
}


def imports(file: Path) -> Iterator[str]:
    """The top-level packages that a file imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Import(names=names):
                yield from (name.name.partition(".")[0] for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]


def files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_one_way(room: str) -> None:
    back = {str(file): found for file in files(room) if (found := set(imports(file)) & FORBIDDEN[room])}
    assert back == {}


def test_only_one_file_talks_http() -> None:
    talking = [file.name for file in files("providers") if "httpx" in set(imports(file))]
    assert talking == ["client.py"]


def test_everything_imported_is_required_and_nothing_else() -> None:
    named = {name for room in ROOMS for file in files(room) for name in imports(file)} | set(
        imports(ROOT / "app.py")
    )
    outside = named - set(ROOMS) - set(sys.stdlib_module_names)
    distributions = packages_distributions()
    needed = {normal(distributions[name][0]) for name in outside}
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] != "#"]
    listed = {normal(re.split(r"[\[<>=~!]", line)[0]) for line in lines}
    # Named in a database address, in a form upload and in the server's loop, never in an import.
    unseen = {"aiosqlite", "python-multipart"}
    assert needed <= listed
    assert listed - needed <= unseen
    assert all("<" in line for line in lines), "each dependency is bounded"


def normal(name: str) -> str:
    return name.lower().replace("_", "-")


@pytest.mark.parametrize("room", ROOMS)
def test_every_file_says_what_it_is_for(room: str) -> None:
    silent = [str(file) for file in files(room) if not ast.get_docstring(ast.parse(file.read_text()))]
    assert silent == []


def test_no_code_tests_a_name_of_a_gateway_or_model() -> None:
    ids = {gateway.id for gateway in discover()} | {model.id for gateway in discover() for model in gateway.models}
    offenders = []
    for room in ROOMS:
        for file in files(room):
            if file.parent == ROOT / "providers" / "gateways":
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Compare):
                    words = {
                        each.value
                        for part in (node.left, *node.comparators)
                        for each in ast.walk(part)
                        if isinstance(each, ast.Constant)
                    }
                    offenders += [(file.name, node.lineno) for word in words if word in ids - {"custom"}]
    assert offenders == []


def kinds(root: type[Exception]) -> Iterator[str]:
    for each in root.__subclasses__():
        yield vars(each).get("kind", "")
        yield from kinds(each)


@pytest.mark.parametrize("kind", sorted(set(filter(None, (*kinds(ProviderError), *kinds(StudioError))))))
def test_every_error_has_its_sentence_and_advice(kind: str) -> None:
    assert STRINGS[f"error.{kind}.message"]
    assert STRINGS[f"error.{kind}.advice"]


def test_every_reason_of_refusal_has_its_sentence() -> None:
    source = "\n".join(file.read_text() for file in files("providers"))
    reasons = set(re.findall(r'reason="(\w+)"', source))
    assert reasons
    assert [reason for reason in reasons if f"unsupported.{reason}" not in STRINGS] == []


def test_every_notice_has_its_sentence() -> None:
    source = "\n".join(file.read_text() for room in ("providers", "studio") for file in files(room))
    notices = set(re.findall(r'(?:Notice|Said)\(\s*kind="(\w+)"', source))
    assert notices
    assert [notice for notice in notices if f"notice.{notice}" not in STRINGS] == []


@pytest.mark.parametrize("key", sorted(STRINGS))
def test_both_languages_say_the_same(key: str) -> None:
    english, chinese = STRINGS[key]
    assert english
    assert chinese
    places = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (english, chinese)]
    assert places[0] == places[1]


def test_the_readme_lists_the_gateways_as_they_are() -> None:
    readme = (ROOT / "README.md").read_text()
    table = readme.split("<!-- gateways")[1].split("<!-- /gateways")[0].splitlines()[1:]
    rows = [line for line in table if line.startswith("|")][2:]
    assert rows == [row(gateway) for gateway in discover()]


def row(gateway: object) -> str:
    """A gateway as the README tells it."""
    models = ", ".join(f"`{model.id}`" for model in gateway.models) or "those you name"
    listed = {route.name for model in gateway.models for route in model.routes}
    routes = sorted(listed or {route.name for route in gateway.templates})
    key = f"`{gateway.key_env}`" if gateway.key_env else "none"
    return f"| {gateway.name} | {key} | {models} | {', '.join(routes)} |"


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    assert drawn == {name for name, each in vars(errors).items() if isinstance(each, type)} - {"ProviderError"} - {
        "Mapping",
        "ClassVar",
    }
