"""A press by somebody without a login, beside one by somebody who has one.

Processor time of the server.
"""

from contextlib import ExitStack
from pathlib import Path
from statistics import median

import httpx
import psutil

from bench.processes import easel, gateways, submit_run, visitor, wait_for_end
from bench.report import Line, spread
from tests.easel_process import Easel

PRESSES = 20
IMAGES = {"gateway": "openai", "model": "gpt-image-1", "options": {"quality": "low"}}
PEOPLE = {"EASEL_USERS": "anna:her-password"}


def measure(folder: Path, rounds: int) -> list[Line]:
    """Twenty runs one after the other on each of two servers, in turns."""
    with ExitStack() as stack:
        upstream = stack.enter_context(gateways())
        open_server = stack.enter_context(easel(folder / "open", upstream.env()))
        team = stack.enter_context(easel(folder / "team", {**upstream.env(), **PEOPLE}))
        anonymous, anna = visitor(open_server), httpx.Client(base_url=team.url, timeout=120)
        anna.post("/login", data={"name": "anna", "password": "her-password"})
        without, with_login = [], []
        for _ in range(rounds + 1):
            without.append(_seconds_of_presses(open_server, anonymous))
            with_login.append(_seconds_of_presses(team, anna))
    note = f"without {spread(without[1:])}; with {spread(with_login[1:])}; {PRESSES} runs each"
    return [
        Line(
            name="a press without a login, by one with",
            value=median(without[1:]) / median(with_login[1:]),
            limit=1.05,
            unit="×",
            note=note,
        )
    ]


def _seconds_of_presses(server: Easel, client: httpx.Client) -> float:
    process = psutil.Process(server.pid)
    begun = sum(process.cpu_times()[:2])
    for number in range(PRESSES):
        wait_for_end(client, submit_run(client, prompt=f"a boat {number}", **IMAGES))
    return sum(process.cpu_times()[:2]) - begun
