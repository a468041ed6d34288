"""Documents against the tree.

Codes, links, file names, make targets, settings and packages that they name.
"""

import ast
import functools
import re
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from providers.catalog import discover
from tests.house.source import tree
from tests.paths import ROOT
from ui.i18n import STRINGS

ROOMS: Final = ("painter", "formats", "models", "providers", "studio", "ui")
FOLDERS: Final = (*ROOMS, "tests", "bench", "docs", "scripts")
TEXT: Final = frozenset({".py", ".js", ".css", ".md", ".toml", ".txt", ".sh", ".example", ""})
DOCUMENTS: Final = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
GATEWAYS: Final = ROOT / "docs/gateways.md"

CODE: Final = re.compile(r"\b([QTC])([0-9]{1,3})(?:(?:-|–)\1([0-9]{1,3}))?\b")
HIGHEST: Final = {"Q": 44, "C": 16, "T": 125}
"""A range such as T57-T80 names the codes at its ends and those between them that there are."""

FILE: Final = re.compile(rf"(?<![\w/.-])((?:{'|'.join(FOLDERS)})/[\w/.-]*\w\.(?:py|js|css|md|toml|txt|sh|json))\b")
ABSENT: Final = (
    r"\bDESIGN[.]md\b",
    r"(?<!docs/)(?<!\()\b(?:gateways|gradio|glossary)[.]md\b",
    r"\b(?:style|users|layout|cases|hosting|today|ux)[.]md\b",
    r"\b[Ss]eeds? 00[0-9]",
    r"\b[Tt]he seeds\b",
    r"\b[Ii]ssues? [0-9]",
    r"\bF[0-4][0-9](?:[a-z]\b|\b)",
)
"""Documents that are not in the repository. The brackets keep this file from citing them."""


@functools.cache
def texts() -> list[tuple[Path, str]]:
    """Every text file of the repository, without what was made or brought here."""
    folders = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*")]
    return [
        (file, file.read_text(encoding="utf-8"))
        for file in sorted([*ROOT.iterdir(), *folders])
        if file.is_file() and file.suffix in TEXT and "__pycache__" not in file.parts and file.name != ".env"
    ]


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def anchors(text: str) -> set[str]:
    """The ids that a link into a Markdown document can name: those given, and those of its headings."""
    headings = re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"></a>', text))


def prose(text: str) -> str:
    """Markdown without its blocks of code."""
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def test_every_code_that_is_cited_has_an_anchor() -> None:
    known = anchors(GATEWAYS.read_text(encoding="utf-8"))
    missing = []
    for file, text in texts():
        if file.suffix not in (".py", ".js"):
            continue
        for letter, first, last in CODE.findall(text):
            numbers = [int(first), int(last)] if last else [int(first)]
            missing += [
                f"{name(file)}: {letter}{number}"
                for number in numbers
                if f"{letter}{number:02}".lower() not in known and f"{letter}{number}".lower() not in known
            ]
    assert missing == []


def test_every_fact_on_gradio_that_is_cited_has_an_anchor() -> None:
    known = anchors((ROOT / "docs/gradio.md").read_text(encoding="utf-8"))
    cited = {
        (name(file), code)
        for file, text in texts()
        if file.suffix in (".py", ".js")
        for code in re.findall(r"\bG[0-9]{1,2}\b", text)
    }
    assert len(cited) > 10
    assert {(file, code) for file, code in cited if code.lower() not in known} == set()


def test_the_codes_stand_in_their_order_and_once() -> None:
    text = GATEWAYS.read_text(encoding="utf-8")
    for letter, highest in HIGHEST.items():
        numbers = [int(number) for number in re.findall(rf'<a id="{letter.lower()}([0-9]+)"></a>', text)]
        assert all(before < after for before, after in pairwise(numbers))
        assert numbers[-1] == highest


def test_whoever_cites_a_code_names_its_document() -> None:
    silent = [
        name(file)
        for file, text in texts()
        if file.suffix in (".py", ".js") and CODE.search(text) and "docs/gateways.md" not in text
    ]
    assert silent == []


def test_a_section_that_is_cited_is_there() -> None:
    headings = set(re.findall(r"^#+ +(.+?) *$", GATEWAYS.read_text(encoding="utf-8"), re.MULTILINE))
    cited = {
        " ".join(section.split())
        for file, text in texts()
        if file.suffix == ".py"
        for section in re.findall(r'docs/gateways\.md,[^).]*?"([A-Z][^"]+)"', text)
    }
    assert cited <= headings


@pytest.mark.parametrize("pattern", ABSENT)
def test_no_document_is_cited_that_is_not_here(pattern: str) -> None:
    cited = [
        f"{name(file)}: {match[0]}" for file, text in texts() if (match := re.search(pattern, text)) is not None
    ]
    assert cited == []


