"""Bundle of the page's modules, and of its style sheets: two requests instead of seventy.

Each module becomes a function of its own that returns what it exports, called in the order of the imports, so that
names stay apart as they do in modules. One with an `await` at the beginning of a line is waited for. What this
leaves out is refused: default exports, `export let`, `import *`, cycles.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Final

SHEET_COMMENT: Final = re.compile(r"[ \t]*/\*.*?\*/|(?<=\n)[ \t\n]+", re.DOTALL)
IMPORT: Final = re.compile(r"^(import|export)\s+(?:\{([^}]*)\}\s+from\s+)?'(\.[^']+)';\n", re.MULTILINE)
EXPORT: Final = re.compile(r"^export\s+((?:async\s+)?function\*?|class|const)\s+(\w+)", re.MULTILINE)
REFUSED: Final = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
AWAIT: Final = re.compile(r"^await\b", re.MULTILINE)
RENAMED: Final = re.compile(r"\s+as\s+")


def join_scripts(sources: Mapping[str, str], *, entry: str) -> str:
    """One module that exports what `entry` does, and `modules`: the exports of each by its name.

    `sources`: the text of each module by its path, with `/` and relative to one folder.
    Raises ValueError for a form of import or export that it does not know; CycleError.
    """
    imports = {
        name: [_resolve(name, match[3]) for match in IMPORT.finditer(text)] for name, text in sources.items()
    }
    reached = _reach(imports, entry)
    order = TopologicalSorter({name: imports[name] for name in reached}).static_order()
    parts = [_wrap(name, sources[name]) for name in order]
    exported = ", ".join(_exports(sources[entry]))
    return "\n".join(
        ["export const modules = {};", *parts, f"export const {{ {exported} }} = modules['{entry}'];\n"]
    )


def join_sheets(sheets: Sequence[str]) -> str:
    """The style sheets in this order, one after the other."""
    return "".join(SHEET_COMMENT.sub("", sheet) for sheet in sheets)


def _reach(imports: Mapping[str, Sequence[str]], entry: str) -> set[str]:
    """The module and all that it imports, directly or not."""
    reached: set[str] = set()
    pending = [entry]
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending += imports[name]
    return reached


def _resolve(name: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), relative))


def _wrap(name: str, text: str) -> str:
    body = IMPORT.sub(lambda match: _import_line(name, match), text)
    body = EXPORT.sub(r"\1 \2", body)
    if refused := REFUSED.search(body):
        raise ValueError(f"{name}: a bundle cannot hold {refused[0]!r}")
    waiting, asynchronous = ("await ", "async ") if AWAIT.search(body) else ("", "")
    exported = ", ".join(_exports(text))
    return f"modules['{name}'] = {waiting}({asynchronous}() => {{\n{body}return {{ {exported} }};\n}})();"


def _import_line(name: str, match: re.Match[str]) -> str:
    names = ", ".join(RENAMED.sub(": ", one) for one in _names(match[2] or ""))
    return f"const {{ {names} }} = modules['{_resolve(name, match[3])}'];\n" if names else ""


def _exports(text: str) -> list[str]:
    """The names that a module exports: its own, and those of others that it passes on."""
    passed_on = [one for match in IMPORT.finditer(text) if match[1] == "export" for one in _names(match[2] or "")]
    return [RENAMED.split(one)[-1] for one in passed_on] + [match[2] for match in EXPORT.finditer(text)]


def _names(listed: str) -> list[str]:
    return [name for one in listed.split(",") if (name := one.strip())]
