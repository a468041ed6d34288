"""Rooms and packages: which may import what, how large they are, who reads the environment."""

import ast
import functools
import importlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

import pytest

from providers.catalog import discover
from tests.house.source import tree
from tests.paths import ROOT

ROOMS: Final = ("painter", "formats", "models", "providers", "studio", "ui")
"""Each may import those before it."""
OUTSIDE: Final = ("gradio", "fastapi", "starlette", "sqlalchemy", "httpx")
FORBIDDEN: Final[Mapping[str, frozenset[str]]] = {
    "painter": frozenset({"formats", "models", "providers", "studio", "ui", *OUTSIDE}),
    "formats": frozenset({"painter", "models", "providers", "studio", "ui", "PIL", *OUTSIDE}),
    "models": frozenset({"painter", "providers", "studio", "ui", "PIL", *OUTSIDE}),
    "providers": frozenset({"studio", "ui", *OUTSIDE}) - {"httpx"},
    "studio": frozenset({"ui", "painter", *OUTSIDE}) - {"sqlalchemy"},
    "ui": frozenset({"painter", "httpx", "sqlalchemy"}),
}

MAX_FILES: Final = 10
MANY_FILES: Final = frozenset({"ui/i18n", "painter/figures"})
"""Packages that are tables: one file per subject, however many there are."""
MAX_PROVIDER_ENTRIES: Final = 15
MAX_PROVIDER_LINES: Final = 7_200
MAX_PAINTER_LINES: Final = 5_000
"""With its wire, which counts among the providers', too."""

SAME_SUBJECT: Final[Mapping[str, str]] = {
    "__main__": "the command line of a package",
    "canvas": "an image on another canvas, and the strings of that",
    "chat": "the chat wire and its strings",
    "connection": "how a request came, and its strings",
    "conversations": "their rules and their API",
    "demo": "the demo gateway and its wire",
    "errors": "each room's errors, their JSON, their strings",
    "gallery": "the tab, the API, the strings",
    "gateways": "their data and their JSON",
    "images": "the images wire; what opens and stores images",
    "models": "the room of what they can do, and its strings",
    "markup": "marks as a model takes them, and their strings",
    "outcome": "how an answer ended, how its call and run ended",
    "page": "the page and its strings",
    "recipes": "how a picture was made, and the API of that",
    "references": "a visitor's input images and their API",
    "run_record": "the record's API and its JSON",
    "runs": "their life, their API, their JSON",
    "server": "the server and its strings",
    "studio": "the package and its face",
    "types": "the frozen records of each room",
}
"""Stems that occur twice outside the painter, which is a world of its own: the same subject on another floor."""


