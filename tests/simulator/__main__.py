"""Command line: `python -m tests.simulator [--port N] [--rate BYTES] [--wait S] [--noise]`."""

import argparse
import signal
import threading

from tests.simulator.faults import ALL
from tests.simulator.server import Simulator


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8787)
    parser.add_argument("--rate", type=float, default=0, help="bytes of body per second (12500000 is 100 Mbit/s)")
    parser.add_argument("--wait", type=float, default=0, help="seconds before an answer begins")
    parser.add_argument("--gap", type=float, default=0, help="seconds between two events of a stream")
    parser.add_argument("--noise", action="store_true", help="pictures of about 30 MB at 4096×4096")
    parser.add_argument("--key", default="sk-sim-default", help="sk-sim-yuanjia is tu-zi's base64 group")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is started without it
    with Simulator(port=options.port) as simulator:
        simulator.pace(rate=options.rate, wait=options.wait, gap=options.gap, noise=options.noise)
        if options.noise:
            simulator.warm()
        print(f"# The gateways' simulator listens on {simulator.origin}. For .env:")
        print("\n".join(f"{name}={value}" for name, value in simulator.env(options.key).items()))
        print(f"# Faults, in a prompt as [fault:cut at=0.4]: {', '.join(sorted(ALL))}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
