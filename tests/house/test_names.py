"""Names and docstrings.

What a newcomer searches for stands in the first line, and functions are verbs or nouns.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house.source import tree
from tests.paths import ROOT

ROOMS: Final = ("painter", "formats", "models", "providers", "studio", "ui")
PACKAGES: Final = sorted({file.parent for room in ROOMS for file in (ROOT / room).rglob("*.py")})
BESIDE: Final = sorted(
    {file.parent for folder in ("tests", "bench", "scripts") for file in (ROOT / folder).rglob("*.py")}
)
"""What is no room: its functions are named by what they hold, its variables as everywhere."""
LONGEST: Final = 90
RIDDLE: Final = re.compile(r"(?:What|When|Where|Which|Who|Whom|Whose|Why|How)\b")

REGULAR: Final = re.compile(r"[a-z]{2,}[^e]ed")
# fmt: off
IRREGULAR: Final = frozenset({
    "beaten", "begun", "bent", "bitten", "bought", "bound", "broken", "brought", "built", "caught", "chosen",
    "cut", "dealt", "done", "drawn", "driven", "eaten", "fallen", "fed", "felt", "forgotten", "found",
    "frozen", "given", "gone", "ground", "grown", "heard", "held", "hidden", "hung", "kept", "known", "laid",
    "led", "left", "lent", "let", "lost", "made", "meant", "met", "paid", "proven", "put", "read", "ridden",
    "risen", "said", "seen", "sent", "shown", "sold", "sought", "spent", "spoken", "stolen", "stood",
    "struck", "stuck", "sunk", "taken", "taught", "thought", "thrown", "told", "torn", "understood", "woken",
    "won", "worn", "wound", "woven", "written",
})
# fmt: on
NOT_PARTICIPLES: Final = frozenset(
    {"read", "put", "cut", "let", "ground", "bound", "garden", "screen", "token", "even"}
)
"""Verbs in the imperative and nouns that look like a participle."""
BANNED: Final = frozenset({"told", "kept", "brought", "held", "said", "found", "wanted", "words", "place"})
"""Words that once meant four things each (docs/glossary.md has those in their stead)."""

VAGUE: Final = BANNED
"""Of these no variable has its name either, nor an attribute of `self`. Fields may: JSON and database have them."""
BOUND: Final = re.compile(r"_?(?:MOST|LEAST|FEWEST)(?:_|$)|_?most_")
"""A bound is called MAX_… or MIN_… ."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def name(package: Path) -> str:
    return package.relative_to(ROOT).as_posix()


def files(package: Path) -> list[Path]:
    """The files of one package, and the program itself beside `ui`."""
    return sorted([*package.glob("*.py"), *(ROOT.glob("app.py") if package.name == "ui" else ())])


def definitions(tree: ast.Module) -> Iterator[Definition]:
    """Every class and function of a file, nested ones too."""
    return (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )


def documented(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, docstring) of a module and of its public classes, functions and methods that have one."""
    pending: list[ast.Module | Definition] = [tree]
    while pending:
        node = pending.pop()
        if text := ast.get_docstring(node):
            yield getattr(node, "lineno", 1), text
        if isinstance(node, ast.Module | ast.ClassDef):
            pending += [
                child
                for child in node.body
                if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                and not child.name.startswith("_")
            ]


def is_participle(name: str) -> bool:
    return name not in NOT_PARTICIPLES and (name in IRREGULAR or REGULAR.fullmatch(name) is not None)


def is_boolean(node: Definition) -> bool:
    return not isinstance(node, ast.ClassDef) and node.returns is not None and ast.unparse(node.returns) == "bool"


def is_searchable(first_line: str) -> bool:
    """Whether it is one short line that names its subject instead of asking for it."""
    return len(first_line) <= LONGEST and first_line.endswith(".") and not RIDDLE.match(first_line)


@pytest.mark.parametrize("package", PACKAGES, ids=name)
def test_first_lines_name_what_one_searches_for(package: Path) -> None:
    first_lines = [
        (f"{name(file)}:{line}", text.partition("\n")[0])
        for file in files(package)
        for line, text in documented(tree(file))
    ]
    assert [(where, first) for where, first in first_lines if not is_searchable(first)] == []


@pytest.mark.parametrize("package", BESIDE, ids=name)
def test_files_beside_the_rooms_begin_with_their_subject(package: Path) -> None:
    """Tests, benchmarks, scripts; `__init__` may be empty there."""
    first_lines = {name(file): (ast.get_docstring(tree(file)) or "").partition("\n")[0] for file in files(package)}
    assert {
        file: first
        for file, first in first_lines.items()
        if not is_searchable(first) and not (first == "" and file.endswith("/__init__.py"))
    } == {}


@pytest.mark.parametrize("package", [*PACKAGES, *BESIDE], ids=name)
def test_no_docstring_asks_for_its_subject(package: Path) -> None:
    """Those of private functions neither."""
    riddles = [
        (f"{name(file)}:{node.lineno}", text.partition("\n")[0])
        for file in files(package)
        for node in definitions(ast.parse(file.read_text(encoding="utf-8")))
        if (text := ast.get_docstring(node)) and RIDDLE.match(text)
    ]
    assert riddles == []


@pytest.mark.parametrize("package", PACKAGES, ids=name)
def test_functions_are_verbs_or_nouns_and_a_participle_is_a_boolean(package: Path) -> None:
    named = [
        (f"{name(file)}:{node.lineno}", node.name.strip("_"), is_boolean(node))
        for file in files(package)
        for node in definitions(tree(file))
    ]
    wrong = [
        (where, word)
        for where, word, boolean in named
        if word.lower() in BANNED or (is_participle(word) and not boolean)
    ]
    assert wrong == []


def variables(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, name) of every variable, parameter and attribute of `self`, without the fields of classes."""
    fields = {
        id(field.target)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for field in node.body
        if isinstance(field, ast.AnnAssign)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in fields:
            yield node.lineno, node.id
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and ast.unparse(node.value) == "self"
        ):
            yield node.lineno, node.attr.strip("_")


@pytest.mark.parametrize("package", [*PACKAGES, *BESIDE], ids=name)
def test_variables_say_what_they_are(package: Path) -> None:
    vague = [
        (f"{name(file)}:{line}", word)
        for file in files(package)
        for line, word in variables(tree(file))
        if word in VAGUE or BOUND.match(word)
    ]
    assert vague == []


def test_no_public_class_is_called_as_another() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for file in files(package):
            for node in tree(file).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    homes[node.name].append(name(file))
    assert {word: where for word, where in homes.items() if len(where) > 1} == {}