@functools.cache
def files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def line_count(paths: Iterable[Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(file: Path) -> Iterator[str]:
    """The modules that a file imports, as they are written."""
    for node in ast.walk(tree(file)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield module
                yield from (f"{module}.{alias.name}" for alias in names)


def imports(file: Path) -> set[str]:
    """The top-level packages that a file imports."""
    return {module.partition(".")[0] for module in modules(file)}


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_one_way(room: str) -> None:
    back = {name(file): wrong for file in files(room) if (wrong := imports(file) & FORBIDDEN[room])}
    assert back == {}


def test_only_the_two_clients_talk_http() -> None:
    assert [name(file) for file in files("providers") if "httpx" in imports(file)] == [
        "providers/transport/client.py",
        "providers/transport/link_client.py",
    ]


def test_everything_imported_is_required_and_nothing_else() -> None:
    named = {package for room in ROOMS for file in files(room) for package in imports(file)}
    outside = (named | imports(ROOT / "app.py")) - set(ROOMS) - set(sys.stdlib_module_names)
    distributions = packages_distributions()
    needed = {normal(distributions[package][0]) for package in outside}
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] != "#"]
    listed = {normal(re.split(r"[\[<>=~!]", line)[0]) for line in lines}
    # Named in a database address, in a form upload and in the server's loop, never in an import.
    unseen = {"aiosqlite", "python-multipart"}
    assert needed <= listed
    assert listed - needed <= unseen
    assert all("<" in line for line in lines), "each dependency is bounded"


def normal(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


def test_no_code_tests_a_name_of_a_gateway_or_model() -> None:
    ids = {gateway.id for gateway in discover()} | {model.id for gateway in discover() for model in gateway.models}
    offenders = []
    for file in (file for room in ROOMS for file in files(room) if file.parent != ROOT / "providers" / "gateways"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Compare | ast.match_case | ast.Dict) or (
                isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("startswith", "endswith"))
            ):
                asked = node.pattern if isinstance(node, ast.match_case) else node
                parts = [key for key in asked.keys if key] if isinstance(asked, ast.Dict) else [*ast.walk(asked)]
                constants = {part.value for part in parts if isinstance(part, ast.Constant)}
                offenders += [(name(file), constant) for constant in constants & (ids - {"custom"})]
    assert offenders == []


def test_the_environment_is_read_in_one_place() -> None:
    """Everything else takes a mapping. Gradio and huggingface_hub have switches that only the environment sets."""
    reading, switches = set(), set()
    for file in [*(file for room in ROOMS for file in files(room)), ROOT / "app.py"]:
        code = tree(file)
        set_here = {
            id(node.value): str(ast.literal_eval(node.slice))
            for node in ast.walk(code)
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
            if ast.unparse(node.value) == "os.environ"
        }
        switches |= {(name(file).partition("/")[0], switch.partition("_")[0]) for switch in set_here.values()}
        reading |= {
            name(file)
            for node in ast.walk(code)
            if (isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and id(node) not in set_here)
            or (isinstance(node, ast.ImportFrom) and node.module == "os")
        }
    assert reading == {"studio/env.py"}
    assert switches == {("ui", "GRADIO"), ("ui", "HF")}


@pytest.mark.parametrize("room", ROOMS)
def test_every_file_says_what_it_is_for(room: str) -> None:
    assert [name(file) for file in files(room) if not ast.get_docstring(tree(file))] == []


def test_no_package_is_crowded_or_deep() -> None:
    sizes: defaultdict[str, int] = defaultdict(int)
    for file in (file for room in ROOMS for file in files(room)):
        sizes[name(file.parent)] += 1
    crowded = {package: size for package, size in sizes.items() if size > MAX_FILES and package not in MANY_FILES}
    assert crowded == {}
    assert [package for package in sizes if package.count("/") > 1] == []


def test_every_import_is_absolute() -> None:
    """The tests of the arrows read no other."""
    relative = [
        f"{name(file)}:{node.lineno}"
        for room in ROOMS
        for file in files(room)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_files_import_each_other_in_a_circle(room: str) -> None:
    paths = {
        name(file).removesuffix(".py").removesuffix("/__init__").replace("/", "."): file for file in files(room)
    }
    arrows = {module: {used for used in modules(paths[module]) if used in paths} - {module} for module in paths}
    while free := {module for module, used in arrows.items() if not used & set(arrows)}:
        arrows = {module: used for module, used in arrows.items() if module not in free}
    assert arrows == {}


def test_no_api_file_imports_another() -> None:
    arrows = {
        (name(file), module)
        for file in (ROOT / "ui" / "api").glob("*.py")
        for module in modules(file)
        if module.startswith("ui.api.") or module == "ui.api"
    }
    assert arrows == set()


def test_the_provider_layer_is_small() -> None:
    entries = [path.name for path in (ROOT / "providers").iterdir() if path.name != "__pycache__"]
    assert len(entries) <= MAX_PROVIDER_ENTRIES
    assert line_count(files("providers")) <= MAX_PROVIDER_LINES


def test_the_painter_is_small() -> None:
    assert line_count([*files("painter"), *(ROOT / "providers" / "wires").glob("demo*.py")]) <= MAX_PAINTER_LINES


def test_a_stem_occurs_twice_only_for_the_same_subject() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for file in (file for room in ROOMS[1:] for file in files(room)):
        homes[file.parent.name if file.stem == "__init__" else file.stem].append(name(file))
    repeated = {stem: homes[stem] for stem in homes if len(homes[stem]) > 1}
    assert set(repeated) == set(SAME_SUBJECT), repeated


@pytest.mark.parametrize("script", sorted((ROOT / "bench").glob("[!_]*.py")), ids=lambda path: path.stem)
def test_a_benchmark_finds_what_it_measures(script: Path) -> None:
    """No test runs them, so that what they import may have moved unseen."""
    importlib.import_module(f"bench.{script.stem}")
