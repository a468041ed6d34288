"""Easel as a process of its own on a real port, as people start it: `python app.py`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.paths import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Easel:
    """A server that answers. `log` is what it printed so far."""

    url: str
    data: Path
    pid: int
    out: Path

    @property
    def log(self) -> str:
        return self.out.read_text()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def running(
    data: Path,
    env: Mapping[str, str],
    *,
    port: int = 0,
    command: Sequence[str] = ("app.py",),
    tree: Path = ROOT,
) -> Iterator[Easel]:
    """Starts Easel on its own data folder and waits until it serves; ends it by its id. `command` is what Python is
    to run, where that is more than the app; `tree` is the folder of the program."""
    port = port or free_port()
    data.mkdir(parents=True, exist_ok=True)
    out = data.parent / f"{data.name}-{port}.log"
    clean = {name: value for name, value in os.environ.items() if "_API_KEY" not in name and "EASEL" not in name}
    # Compiled modules are kept, whatever the machine's environment says: a further start takes half a second less.
    clean["PYTHONDONTWRITEBYTECODE"] = ""
    settings = {**clean, "EASEL_PORT": str(port), "EASEL_DATA_DIR": str(data), **env}
    with out.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=tree, env=settings, stdout=log, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_serving(url, process, out)
        yield Easel(url=url, data=data, pid=process.pid, out=out)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_serving(url: str, process: "subprocess.Popen[bytes]", out: Path) -> None:
    """Waits until /healthz answers. Raises RuntimeError with what was printed when it never does."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"Easel did not start:\n{out.read_text()}")
