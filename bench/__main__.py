"""`make bench`: runs every measure, or those named, and prints what was asked beside what was measured."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import delivery, footprint, painting, pasteback, startup, uploads
from bench import event_latency as watching
from bench import large_gallery as hanging
from bench import long_conversation as talking
from bench.report import Line

MEASURES: Mapping[str, Callable[[Path, int], list[Line]]] = {
    "startup": startup.measure,
    "delivery": delivery.measure,
    "memory": footprint.memory,
    "stream": footprint.stream,
    "watching": watching.measure,
    "uploads": uploads.measure,
    "pasteback": pasteback.measure,
    "painting": painting.measure,
    "talking": talking.measure,
    "hanging": hanging.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *MEASURES], help="which measures; all without a name")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, of which the median counts")
    told = parser.parse_args()
    met = True
    print(f"{'':<62}{'measured':>16}{'at most':>12}")
    for name in told.names or MEASURES:
        with TemporaryDirectory(prefix="easel-bench-") as folder:
            for line in MEASURES[name](Path(folder), told.rounds):
                print(line.words(), flush=True)
                met = met and line.met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
