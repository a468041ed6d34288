"""Runs the page's own modules in the node that Playwright ships: pure JavaScript needs no browser."""

import json
import subprocess
from typing import Any

from playwright._impl._driver import compute_driver_executable

from tests.paths import ROOT

STATIC = ROOT / "ui" / "static"


def run_node(script: str, *arguments: object) -> Any:
    """Calls the function `run` of an ES module with these arguments; returns what it returns, as JSON.

    The script's imports are relative to `ui/static` (`import { MaskBitmap } from './mask/bitmap.js'`). Raises
    AssertionError with what node printed when the script throws.
    """
    given = ", ".join(json.dumps(argument) for argument in arguments)
    source = f"{script}\nprocess.stdout.write(JSON.stringify(await run({given})) ?? 'null');\n"
    node, _ = compute_driver_executable()
    done = subprocess.run(
        [str(node), "--no-warnings", "--input-type=module", "--eval", source],
        cwd=STATIC,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)
