"""From `python app.py` to the first 200 on `/`, beside a hello-world Blocks page."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.processes import answering
from bench.report import Line, spread
from tests.easel_process import free_port
from tests.paths import ROOT

HELLO = """
import sys, gradio as gr
with gr.Blocks() as demo:
    gr.Markdown("Hello, world")
demo.launch(server_port=int(sys.argv[1]), quiet=True)
"""


def measure(folder: Path, rounds: int) -> list[Line]:
    """Takes turns, so that a busy minute of the machine falls on both."""
    hello, ours = [], []
    for number in range(rounds):
        hello.append(_first_page([sys.executable, "-c", HELLO], folder / f"hello{number}"))
        ours.append(_first_page([sys.executable, "app.py"], folder / f"ours{number}"))
    ratio = median(ours) / median(hello)
    note = f"Easel {spread(ours)}; hello {spread(hello)}"
    return [
        Line(
            name="python app.py → first 200 on /, against a hello-world page",
            value=ratio,
            limit=1.25,
            unit="×",
            note=note,
        )
    ]


def _first_page(command: list[str], data: Path) -> float:
    port = free_port()
    env = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "EASEL_PORT": str(port), "EASEL_DATA_DIR": str(data)}
    process = subprocess.Popen(
        [*command, str(port)], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        return answering(f"http://127.0.0.1:{port}/", pause=0.005)
    finally:
        process.terminate()
        process.wait(20)