def test_every_file_that_is_named_exists() -> None:
    """In documents, docstrings and comments. The changelog may name what is gone."""
    missing = [
        f"{name(file)}: {path}"
        for file, text in texts()
        if file.name != "CHANGELOG.md"
        for path in FILE.findall(text)
        if not (ROOT / path).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        file = document.parent / path if path else document
        if not file.exists() or (fragment and fragment not in anchors(file.read_text(encoding="utf-8"))):
            dead.append(target)
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^|&& )make ([\w-]+)", text, re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_module_that_is_to_be_run_is_there(document: Path) -> None:
    modules = set(re.findall(r"python3? -m ([\w.]*\w)", document.read_text(encoding="utf-8")))
    ours = [module.replace(".", "/") for module in modules if module.split(".")[0] in FOLDERS]
    assert [path for path in ours if not {f"{path}.py", f"{path}/__main__.py"} & here()] == []


@functools.cache
def here() -> set[str]:
    """The modules of the repository, by their paths."""
    return {name(file) for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")}


def test_every_setting_is_in_the_example_and_every_example_is_read() -> None:
    example = set(re.findall(r"^# (EASEL_[A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    read = {
        node.value
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"EASEL_[A-Z_]+", node.value)
    }
    assert read == example


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_setting_that_a_document_names_is_in_the_example(document: Path) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(
        re.findall(
            r"\b(?:EASEL|[A-Z]+)_(?:[A-Z]+_)*(?:KEY|URL|BASE|MODELS)\b|\bEASEL_[A-Z_]+[A-Z]\b",
            document.read_text("utf-8"),
        )
    )
    assert {setting for setting in named if setting not in example} == set()


def test_every_package_is_in_the_drawing() -> None:
    """Those of the painter are its own; the folders of the page's modules count as packages."""
    drawing = (ROOT / "docs/ARCHITECTURE.md").read_text(encoding="utf-8").split("```")[1]
    drawn: list[str] = []
    parents: dict[int, str] = {}
    for indent, folder in re.findall(r"^( *)([a-z_0-9]+/)", drawing, re.MULTILINE):
        parents[len(indent)] = parents.get(len(indent) - 2, "") + folder if indent else folder
        drawn.append(parents[len(indent)])
    here = {f"{name(file.parent)}/" for room in ROOMS[1:] for file in (ROOT / room).rglob("__init__.py")}
    here |= {f"{name(file)}/" for file in (ROOT / "ui/static").rglob("*") if file.is_dir()}
    here |= {f"{folder}/" for folder in FOLDERS} | {"ui/static/"}
    assert here - set(drawn) == set()
    assert {path for path in drawn if path not in here} == set()


def test_the_glossary_speaks_as_the_page_does() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text("utf-8")
    rows = re.findall(r"^\| [^|]+ \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", glossary, re.MULTILINE)[2:]
    assert rows
    for column, terms in enumerate(zip(*rows, strict=True)):
        spoken = "\n".join(texts[column] for texts in STRINGS.values())
        assert [term for term in terms if term not in spoken and term != "–"] == []


def test_every_option_has_its_name() -> None:
    """An option of a model needs one more line, in ui/i18n/page.py."""
    routes = [route for gateway in discover() for model in gateway.models for route in model.routes]
    templates = [route for gateway in discover() for route in gateway.templates]
    caps = [caps for route in (*routes, *templates) for caps in (route.caps, route.edits) if caps is not None]
    assert {
        option.name for each in caps for option in each.options if f"option.{option.name}" not in STRINGS
    } == set()


@functools.cache
def defined(file: Path) -> set[str]:
    """The classes, functions, methods and constants of a module."""
    named = {
        node.name
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return named | set(re.findall(r"^([A-Z]\w*)\b[^=\n]*=", file.read_text(encoding="utf-8"), re.MULTILINE))


@functools.cache
def names_of_code() -> set[str]:
    """All that is defined in the rooms, and the classes of the page's modules."""
    classes = [re.findall(r"class (\w+)", file.read_text("utf-8")) for file in (ROOT / "ui/static").rglob("*.js")]
    return set().union(*(defined(file) for room in ROOMS for file in (ROOT / room).rglob("*.py")), *classes)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_name_of_code_that_a_document_gives_is_in_the_code(document: Path) -> None:
    """`CamelCase`, `Class.method` and `file.py` `name`, in that file."""
    text = prose(document.read_text(encoding="utf-8"))
    camel = re.findall(r"`([A-Z][a-z]+[A-Z]\w*(?:\.\w+)?)`", text)
    beside = re.findall(r"`((?:providers|studio|ui)/[\w/]+\.py)`\s+`(\w+(?:\.\w+)?)", text)
    missing = [word for word in camel if not set(word.split(".")) <= names_of_code()]
    missing += [f"{path} {word}" for path, word in beside if not set(word.split(".")) <= defined(ROOT / path)]
    assert missing == []
