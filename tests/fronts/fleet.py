"""Several Easels in one process, each with settings of its own on a port of its own.

A process for each would import Gradio each time, which is most of a start. Run as a program with one argument, the
JSON of a list of environments; what each serves is what `app.py` would.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from providers.catalog import load_catalog
from tests.easel_process import FORKS, clean_environment, free_port, run_program, wait_until_serving
from ui.server import create_app, uvicorn_config
from ui.settings import read_settings


@contextmanager
def fleet(folder: Path, environments: Sequence[Mapping[str, str]]) -> Iterator[list[int]]:
    """Starts an Easel per environment and gives their ports; ends them by the id of their process."""
    ports = [free_port() for _ in environments]
    full = [
        {"EASEL_DATA_DIR": str(folder / str(port)), "EASEL_PORT": str(port), **environment}
        for port, environment in zip(ports, environments, strict=True)
    ]
    log = folder / "fleet.log"
    command = ("-m", "tests.fronts.fleet", json.dumps(full))
    process = FORKS.Process(target=run_program, args=(command, clean_environment(), log))
    process.start()
    try:
        for port in ports:
            wait_until_serving(f"http://127.0.0.1:{port}", process.is_alive, log)
        yield ports
    finally:
        process.kill()  # their data goes with the test's folder
        process.join()


async def serve_all(environments: Sequence[Mapping[str, str]]) -> None:
    await asyncio.gather(*(server_of(environment).serve() for environment in environments))


def server_of(environment: Mapping[str, str]) -> uvicorn.Server:
    before = dict(os.environ)
    os.environ.update(environment)  # Gradio reads it by itself while the page is built
    settings = read_settings(environment)
    catalog, keys = load_catalog(environment)
    easel = create_app(settings, catalog=catalog, keys=keys)
    os.environ.clear()
    os.environ.update(before)
    return uvicorn.Server(uvicorn_config(easel, settings))


if __name__ == "__main__":
    asyncio.run(serve_all(json.loads(sys.argv[1])))
