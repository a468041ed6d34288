"""Paths of the repository and of the images that tests read."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
IMAGES: Final = ROOT / "tests" / "images"
"""Real pictures, awkward ones among them: CMYK, 16 bit, turned by EXIF, cut off, animated."""
