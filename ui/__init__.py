"""Server, HTTP API and page, in the reader's language."""

import gc
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

# Read by gradio and huggingface_hub when they are imported; without these a page load calls other hosts.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

# What is imported stays. To look through it for garbage every 700 objects is a seventh of the start's time.
GC_THRESHOLDS = gc.get_threshold()
gc.set_threshold(100_000, 50, 50)


class StubWriterDisabler(MetaPathFinder):
    """Import hook that keeps Gradio from writing type stubs (docs/gradio.md, G14).

    They are half the time of its import. Ends with the import of the module that would write them.
    """

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        """Spec of that module, with a loader that takes the function out; None for every other."""
        if name != "gradio.component_meta":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_and_disable(module: Any) -> None:
            execute(module)
            module.create_or_modify_pyi = lambda *_: None

        spec.loader.exec_module = execute_and_disable  # type: ignore[method-assign]
        return spec


sys.meta_path.insert(0, StubWriterDisabler())
