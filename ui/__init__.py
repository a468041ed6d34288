"""Server, HTTP API and page, in the viewer's language."""

import gc
import os

# Read by gradio and huggingface_hub when they are imported; without these a page load calls other hosts.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

# What is imported stays. To look through it for garbage every 700 objects is a seventh of the start's time.
GC_THRESHOLDS = gc.get_threshold()
gc.set_threshold(100_000, 50, 50)
