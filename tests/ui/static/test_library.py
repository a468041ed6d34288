"""The library that is shipped.

Every entry in both languages, with the same number of blanks and a thumbnail.
"""

import json
import re
from typing import Final

import pytest
from PIL import Image

from tests.paths import ROOT

FOLDER: Final = ROOT / "ui" / "static" / "library"
LIBRARY: Final = json.loads((FOLDER / "library.json").read_text(encoding="utf-8"))
ENTRIES: Final = [(kind, entry) for kind in ("prompt", "style") for entry in LIBRARY[f"{kind}s"]]


@pytest.mark.parametrize(("kind", "entry"), ENTRIES, ids=[f"{kind} {entry['id']}" for kind, entry in ENTRIES])
def test_an_entry_is_whole(kind: str, entry: dict[str, str]) -> None:
    english, chinese = (re.findall(r"\{\{[^{}]+\}\}", entry[language]) for language in ("en", "zh"))
    assert len(english) == len(chinese) == (0 if kind == "style" else max(1, len(english)))
    assert re.search(r"[\u4e00-\u9fff]", entry["zh"])
    thumbnail = FOLDER / f"{kind}-{entry['id']}.webp"
    with Image.open(thumbnail) as image:
        assert (image.size, thumbnail.stat().st_size < 12_000) == ((240, 180), True)
