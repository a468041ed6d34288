"""Runs the page's own modules in the node that Playwright ships.

Pure JavaScript needs no browser.
"""

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
    values = ", ".join(json.dumps(argument) for argument in arguments)
    source = f"{script}\nprocess.stdout.write(JSON.stringify(await run({values})) ?? 'null');\n"
    node, _ = compute_driver_executable()
    result = subprocess.run(
        [str(node), "--no-warnings", "--input-type=module", "-"],
        cwd=STATIC,
        input=source,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if result.returncode:
        raise AssertionError(result.stderr)
    return json.loads(result.stdout)
