"""Gateways that read a mask by its brightness, or not at all."""

from pathlib import Path

import pytest
from PIL import Image

from models.caps import Caps
from providers.types import ImageRequest
from tests.paths import IMAGES
from tests.studio.references.masked_edits import (
    ROUTES,
    Gateway,
    as_bytes,
    bring,
    check_held,
    held_of,
    open_studio,
    photo,
    press,
    stroke,
)
from tests.studio.scripted_gateway import final_run, kinds


class ByBrightness(Gateway):
    """Drops the mask's alpha, paints where it is white, and gives everything else back bit for bit.

    `reads` is what it makes of the mask's file.
    """

    def __init__(self, caps: Caps, *, kind: str = "PNG", quality: int = 95, reads: bool = True) -> None:
        super().__init__(caps)
        self.kind, self.quality, self.reads = kind, quality, reads

    def answer(self, request: ImageRequest) -> bytes:
        with Image.open(request.images[0].path) as sent:
            picture = sent.convert("RGB")
        if self.reads:
            assert request.mask is not None
            with Image.open(request.mask.path) as mask:
                white = mask.convert("L")
            picture.paste((10, 200, 30), mask=white)
        return as_bytes(picture, self.kind, quality=self.quality)


@pytest.mark.parametrize("size", [(90, 60), (85, 120)], ids=["as it is", "padded"])
async def test_a_gateway_that_reads_brightness_paints_where_it_was_painted(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    route, original, strength = ROUTES["openai/gpt-image-1.5/images"], photo(size), stroke(size)
    assert route.edits is not None
    async with open_studio(tmp_path / "data", ByBrightness(route.edits), route) as studio:
        first, mask = await bring(studio, tmp_path, as_bytes(original), strength)
        run = await final_run(studio, "ann", await studio.submit("ann", press(first, mask)))
        check_held(run, original, strength)
        assert "unchanged" not in kinds(run.calls[0].notices)
        assert [notice.params for notice in run.calls[0].notices if notice.kind == "held"] == [{"percent": "0.0"}]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize(
    ("name", "notice"),
    [
        ("openai/gpt-image-1.5/images", "unchanged"),
        ("dmxapi/nano-banana-2/images", "unchanged_marked"),
    ],
)
async def test_an_answer_that_is_the_original_is_told_and_is_no_error(
    tmp_path: Path, name: str, notice: str, kind: str
) -> None:
    route, strength = ROUTES[name], stroke((640, 427))
    assert route.edits is not None
    gateway = ByBrightness(route.edits, kind=kind, quality=85, reads=False)
    async with open_studio(tmp_path / "data", gateway, route) as studio:
        first, mask = await bring(studio, tmp_path, (IMAGES / "rocket.jpg").read_bytes(), strength)
        run = await final_run(studio, "ann", await studio.submit("ann", press(first, mask)))
        assert (run.state, run.calls[0].error) == ("done", None)
        assert {"held", notice} <= kinds(run.calls[0].notices)
        assert held_of(run)
