"""Thumbnails of the library's prompts and styles.

Painted by the demo's painter into ui/static/library.
"""

import json
from typing import Any

from PIL import Image

from painter import paint
from tests.paths import ROOT

FOLDER = ROOT / "ui" / "static" / "library"
PAINTED = (960, 720)
SHOWN = (240, 180)
SCENE = "a lighthouse on a rock by the sea"


def main() -> None:
    """Writes each as WebP of some 6 kB."""
    library: dict[str, list[dict[str, Any]]] = json.loads((FOLDER / "library.json").read_text(encoding="utf-8"))
    for entry in library["prompts"]:
        _write(f"prompt-{entry['id']}", entry["sample"])
    for entry in library["styles"]:
        _write(f"style-{entry['id']}", f"{SCENE}, {entry['sample']}")


def _write(name: str, prompt: str) -> None:
    *_, last = (step.image for step in paint(prompt=prompt, size=PAINTED) if step.image is not None)
    small = last.convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)
    small.save(FOLDER / f"{name}.webp", "WEBP", quality=62, method=6)


if __name__ == "__main__":
    main()
