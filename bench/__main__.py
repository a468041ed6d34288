"""Command line of `make bench`: runs every measure, or those named, beside its limit."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import (
    delivery,
    event_latency,
    footprint,
    front,
    large_gallery,
    login,
    long_conversation,
    many_visitors,
    page_load,
    painting,
    pasteback,
    startup,
    strangers,
    uploads,
)
from bench.report import Line

MEASURES: Mapping[str, Callable[[Path, int], list[Line]]] = {
    "startup": startup.measure,
    "page_load": page_load.measure,
    "delivery": delivery.measure,
    "memory": footprint.memory,
    "stream": footprint.stream,
    "event_latency": event_latency.measure,
    "front": front.measure,
    "event_lines": many_visitors.event_lines,
    "visitors": many_visitors.visitors,
    "idle_pages": many_visitors.idle_pages,
    "login": login.measure,
    "uploads": uploads.measure,
    "strangers": strangers.measure,
    "pasteback": pasteback.measure,
    "painting": painting.measure,
    "long_conversation": long_conversation.measure,
    "large_gallery": large_gallery.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *MEASURES], help="which measures; all without a name")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, of which the median counts")
    options = parser.parse_args()
    all_met = True
    print(f"{'':<62}{'measured':>16}{'at most':>12}")
    for name in options.names or MEASURES:
        with TemporaryDirectory(prefix="easel-bench-") as folder:
            for line in MEASURES[name](Path(folder), options.rounds):
                print(line.text(), flush=True)
                all_met = all_met and line.is_met
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main())
