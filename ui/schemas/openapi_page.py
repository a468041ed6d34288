"""The page at /docs: the OpenAPI description as plain HTML.

Without a script and without another host.
"""

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

STYLE: Final = """body{display:block;padding:0}
main{width:min(56rem,92vw);margin:0 auto;padding:1.5rem 0 3rem;background:none;border:0}
code{font-family:ui-monospace,monospace;font-size:.9em}
section{border-top:1px solid var(--line);padding:.5rem 0 1rem}
h3 code:first-child{display:inline-block;min-width:4rem;font-weight:700}
table{border-collapse:collapse;width:100%}td{padding:.2rem .6rem .2rem 0;vertical-align:top}td:last-child{width:60%}
"""
"""CSS for the content in a plain page."""


def page_content(api: Mapping[str, Any], *, root_path: str = "") -> str:
    """The markup of an OpenAPI 3 description, its paths as they are reached."""
    calls = "".join(_calls({root_path + path: methods for path, methods in api["paths"].items()}))
    schemas = "".join(_schemas(api.get("components", {}).get("schemas", {})))
    about = html.escape(api["info"].get("description", ""))
    link = '<a href="openapi.json">openapi.json</a>'
    return f"<p>{about} The same, for programs: {link}.</p>{calls}<h2>What is answered</h2>{schemas}"


def _calls(paths: Mapping[str, Any]) -> Iterator[str]:
    for path, methods in paths.items():
        for method, call in methods.items():
            yield f"<section><h3><code>{method.upper()}</code> <code>{html.escape(path)}</code></h3>"
            yield f"<p>{html.escape(call.get('summary', ''))}</p>"
            yield _table((parameter["name"], parameter["schema"]) for parameter in call.get("parameters", ()))
            for kind, body in call.get("requestBody", {}).get("content", {}).items():
                yield f"<p>Body, <code>{html.escape(kind)}</code>:</p>"
                yield _table(body["schema"]["properties"].items())
            yield f"<p>{' · '.join(_answer(*answer) for answer in call['responses'].items())}</p></section>"


def _answer(status: str, answer: Mapping[str, Any]) -> str:
    kinds = answer.get("content", {})
    shapes = [_kind(content.get("schema", {})) or html.escape(kind) for kind, content in kinds.items()]
    return f"{status} {', '.join(dict.fromkeys(shapes))}"


def _schemas(schemas: Mapping[str, Any]) -> Iterator[str]:
    for name, schema in schemas.items():
        about = html.escape(schema.get("description", ""))
        yield f'<section id="{html.escape(name)}"><h3>{html.escape(name)}</h3><p>{about}</p>'
        yield _table(schema.get("properties", {}).items()) + "</section>"


def _table(rows: Any) -> str:
    cells = [
        f"<tr><td><code>{html.escape(name)}</code></td><td>{_kind(schema)}</td>"
        f"<td>{html.escape(schema.get('description', ''))}{_default(schema)}</td></tr>"
        for name, schema in rows
    ]
    return f"<table>{''.join(cells)}</table>" if cells else ""


def _default(schema: Mapping[str, Any]) -> str:
    return f" default <code>{html.escape(json.dumps(schema['default']))}</code>" if "default" in schema else ""


def _kind(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = html.escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_kind(variant) for variant in schema["anyOf"])
    if schema.get("type") == "array" and "items" in schema:
        return f"list of {_kind(schema['items'])}"
    return html.escape(" · ".join(map(str, schema.get("enum", [])))) or html.escape(str(schema.get("type", "")))
