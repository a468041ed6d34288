"""The page's own files under /static/{version}/, where the version is a hash of all of them.

A browser asks for each version only once. A page that was opened before an upgrade must not break: any version is
answered, and none at all, but only the present one may be cached.
"""

import hashlib
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

FOLDER: Final = Path(__file__).parent / "static"
BOOT_SCRIPT: Final = FOLDER / "boot.js"
"""What stands in the page itself, before every module."""
FOREVER: Final = "public, max-age=31536000, immutable"
SCRIPT: Final = "text/javascript; charset=utf-8"
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
    main = f"new URL('{page_url('main.js')}', document.baseURI).href"
    call = f"import({main}).then((main) => main.{function}({arguments}))"
    return call if parameters is None else f"({parameters}) => {call}"


def file_names() -> list[str]:
    """The names of all files, relative to the folder."""
    return sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


def routes() -> list[Route]:
    """Two routes for each file that is there.

    What else is asked of /static/ goes on to Gradio's own files.
    """
    files = StaticFiles(directory=FOLDER)
    return [
        Route(f"/static/{prefix}{name}", partial(_serve, files, name), methods=["GET"])
        for name in file_names()
        for prefix in ("{version}/", "")
    ]


async def _serve(files: StaticFiles, name: str, request: Request) -> Response:
    response = await files.get_response(name, request.scope)
    current = request.path_params.get("version") == _version()
    response.headers["cache-control"] = FOREVER if current else "no-cache"
    if name.endswith(".js") and "content-type" in response.headers:
        response.headers["content-type"] = SCRIPT  # whatever this system, or Gradio, has the ending mean
    return response


def _version() -> str:
    stats = ((name, (FOLDER / name).stat()) for name in file_names())
    return _hash(tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats))


@lru_cache(maxsize=4)
def _hash(stamps: tuple[Stamp, ...]) -> str:
    """The hash of the files' names and contents, computed anew when a stamp is another one."""
    content = hashlib.sha256()
    for name, _, size in stamps:
        content.update(f"{name} {size}\n".encode())
        content.update((FOLDER / name).read_bytes())
    return content.hexdigest()[:12]
