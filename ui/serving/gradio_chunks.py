"""Chunks of Gradio's page that this page will ask for, read from Gradio's own scripts.

Gradio learns which components a page has from its configuration, and asks for their scripts only once its core
runs (docs/gradio.md, G24). Named in the HTML they come beside the core.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import gradio

ASSETS: Final = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"
_ENTRY: Final = re.compile(r'src="\./assets/(index-[\w-]+\.js)"')
_DEPENDENCIES: Final = re.compile(r"m\.f=\[([^\]]*)\]")
_IMPORT: Final = re.compile(r"import\(`\./([\w.-]+\.js)`\)[^[`]{0,40},__vite__mapDeps\(\[([\d,]*)\]\)")
_CONFIG: Final = "window.gradio_config = "
_COMPONENT: Final = re.compile(r"[,{]([a-z0-9]+):\{(?=(?:base|example|component):)")
_PART: Final = re.compile(r"(component|base|example):\(\)=>\w+\(\(\)=>" + _IMPORT.pattern)


def chunk_names(page: str, *, assets: Path = ASSETS) -> tuple[str, ...]:
    """The file names of the scripts and sheets that a page of Gradio's loads, in their order.

    `page` is its HTML with the configuration. What is not written as this version of Gradio writes it is left out:
    then it is asked for later.
    """
    entry = _ENTRY.search(page)
    if entry is None:
        return ()
    names: dict[str, None] = {}
    core = ""
    for shell, needs in _imports(assets / entry[1]).items():
        names.update(dict.fromkeys((shell, *needs)))
        core = shell if shell.startswith("core-") else core
        for blocks, more in _imports(assets / shell).items():
            if blocks.startswith("Blocks-"):
                names.update(dict.fromkeys((blocks, *more)))
    if core:
        names.update(dict.fromkeys(_component_chunks(assets / core, _visible_types(page))))
    return tuple(name for name in names if name != entry[1] and f"./assets/{name}" not in page)


def read_config(page: str) -> tuple[dict[str, Any], int, int]:
    """The configuration in Gradio's page, and where it begins and ends."""
    start = page.index(_CONFIG) + len(_CONFIG)
    config, end = json.JSONDecoder().raw_decode(page, start)
    return config, start, end


def chunk_tags(page: str) -> str:
    """Links by which a browser fetches the chunks at once.

    As Vite's own loader fetches them (`crossorigin`), or they would come twice.
    """
    return "".join(map(_tag, chunk_names(page)))


def _tag(name: str) -> str:
    kind = 'rel="modulepreload"' if name.endswith(".js") else 'rel="preload" as="style"'
    return f'<link {kind} crossorigin href="./assets/{name}">'


def _visible_types(page: str) -> set[str]:
    """The types of the components that are drawn; of the others no script is fetched."""
    config, *_ = read_config(page)
    return {part["type"] for part in config["components"] if part["props"].get("visible", True) is True}


def _imports(script: Path) -> Mapping[str, tuple[str, ...]]:
    """The chunks that a script imports while it runs, each with the files that it needs."""
    text = script.read_text(encoding="utf-8")
    files = _file_table(text)
    return {match[1]: tuple(_resolve(match[2], files)) for match in _IMPORT.finditer(text) if match[2]}


def _component_chunks(core: Path, types: Iterable[str]) -> Iterator[str]:
    """The chunks of these types of components, of the core's table of all."""
    text = core.read_text(encoding="utf-8")
    files = _file_table(text)
    places = {match[1]: match.end() for match in _COMPONENT.finditer(text)}
    for name in sorted(types & places.keys()):
        rest = text[places[name] :]
        for match in _PART.finditer(rest[: (rest.find("},") + 1) or None]):
            if match[1] != "example":
                yield match[2]
                yield from _resolve(match[3], files)


def _file_table(text: str) -> tuple[str, ...]:
    table = _DEPENDENCIES.search(text)
    return tuple(name.strip("\"'`./ ") for name in table[1].split(",")) if table else ()


def _resolve(numbers: str, files: tuple[str, ...]) -> Iterator[str]:
    yield from (files[int(number)] for number in numbers.split(",") if number and int(number) < len(files))
