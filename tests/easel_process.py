"""Easel as a process of its own on a real port, as people start it: `python app.py`.

Importing Gradio is four fifths of a start, so the processes are forked from one that has imported it.
"""

import io
import os
import runpy
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import httpx

from tests.paths import ROOT

AT_START = (
    "aiosqlite",
    "anyio._backends._asyncio",
    "providers.gateways.demo",
    "pydantic.v1",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "uvicorn.lifespan.on",
    "uvicorn.loops.asyncio",
    "uvicorn.protocols.websockets.auto",
)
"""What a start imports after `app`: 0.1 s of processor for each server."""
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["app", "studio.users.commands", *AT_START])


@dataclass(frozen=True, slots=True, kw_only=True)
class Easel:
    """A server that answers. `log` is what it printed so far; `wait` gives its status when it ends in so many
    seconds, else None."""

    url: str
    data: Path
    pid: int
    out: Path
    wait: Callable[[float], int | None]

    @property
    def log(self) -> str:
        return self.out.read_text()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def running(
    data: Path, env: Mapping[str, str], *, port: int = 0, command: Sequence[str] = ("app.py",), tree: Path = ROOT
) -> Iterator[Easel]:
    """Starts Easel on its own data folder and waits until it serves; ends it by its id. `command` is what Python is
    to run, where that is more than the app; `tree` the program's folder, where that is another."""
    port, settings, out = prepare(data, env, port)
    process = FORKS.Process(target=run_program, args=(command, settings, out), kwargs={"tree": tree})
    process.start()

    def wait(seconds: float) -> int | None:
        process.join(seconds)
        return process.exitcode

    try:
        yield serving(Easel(url=url_of(port), data=data, pid=process.pid or 0, out=out, wait=wait))
    finally:
        process.terminate()
        process.join(15)
        process.kill()
        process.join()


@contextmanager
def running_anew(data: Path, env: Mapping[str, str]) -> Iterator[Easel]:
    """Starts it in an interpreter of its own, where its memory and its start are measured."""
    port, settings, out = prepare(data, env)
    with out.open("wb") as log:
        process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=settings, stdout=log, stderr=log)

    def wait(seconds: float) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        return process.returncode

    try:
        yield serving(Easel(url=url_of(port), data=data, pid=process.pid, out=out, wait=wait))
    finally:
        process.terminate()
        process.wait(20)


def prepare(data: Path, env: Mapping[str, str], port: int = 0) -> tuple[int, dict[str, str], Path]:
    """Makes the data folder. → the port, the process's whole environment, the file of what it prints"""
    port = port or free_port()
    data.mkdir(parents=True, exist_ok=True)
    settings = {**clean_environment(), "EASEL_PORT": str(port), "EASEL_DATA_DIR": str(data), **env}
    return port, settings, data.parent / f"{data.name}-{port}.log"


def url_of(port: int) -> str:
    """The address of a server of this machine."""
    return f"http://127.0.0.1:{port}"


def serving(easel: Easel) -> Easel:
    """Waits until it serves. Raises RuntimeError."""
    wait_until_serving(easel.url, lambda: easel.wait(0) is None, easel.out)
    return easel


def clean_environment() -> dict[str, str]:
    """The machine's environment without what Easel would read of it."""
    return {name: value for name, value in os.environ.items() if "_API_KEY" not in name and "EASEL" not in name}


def run_command(
    command: Sequence[str], env: Mapping[str, str], *, folder: Path, typed: str = ""
) -> tuple[int | None, str]:
    """Runs a command of Easel's to its end. → its status, and what it printed; `folder` is for that."""
    out = folder / f"command-{free_port()}.log"
    process = FORKS.Process(target=run_program, args=(command, {**clean_environment(), **env}, out, typed))
    process.start()
    process.join()
    return process.exitcode, out.read_text()


def run_program(
    command: Sequence[str], env: Mapping[str, str], out: Path, typed: str = "", tree: Path = ROOT
) -> None:
    """Runs what `python …` would, with that environment and what is printed in a file."""
    os.chdir(tree)
    if tree != ROOT:
        forget_own_modules()
        sys.path[:] = [str(tree), *(folder for folder in sys.path if Path(folder).resolve() != ROOT)]
    os.environ.clear()
    os.environ.update(env)
    with out.open("wb") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    sys.stdin = io.StringIO(typed)
    match command:
        case ["-m", module, *words]:
            sys.argv = [module, *words]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        case [path, *words]:
            sys.argv = [path, *words]
            runpy.run_path(path, run_name="__main__")


def forget_own_modules() -> None:
    """Has Easel's modules imported anew, from another folder; the libraries stay, half a second instead of four."""
    own = {path.stem for path in ROOT.iterdir() if path.is_dir() or path.suffix == ".py"}
    for name in [name for name in sys.modules if name.partition(".")[0] in own]:
        del sys.modules[name]


def wait_until_serving(url: str, is_alive: Callable[[], bool], out: Path) -> None:
    """Waits until /healthz answers. Raises RuntimeError with what was printed when it never does."""
    deadline = time.monotonic() + 180
    with httpx.Client(timeout=5) as client:
        while time.monotonic() < deadline and is_alive():
            try:
                if client.get(f"{url}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
    raise RuntimeError(f"Easel did not start:\n{out.read_text()}")
