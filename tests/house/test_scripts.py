"""The page's scripts and style sheets.

How large they are, what they may touch, and none inside Python.
"""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from tests.house.source import tree
from tests.house.test_names import BANNED
from tests.paths import ROOT

STATIC: Final = ROOT / "ui" / "static"
LIMITS: Final = {".js": 300, ".css": 400}
STORAGE: Final = STATIC / "lib" / "local_storage.js"
RECENT_WRITES: Final = STATIC / "lib" / "recent_writes.js"
FIRST_SCRIPT: Final = STATIC / "boot.js"
SCRIPT: Final = re.compile(r"=>|\bwindow\.|\bdocument\.|\bfunction *\(|\bimport\(")
GLOBAL: Final = re.compile(r"\b(?:window|globalThis|self)\.(\w+)\s*(?:[-+*/|&?]{0,2}=(?!=)|\+\+|--)")
IMPORT: Final = re.compile(r"\bimport\(")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code(script: Path) -> str:
    """A script without its comments."""
    return re.sub(r"/\*.*?\*/|(?<![:'\"`])//[^\n]*", "", script.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("suffix", LIMITS)
def test_no_file_is_long(suffix: str) -> None:
    lengths = {name(file): len(file.read_text().splitlines()) for file in STATIC.rglob(f"*{suffix}")}
    assert {file: length for file, length in lengths.items() if length > LIMITS[suffix]} == {}


def test_every_module_is_checked_for_its_types() -> None:
    """`tsc` reads only what says so (CONTRIBUTING.md)."""
    unchecked = [
        file for file in STATIC.rglob("*.js") if "\n// @ts-check\n" not in file.read_text(encoding="utf-8")
    ]
    assert [name(file) for file in unchecked] == []


def test_functions_that_all_widgets_share_say_their_types() -> None:
    untyped = [
        f"{name(file)}: {function}"
        for file in (STATIC / "lib").glob("*.js")
        for comment, function in re.findall(
            r"(?:/\*\*((?:(?!\*/).)*)\*/\n)?export (?:async )?function\*? (\w+)\([^)]",
            file.read_text("utf-8"),
            re.DOTALL,
        )
        if "@param" not in comment
    ]
    assert untyped == []


def test_no_script_has_a_global() -> None:
    """The first script puts its own in the place of three functions of the browser's."""
    made = {(name(file), each) for file in STATIC.rglob("*.js") for each in GLOBAL.findall(code(file))}
    assert made == {("ui/static/boot.js", each) for each in ("matchMedia", "requestAnimationFrame", "fetch")}


def test_scripts_and_styles_have_no_name_that_once_meant_four_things() -> None:
    """JSON and the parameters of strings may. The bitmap's words are those of a machine, of 32 bits each."""
    vague = "|".join(sorted(BANNED))
    style = re.compile(rf"(?:\.|--)(?:[\w-]+-)?(?:{vague})\b(?!\()")
    script = re.compile(
        rf"\b(?:class|const|let|function) (?:{vague})\b|\bthis\.(?:{vague}) =|^  (?:{vague})\(", re.MULTILINE | re.I
    )
    named = [(name(file), match[0]) for file in STATIC.rglob("*.css") for match in style.finditer(file.read_text())]
    named += [(name(file), match[0]) for file in STATIC.rglob("*.js") for match in script.finditer(code(file))]
    assert named == [("ui/static/mask/bitmap.js", "this.words =")]


def test_no_regular_expression_follows_an_arrow() -> None:
    """The minifier would read it as a division (ui/static_files.py): it gets a name."""
    assert [name(file) for file in STATIC.rglob("*.js") if re.search(r"=> */[^/*]", code(file))] == [
        "ui/static/boot.js"
    ]


def test_storage_is_touched_through_one_helper() -> None:
    """But for the first script, which reads a draft before any module is there."""
    touching = {file for file in STATIC.rglob("*.js") if re.search(r"\b(?:local|session)Storage\b", code(file))}
    assert touching == {STORAGE, FIRST_SCRIPT}
    assert re.findall(r"\b(?:local|session)Storage\b\S*", code(FIRST_SCRIPT)) == [
        "localStorage.getItem(`easel-draft-t2i-prompt${owner"
    ]
    databases = {file for file in STATIC.rglob("*.js") if re.search(r"\bindexedDB\b", code(file))}
    assert databases == {RECENT_WRITES}


def test_python_holds_no_script_but_the_call_of_a_module() -> None:
    """The one line that imports the modules stands in ui/static_files.py; their bundle wraps each in a
    function, and the patterns that Gradio's own scripts are read with look like one."""
    scripts = [
        (name(file), node.lineno, ast.unparse(node))
        for file in (ROOT / "ui").rglob("*.py")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.JoinedStr | ast.Constant) and SCRIPT.search(ast.unparse(node))
    ]
    assert {file for file, _, _ in scripts} == {
        "ui/static_files.py",
        "ui/http/asset_bundle.py",
        "ui/serving/gradio_chunks.py",
    }
    assert len({(file, line) for file, line, script in scripts if IMPORT.search(script)}) == 1


def test_no_component_has_a_script_of_its_own() -> None:
    """A call of a module is made by ui/static_files.py, never written where the component stands."""
    written = [
        f"{name(file)}:{node.value.lineno}"
        for file in (ROOT / "ui").rglob("*.py")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.keyword) and node.arg in {"js", "js_on_load"}
        if isinstance(node.value, ast.Constant | ast.JoinedStr)
    ]
    assert written == []
