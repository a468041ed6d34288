"""The page's own files under /static/{version}/, where the version is a hash of all of them.

The page loads two: all its modules and all its style sheets, joined (ui/http/asset_bundle.py).

A browser asks for each version only once. A page that was opened before an upgrade must not break: any version is
answered, and none at all, but only the present one may be cached.
"""

import asyncio
import hashlib
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from rjsmin import jsmin
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from ui.http.asset_bundle import join_scripts, join_sheets
from ui.http.compression import encode, preferred_encoding

FOLDER: Final = Path(__file__).parent / "static"
BOOT_SCRIPT: Final = FOLDER / "boot.js"
"""What stands in the page itself, before every module."""
SCRIPT_BUNDLE: Final = "easel.js"
SHEET_BUNDLE: Final = "easel.css"
BUNDLES: Final = (SCRIPT_BUNDLE, SHEET_BUNDLE)
ENTRY: Final = "main.js"
SHEETS: Final = (
    "base",
    "empty",
    "app",
    "form",
    "picker",
    "providers",
    "check",
    "run",
    "errors",
    "actions",
    "strip",
    "references",
    "reference_item",
    "compare",
    "editor_dialog",
    "mask",
    "markup",
    "edit",
    "frame",
    "chat",
    "composer",
    "gallery",
    "viewer",
    "library",
    "phone",
    "forced_colors",
)
"""The style sheets in the order in which their rules follow each other."""
BUNDLE_QUALITY: Final = 10  # of brotli; a bundle is compressed once, in a quarter of a second
FOREVER: Final = "public, max-age=31536000, immutable"
SCRIPT: Final = "text/javascript; charset=utf-8"
MEDIA_TYPES: Final = {".js": SCRIPT, ".webp": "image/webp"}
"""By the ending of a file's name, whatever this system, or Gradio, has it mean."""
Stamp = tuple[str, int, int]  # a file's name, when it was changed, and its size


def url(name: str) -> str:
    """The URL of `static/{name}` on this server, which changes when any of the files does."""
    return f"/static/{_version()}/{name}"


def page_url(name: str) -> str:
    """The URL as the page names it, relative to itself: a proxy may show Easel under a path."""
    return f".{url(name)}"


def module_call(function: str, arguments: str, *, parameters: str | None = None) -> str:
    """The JavaScript expression that calls a function of main.js; its value is a promise.

    With `parameters` (names, or ""): the function of these that makes the call, as Gradio's events take it.
    """
    main = f"new URL('{page_url(SCRIPT_BUNDLE)}', document.baseURI).href"
    call = f"import({main}).then((main) => main.{function}({arguments}))"
    return call if parameters is None else f"({parameters}) => {call}"


def file_names() -> list[str]:
    """The names of all files, relative to the folder."""
    return [name for name, _, _ in _stamps()]


def routes() -> list[Route]:
    """The routes of all bundles and files, without a version and with one.

    What else is asked of /static/ goes on to Gradio's own files. A route for each name would be 380, against which
    every other request is held.
    """
    files = StaticFiles(directory=FOLDER)

    class FileName(PathConvertor):
        """Path parameter that is one of these names."""

        regex = "|".join(map(re.escape, (*BUNDLES, *file_names())))

    async def serve(request: Request) -> Response:
        name = request.path_params["name"]
        return await (_serve_bundle(name, request) if name in BUNDLES else _serve(files, name, request))

    register_url_convertor("file_name", FileName())
    return [Route(f"/static/{prefix}{{name:file_name}}", serve, methods=["GET"]) for prefix in ("", "{version}/")]


async def _serve(files: StaticFiles, name: str, request: Request) -> Response:
    response = await files.get_response(name, request.scope)
    response.headers["cache-control"] = _cache_control(request)
    media_type = MEDIA_TYPES.get(Path(name).suffix)
    if media_type and "content-type" in response.headers:
        response.headers["content-type"] = media_type
    return response


async def _serve_bundle(name: str, request: Request) -> Response:
    etag = f'W/"{_version()}"'
    headers = {"cache-control": _cache_control(request), "etag": etag, "vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    encoding = preferred_encoding(request.headers.get("accept-encoding", ""))
    if encoding:
        headers["content-encoding"] = encoding
    body = await asyncio.to_thread(_bundle, name, encoding, _stamps())
    return Response(body, headers=headers, media_type=SCRIPT if name == SCRIPT_BUNDLE else "text/css")


def _cache_control(request: Request) -> str:
    return FOREVER if request.path_params.get("version") == _version() else "no-cache"


@lru_cache(maxsize=8)
def _bundle(name: str, encoding: str, stamps: tuple[Stamp, ...]) -> bytes:
    """The bundle of the files with these stamps, in an encoding."""
    if name == SHEET_BUNDLE:
        text = join_sheets([(FOLDER / "css" / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS])
    else:
        scripts = [file for file, _, _ in stamps if file.endswith(".js") and file != BOOT_SCRIPT.name]
        sources = {file: (FOLDER / file).read_text(encoding="utf-8") for file in scripts}
        text = jsmin(join_scripts(sources, entry=ENTRY))
    return encode(text.encode(), encoding, quality=BUNDLE_QUALITY)


def _version() -> str:
    return _hash(_stamps())


def _stamps() -> tuple[Stamp, ...]:
    """The stamps of all files, sorted. Each request asks for them: `scandir` takes 0.3 ms, `rglob` 2.5 ms."""
    return tuple(sorted(_stamps_in(str(FOLDER), "")))


def _stamps_in(folder: str, prefix: str) -> Iterator[Stamp]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _stamps_in(entry.path, f"{prefix}{entry.name}/")
            else:
                stat = entry.stat()
                yield f"{prefix}{entry.name}", stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=4)
def _hash(stamps: tuple[Stamp, ...]) -> str:
    """The hash of the files' names and contents, computed anew when a stamp is another one."""
    content = hashlib.sha256()
    for name, _, size in stamps:
        content.update(f"{name} {size}\n".encode())
        content.update((FOLDER / name).read_bytes())
    return content.hexdigest()[:12]
