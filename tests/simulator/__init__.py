"""Simulator of the gateways on a real port: strict, with real pictures and faults on demand.

    with Simulator() as simulator:
        simulator.play("html_524", gateway="tuzi")
        base_url = simulator.url("tuzi")
        ...
        assert simulator.posts == 1

By hand: `python -m tests.simulator --port 8787` prints the `.env` block that points Easel at it. A word in the
prompt plays a fault there: `a lighthouse [fault:cut at=0.4]`; tests/simulator/faults.py lists them all.
"""

from tests.simulator.server import Simulator

__all__ = ["Simulator"]
