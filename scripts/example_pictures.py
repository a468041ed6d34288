"""Example pictures of the empty stage.

Painted by the demo's painter into ui/static/examples.
"""

from PIL import Image

from painter import paint
from tests.paths import ROOT
from ui.i18n import t

FOLDER = ROOT / "ui" / "static" / "examples"
PAINTED = (960, 720)
SHOWN = (480, 360)
NUMBERS = range(1, 5)


def main() -> None:
    """Writes each as WebP of some 15 kB."""
    for number in NUMBERS:
        prompt = t(f"card.example.generate.{number}", "en")
        *_, last = (step.image for step in paint(prompt=prompt, size=PAINTED) if step.image is not None)
        small = last.convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)
        small.save(FOLDER / f"example-{number}.webp", "WEBP", quality=76, method=6)


if __name__ == "__main__":
    main()
